"""A folder of policies, examined: what is in it, if it is fit to be put in force, and all that there is to say."""

from dataclasses import dataclass
from pathlib import Path

from gateway.authorization.problem import PolicyRefused
from gateway.authorization.signed import Verify
from gateway.workbench.kind import Finding, Level, error
from gateway.workbench.lint import lint
from gateway.workbench.opened import open_policy


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder holds that is fit to be put in force. `roles`: those that somebody can have."""

    rules: int
    roles: int
    invariants: int
    version: str


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome. `contents` is None if the folder is refused; then a finding at least is an error."""

    folder: str
    contents: Contents | None
    findings: tuple[Finding, ...]

    @property
    def warnings(self) -> int:
        """How many of the findings are warnings."""
        return sum(finding.kind.level is Level.WARNING for finding in self.findings)


def examine(folder: Path, verify: Verify | None = None) -> Examination:
    """Load a folder as the gateway would, and look for what is odd about it only if nothing is wrong.

    `verify`: what the rules must be signed with, if they must; that they are not is told once nothing else is wrong.
    """
    name = folder.as_posix()
    try:
        opened = open_policy(folder, verify)
    except PolicyRefused as refused:
        return Examination(name, None, tuple(error(problem) for problem in refused.problems))
    roles = {definition.role for definition in opened.rules.definitions}
    contents = Contents(len(opened.rules.lines), len(roles), len(opened.invariants), opened.policy.version)
    return Examination(name, contents, tuple(lint(opened.rules, (folder / "policy.csv").as_posix())))
