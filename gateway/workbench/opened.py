"""A policy together with the lines that it was made of, so that an answer can be traced to them."""

from dataclasses import dataclass
from pathlib import Path

from gateway.authorization.invariants import Invariant, parse_invariants
from gateway.authorization.policy import Policy, proved, read_files
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.rules import Rules, parse_rules
from gateway.authorization.signed import Verify, unsigned


@dataclass(frozen=True, slots=True)
class OpenedPolicy:
    """What decides, and what stands in the files: `policy` was proved to say exactly what `rules` say."""

    policy: Policy
    rules: Rules
    invariants: tuple[Invariant, ...]


def open_policy(folder: Path, verify: Verify | None = None) -> OpenedPolicy:
    """Read a folder once, as the gateway would. Raises PolicyRefused if it would not put the rules in force.

    An author who is not done has signed nothing yet: what is wrong with the rules is told before that.
    """
    files = read_files(folder)
    policy = proved(files)
    if problems := unsigned(folder, files.contents, files.signature, verify):
        raise PolicyRefused(problems)
    rules = parse_rules((folder / "policy.csv").as_posix(), files.contents["policy.csv"], [])
    invariants = parse_invariants((folder / "invariants.csv").as_posix(), files.contents["invariants.csv"], [])
    return OpenedPolicy(policy, rules, invariants)
