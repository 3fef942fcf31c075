"""A policy: a folder of rules, checked, proved, and ready to decide."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

from gateway.authorization.casbin_engine import ask_everything, load_rules, misread
from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.invariants import parse_invariants
from gateway.authorization.model import check_model
from gateway.authorization.plain_file import UnfitFile, read_plain
from gateway.authorization.policy_file import Line
from gateway.authorization.problem import PolicyRefused, Problem
from gateway.authorization.proof import prove
from gateway.authorization.rules import parse_rules
from gateway.authorization.signed import Verify, read_signature, unsigned
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role

_FILES = ("model.conf", "policy.csv", "invariants.csv")
_ONE_AT_A_TIME = Lock()
"""PyCasbin parses expressions, which Python 3.11 sometimes fails at in two threads at once (SystemError)."""
_NOT_EMPTY = "without one, rules that grant nothing at all would pass: say what must always be allowed"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a rule stands, and how: `file` is named without the folder, `line` counts from 1."""

    file: str
    line: int
    text: str

    @classmethod
    def at(cls, line: Line) -> Self:
        """A line of policy.csv."""
        return cls("policy.csv", line.number, line.text.strip())


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A right that a role has by a line of its own."""

    role: Role
    right: Right
    written: Written


@dataclass(frozen=True, slots=True)
class PolicyDefinition:
    """Facts that make a role, in the order in which a denial names them."""

    role: Role
    facts: tuple[Fact, ...]
    written: Written


@dataclass(frozen=True, slots=True)
class PolicyInclusion:
    """A role that has every right of another."""

    role: Role
    included: Role
    written: Written


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides. `version`: the first 12 hexadecimal digits of the SHA-256 of the files; `meaning`: of who
    has which role, and which role has which right.

    Files with the same meaning decide alike, however they are written.
    """

    version: str
    meaning: str
    rules: tuple[PolicyRule, ...]
    definitions: tuple[PolicyDefinition, ...]
    inclusions: tuple[PolicyInclusion, ...]
    table: DecisionTable

    def grants(self, role: Role, right: Right) -> bool:
        """Whether a role has a right, by a line of its own or through a role that it includes."""
        return bool(self.table.granted[right] & ROLE_BITS[role])


@dataclass(frozen=True, slots=True)
class PolicyFiles:
    """What stood in a folder of policies at one moment. `problems`: the files that could not be read.

    `signature`: what lies beside them to say whose they are, if anything.
    """

    folder: Path
    contents: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    signature: bytes | None = None

    @property
    def version(self) -> str:
        """See `Policy`."""
        digest = hashlib.sha256()
        for name, content in self.contents.items():
            digest.update(f"{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()[:12]


def shipped_policies() -> Path:
    """The folder of policies that comes with the gateway: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


def load_policy(folder: Path, verify: Verify | None = None) -> Policy:
    """Read a folder of policies and prove it.

    Raises PolicyRefused, with all that is wrong, if a file is missing or malformed, if PyCasbin would read a line
    in another way than it is written, or if the rules break an invariant; with `verify`, if they are not signed.
    """
    return proved(read_files(folder), verify)


def read_files(folder: Path) -> PolicyFiles:
    """The files of a folder, as they stand now."""
    problems: list[Problem] = []
    contents = {name: _read(folder / name, problems) for name in _FILES}
    return PolicyFiles(folder, contents, tuple(problems), read_signature(folder))


def proved(files: PolicyFiles, verify: Verify | None = None) -> Policy:
    """The policy that the files make; nothing is read a second time. Raises PolicyRefused: see `load_policy`."""
    _refuse_if_any(files.problems)
    _refuse_if_any(unsigned(files.folder, files.contents, files.signature, verify))
    problems: list[Problem] = []
    paths = {name: (files.folder / name).as_posix() for name in _FILES}
    policy_file, content = paths["policy.csv"], files.contents["policy.csv"]
    check_model(paths["model.conf"], files.contents["model.conf"], problems)
    rules = parse_rules(policy_file, content, problems)
    invariants = parse_invariants(paths["invariants.csv"], files.contents["invariants.csv"], problems)
    _refuse_if_any(problems)
    with _ONE_AT_A_TIME:
        enforcer = load_rules(content)
        _refuse_if_any(misread(enforcer, policy_file, rules.lines))
        table = ask_everything(enforcer)
    _refuse_if_any(prove(rules, invariants, table))
    if not invariants:
        raise PolicyRefused([Problem(paths["invariants.csv"], 1, 1, 0, "", "no invariant stands here", _NOT_EMPTY)])
    return Policy(
        files.version,
        _meaning(table),
        tuple(PolicyRule(each.role, each.right, Written.at(each.line)) for each in rules.grants),
        tuple(PolicyDefinition(each.role, _ordered(each.facts), Written.at(each.line)) for each in rules.definitions),
        tuple(PolicyInclusion(each.role, each.included, Written.at(each.line)) for each in rules.inclusions),
        table,
    )


def _ordered(facts: frozenset[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in Fact if fact in facts)


def _read(path: Path, problems: list[Problem]) -> bytes:
    try:
        return read_plain(path)
    except UnfitFile as unfit:
        message = unfit.message
    except FileNotFoundError:
        message = "this file is missing"
    except OSError:
        message = "this file cannot be read"
    problems.append(Problem(path.as_posix(), 1, 1, 0, "", message, f"a policy has {', '.join(_FILES)}"))
    return b""


def _refuse_if_any(problems: Sequence[Problem]) -> None:
    if problems:
        raise PolicyRefused(problems)


def _meaning(table: DecisionTable) -> str:
    answers = [f"{right.resource} {right.verb} {granted}" for right, granted in table.granted.items()]
    return hashlib.sha256("\n".join([*answers, *map(str, table.held)]).encode()).hexdigest()[:12]
