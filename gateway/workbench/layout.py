"""The one layout of a file of rules. What a file says, and every comment, stays as it is and where it is."""

from difflib import unified_diff
from itertools import groupby
from typing import NamedTuple

from gateway.authorization.casbin_engine import ask_everything, load_rules, misread
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.invariants import Kind, parse_invariants
from gateway.authorization.policy_file import Word, split
from gateway.authorization.problem import PolicyRefused, Problem, presentable
from gateway.authorization.rules import parse_rules
from gateway.domain.facts import Fact
from gateway.domain.rights import Right

LAID_OUT = ("policy.csv", "invariants.csv")
"""The files that authors write. model.conf belongs to the gateway, and is left alone."""


class Meaning(NamedTuple):
    """What two files say together: every decision, as PyCasbin gives it, and every invariant."""

    table: DecisionTable
    invariants: tuple[tuple[Kind, tuple[frozenset[Fact], ...], Right], ...]


def laid_out(content: bytes) -> bytes:
    """The content in the one layout: words one blank apart, no blanks at the ends of lines, one blank line at most.

    Lines end with LF, the last one too, and no file begins or ends with a blank line. Done twice, it changes nothing.
    """
    lines = [_line(line) for line in content.decode().split("\n")]
    runs = [(blank, list(run)) for blank, run in groupby(lines, key=lambda line: not line)]
    told = "\n".join("" if blank else "\n".join(run) for blank, run in runs).strip("\n")
    return f"{told}\n".encode() if told else b""


def meaning(rules: bytes, invariants: bytes) -> Meaning:
    """What the contents of policy.csv and invariants.csv mean. Raises PolicyRefused where they mean nothing."""
    problems: list[Problem] = []
    parsed = parse_rules("policy.csv", rules, problems)
    rows = parse_invariants("invariants.csv", invariants, problems)
    if not problems:
        enforcer = load_rules(rules)
        problems = misread(enforcer, "policy.csv", parsed.lines)
    if problems:
        raise PolicyRefused(problems)
    return Meaning(ask_everything(enforcer), tuple((row.kind, row.alternatives, row.right) for row in rows))


def difference(file: str, before: bytes, after: bytes) -> str:
    """What would change, as a unified diff; empty if nothing would."""
    told = unified_diff(_shown(before), _shown(after), file, file, lineterm="")
    return "\n".join(told)


def _line(text: str) -> str:
    text = text.strip(" ").rstrip()
    return text if text.startswith("#") else ", ".join(map(_word, split(Word(text, 1), ","))).rstrip()


def _word(word: Word) -> str:
    """A word between commas: facts are one blank apart from what joins them."""
    alternatives = split(word, "|")
    return " | ".join(" & ".join(fact.text for fact in split(each, "&")) for each in alternatives)


def _shown(content: bytes) -> list[str]:
    """The lines as they may be shown; one that has no end says so."""
    *lines, last = content.decode().split("\n")
    return [*map(presentable, lines), *([f"{presentable(last)}\n\\ No newline at end of file"] if last else [])]
