"""A policy: a folder of rules, checked, proved, and ready to decide."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.authorization.casbin_engine import ask_everything, load_rules, misread
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.invariants import parse_invariants
from gateway.authorization.model import check_model
from gateway.authorization.problem import PolicyRefused, Problem
from gateway.authorization.proof import prove
from gateway.authorization.rules import parse_rules
from gateway.domain.rights import Right, Role

_FILES = ("model.conf", "policy.csv", "invariants.csv")


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A right that a role has by a line of its own. `file` is named without the folder; `line` counts from 1."""

    role: Role
    right: Right
    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What is in force. `version`: the first 12 hexadecimal digits of the SHA-256 of the files."""

    version: str
    rules: tuple[PolicyRule, ...]
    table: DecisionTable


def shipped_policies() -> Path:
    """The folder of policies that comes with the gateway: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


def load_policy(folder: Path) -> Policy:
    """Read a folder of policies and prove it.

    Raises PolicyRefused, with all that is wrong, if a file is missing or malformed, if PyCasbin would read a line
    in another way than it is written, or if the rules break an invariant.
    """
    problems: list[Problem] = []
    contents = {name: _read(folder / name, problems) for name in _FILES}
    _refuse_if_any(problems)
    policy_file, content = (folder / "policy.csv").as_posix(), contents["policy.csv"]
    check_model((folder / "model.conf").as_posix(), contents["model.conf"], problems)
    rules = parse_rules(policy_file, content, problems)
    invariants = parse_invariants((folder / "invariants.csv").as_posix(), contents["invariants.csv"], problems)
    _refuse_if_any(problems)
    enforcer = load_rules(content)
    _refuse_if_any(misread(enforcer, policy_file, rules.lines))
    table = ask_everything(enforcer)
    _refuse_if_any(prove(rules, invariants, table))
    shown = tuple(
        PolicyRule(grant.role, grant.right, "policy.csv", grant.line.number, grant.line.text.strip())
        for grant in rules.grants
    )
    return Policy(_version(contents), shown, table)


def _read(path: Path, problems: list[Problem]) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = "this file is missing" if isinstance(error, FileNotFoundError) else "this file cannot be read"
        problems.append(Problem(path.as_posix(), 1, 1, 0, "", message, f"a policy has {', '.join(_FILES)}"))
        return b""


def _refuse_if_any(problems: list[Problem]) -> None:
    if problems:
        raise PolicyRefused(problems)


def _version(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]
