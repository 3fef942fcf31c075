"""A policy to be compared: a folder, or a folder as it stood in a revision of Git.

Of a revision nothing is put on the disk: its files are read as Git keeps them, so that problems can be told with the
place where they stand. A policy that would be refused may still be compared, if every one of its rules is understood.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gateway.authorization.casbin_engine import ask_everything, load_rules, misread
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.invariants import Invariant, parse_invariants
from gateway.authorization.model import check_model
from gateway.authorization.policy import PolicyFiles, proved, read_files
from gateway.authorization.problem import PolicyRefused, Problem, presentable
from gateway.authorization.rules import parse_rules

_NAMES = tuple(read_files(Path()).contents)
_REVISION = re.compile(r"[A-Za-z0-9_@.][A-Za-z0-9_@./{}^~+-]*")
_SECONDS = 30


class NoSuchPolicy(Exception):
    """What was named is neither a folder nor a revision; the message says so."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A policy under the name by which it was asked for.

    `problems`: why the gateway would refuse it. `table` is None if it cannot be said what the rules would allow.
    """

    name: str
    version: str
    table: DecisionTable | None
    invariants: tuple[Invariant, ...]
    problems: tuple[Problem, ...]


def open_revision(name: str, folder: Path) -> Revision:
    """What is named: a folder; ``REV:path``, from the root of the repository; or ``REV``: what `folder` was then.

    Raises NoSuchPolicy.
    """
    if Path(name).is_dir():
        return examined(name, read_files(Path(name)))
    revision, colon, path = name.partition(":")
    if not _REVISION.fullmatch(revision):
        raise NoSuchPolicy(f"{presentable(name)} is no folder, and no name of a revision.")
    if not all(character.isprintable() for character in path):
        raise NoSuchPolicy(f"{presentable(name)} names no folder.")
    where = Path() if colon else folder
    commit = _git(where, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise NoSuchPolicy(f"{presentable(name)} is no folder, and no revision that Git knows in {where.as_posix()}.")
    inside = path.strip("/") if colon else "."
    prefix = f"{commit.decode().strip()}:{inside + '/' if inside else ''}"
    contents = {file: _git(where, "cat-file", "blob", prefix + file) for file in _NAMES}
    if not any(content is not None for content in contents.values()):
        raise NoSuchPolicy(f"In {presentable(name)} there are no rules.")
    shown = name if colon else f"{revision}:{folder.as_posix()}"
    return examined(name, _files(shown, contents))


def examined(name: str, files: PolicyFiles) -> Revision:
    """Judge files as the gateway would, and work out what their rules allow even if it would refuse them."""
    invariants = parse_invariants("invariants.csv", files.contents["invariants.csv"], [])
    try:
        return Revision(name, files.version, proved(files).table, invariants, ())
    except PolicyRefused as refused:
        return Revision(name, files.version, _understood(files), invariants, refused.problems)


def _understood(files: PolicyFiles) -> DecisionTable | None:
    """What the rules allow, if not one of their lines is in doubt."""
    problems: list[Problem] = []
    content = files.contents["policy.csv"]
    check_model("model.conf", files.contents["model.conf"], problems)
    rules = parse_rules("policy.csv", content, problems)
    if problems or any(Path(problem.file).name == "policy.csv" for problem in files.problems):
        return None
    enforcer = load_rules(content)
    return None if misread(enforcer, "policy.csv", rules.lines) else ask_everything(enforcer)


def _files(shown: str, contents: dict[str, bytes | None]) -> PolicyFiles:
    missing = [name for name, content in contents.items() if content is None]
    hint = f"a policy has {', '.join(_NAMES)}"
    problems = [Problem(f"{shown}/{name}", 1, 1, 0, "", "this file is missing", hint) for name in missing]
    return PolicyFiles(Path(shown), {name: content or b"" for name, content in contents.items()}, tuple(problems))


def _git(where: Path, *words: str) -> bytes | None:
    """What Git answers; None if it has no answer. It asks nobody for a password, and fetches nothing."""
    git = shutil.which("git")
    if not git:
        raise NoSuchPolicy("Git is not installed, so that only folders can be compared.")
    alone = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        answer = subprocess.run(  # noqa: S603 - no shell, and no word that begins with a dash comes from outside
            [git, *words], cwd=where, env={**os.environ, **alone}, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoSuchPolicy("Git gives no answer.") from None
    return answer.stdout if answer.returncode == 0 else None
