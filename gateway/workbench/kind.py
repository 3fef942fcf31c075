"""The kinds of problem that there are, each under a name that stays.

Editors, dashboards and lists of what is tolerated know a problem by its kind, not by its sentence, which may be
worded better one day. The strict loader tells sentences; here each of them gets its kind.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from gateway.authorization.problem import Problem


class Level(StrEnum):
    """An error keeps the rules out of force; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its lasting name, its level, and what is so wherever it occurs."""

    name: str
    level: Level
    means: str


def _error(name: str, means: str) -> Kind:
    return Kind(name, Level.ERROR, means)


def _warning(name: str, means: str) -> Kind:
    return Kind(name, Level.WARNING, means)


SUPERFLUOUS_RIGHT = _warning("superfluous-right", "The role has this right without the line.")
SUPERFLUOUS_INCLUSION = _warning("superfluous-inclusion", "Every role has the same rights without the line.")
SUPERFLUOUS_DEFINITION = _warning("superfluous-definition", "Another line makes the same people this role.")
IDLE_DEFINITION = _warning("idle-definition", "Whoever the line makes this role may all that already.")
ROLE_OF_NOBODY = _warning("role-of-nobody", "No line makes anybody this role.")
ROLE_WITHOUT_RIGHT = _warning("role-without-right", "Whoever has only this role may do nothing.")
RIGHT_OF_NOBODY = _warning("right-of-nobody", "Nobody can ever have this right.")

_WARNINGS = (
    SUPERFLUOUS_RIGHT,
    SUPERFLUOUS_INCLUSION,
    SUPERFLUOUS_DEFINITION,
    IDLE_DEFINITION,
    ROLE_OF_NOBODY,
    ROLE_WITHOUT_RIGHT,
    RIGHT_OF_NOBODY,
)

_OTHER = _error("refused", "The rules are refused.")

_TOLD = {
    r"this file (is missing|cannot be read|is too large .*)|this is no file": _error(
        "unreadable-file", "A file of the folder cannot be read."
    ),
    r"a byte that is no UTF-8": _error("not-utf-8", "A file is not encoded as UTF-8."),
    r"a byte order mark": _error(
        "byte-order-mark", "A file begins with a byte order mark, which hides its first rule."
    ),
    r"a tab": _error("tab", "A tab stands where words are set apart by blanks."),
    r"U\+.* does not show as what it is": _error("hidden-character", "A character hides or moves what is read."),
    r"U\+.* has no place in a rule": _error("foreign-character", "A rule has a character other than plain letters."),
    r"a quote": _error("quote", "A rule has a quote: Casbin would drop the line, or look for the quote as well."),
    r"a comment behind a rule": _error("inline-comment", "A comment stands behind a rule, and would be part of it."),
    r"\d+ words?, but \d+ are expected|a comma too many": _error("wrong-columns", "A rule has too few or many words."),
    r"unknown .*": _error("unknown-word", "A word is none of those that the rules may use."),
    r"no [a-z_ ]+ here": _error("missing-word", "A word is missing."),
    r"the fact .* stands here twice": _error("repeated-fact", "A fact is asked for twice."),
    r'"anyone" adds nothing to other facts': _error("anyone-among-facts", "What is true of everybody stands alone."),
    r"everybody is the public": _error("narrowed-public", "A definition would make the public less than everybody."),
    r"the public, which is everybody, includes no role": _error("public-includes", "The public includes a role."),
    r".* would include itself": _error("inclusion-circle", "Roles include each other in a circle."),
    r"this (rule|invariant) stands already in line \d+": _error("duplicate", "A line stands twice."),
    r"no rules can satisfy this": _error("contradictory-invariant", "Two invariants cannot hold together."),
    r"the model is not the gateway's own": _error("foreign-model", "The model is not that of the gateway."),
    r"PyCasbin .*": _error("read-differently", "Casbin does not read the rules as they are written."),
    r"th(ere|is) is no signature.*|another key .* has signed|not as it was .*|the signature .*": _error(
        "not-signed", "The rules are not signed with the key that is asked for."
    ),
    r"no invariant stands here": _error("no-invariants", "Nothing says what the rules must always allow."),
    r"With these rules .* may not .*": _error("broken-promise", "The rules deny what an invariant promises."),
    r"With these rules .* may .*": _error("unlawful", "The rules allow what an invariant forbids."),
}

KINDS = (*_TOLD.values(), _OTHER, *_WARNINGS)
"""Every kind, in an order that stays."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a kind."""

    kind: Kind
    problem: Problem


def error(problem: Problem) -> Finding:
    """What the strict loader has told, with its kind."""
    kinds = (kind for told, kind in _TOLD.items() if re.fullmatch(told, problem.message, re.DOTALL))
    return Finding(next(kinds, _OTHER), problem)
