"""What happened in one request, or in one question of a connection that stays open: gathered by whoever does it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ALLOWED = "allowed"
"""Stands for the reason of a decision that is no denial."""


class Outcome(StrEnum):
    """What came of a request, the gravest last: of several things that came of it, the gravest is told."""

    OK = "ok"
    """Everything that was asked for was answered or done."""
    PARTIAL = "partial"
    """Answered, but for fields that were refused."""
    NOT_FOUND = "not_found"
    """There is nothing at this address."""
    REFUSED = "refused"
    """Nothing was shown or changed: by the policy, a wrong value, or a state that the act does not fit."""
    MALFORMED = "malformed"
    """The request is no question."""
    INVALID = "invalid"
    """The question is not fit to be executed: the document, what it costs, or its variables."""
    NOT_IDENTIFIED = "not_identified"
    """A token was sent that identifies nobody."""
    TOO_MANY = "too_many"
    """This caller asks for more than their share."""
    UNAVAILABLE = "unavailable"
    """The gateway cannot answer now: too much is asked of it, it stops, or it is not ready."""
    TIMED_OUT = "timed_out"
    """It took longer than it may."""
    ABANDONED = "abandoned"
    """Whoever asked went away before they were answered."""
    INTERNAL = "internal"
    """Something happened that nobody expects."""


_GRAVITY = {outcome: rank for rank, outcome in enumerate(Outcome)}


@dataclass(slots=True)
class Seen:
    """Nothing in it was typed by anybody, but `name`, and that only if it is harmless: see `redaction.safe_name`.

    `kind`: query, mutation or subscription, "" for what is no GraphQL. `root`: the first field, as the schema names it.
    `questions`: of a connection over which questions are asked. `token_fault`: what is wrong with the token, if it is.
    """

    kind: str = ""
    root: str = ""
    name: str | None = None
    outcome: Outcome = Outcome.OK
    signed_in: bool = False
    token_fault: str = ""
    cost: int = 0
    statements: int = 0
    questions: int = 0
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def decided(self, action: str, reason: str | None) -> None:
        """Count a decision; without a reason it allowed what was asked."""
        self.decisions[action, reason or ALLOWED] += 1

    def came_to(self, outcome: Outcome) -> None:
        """Remember what came of it, unless something graver did."""
        self.outcome = max(self.outcome, outcome, key=_GRAVITY.__getitem__)

    def report(self) -> dict[str, Any]:
        """What a line of the log says of it: whatever there is."""
        denied = {f"{action}:{reason}": n for (action, reason), n in self.decisions.items() if reason != ALLOWED}
        told = {
            "kind": self.kind,
            "root": self.root,
            "name": self.name,
            "cost": self.cost,
            "allowed": self.decisions.total() - sum(denied.values()),
            "denied": denied,
            "statements": self.statements,
            "questions": self.questions,
            "token_fault": self.token_fault,
        }
        caller = "person" if self.signed_in else "nobody"
        return {"outcome": self.outcome, "caller": caller, **{name: value for name, value in told.items() if value}}


_CURRENT: ContextVar[Seen | None] = ContextVar("seen", default=None)


def current() -> Seen | None:
    """What is being gathered here; None where nobody asked, as in a command."""
    return _CURRENT.get()


def came_to(outcome: Outcome) -> None:
    """Remember what comes of the request at hand, if anybody gathers it; see `Seen.came_to`."""
    if seen := _CURRENT.get():
        seen.came_to(outcome)


@contextmanager
def seeing(seen: Seen) -> Iterator[Seen]:
    """Gather into this, for as long as it lasts."""
    token = _CURRENT.set(seen)
    try:
        yield seen
    finally:
        _CURRENT.reset(token)
