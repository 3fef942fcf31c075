"""Why somebody may, or may not: which lines make them what they are, and what follows from that.

The decision and its reason are those of the deciding table. The lines only show how it comes to them, which is sound
because no policy is opened whose table was not proved to say what its lines say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gateway.authorization.invariants import Facts
from gateway.authorization.rules import Definition
from gateway.domain.decision import Decision
from gateway.domain.rights import Action, Right, Role
from gateway.domain.standing import Candidate
from gateway.workbench.opened import OpenedPolicy
from gateway.workbench.way import Way, ways_to
from gateway.workbench.who_can import smallest_sets


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody has by this line, and the ways in which it has the right: none, if it does not help."""

    definition: Definition
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """Facts that would make a role, none of them too many, together with those that hold; and the line that asks."""

    facts: Facts
    definition: Definition


@dataclass(frozen=True, slots=True)
class WouldDo:
    """A role that has the right, and what somebody lacks to have it: nothing can be done if no line makes the role."""

    role: Role
    way: Way
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Facts that hold together, judged alone: for a person, by one of their functions.

    `would_do` is empty if one of the roles has the right; the nearest role stands first.
    """

    candidate: Candidate
    held: tuple[HeldRole, ...]
    would_do: tuple[WouldDo, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A decision, and how it comes about. Who has several functions may what one of them allows."""

    right: Right
    decision: Decision
    judged: tuple[Judged, ...]


def explained(opened: OpenedPolicy, action: Action, right: Right, candidates: Sequence[Candidate], today: date) -> Why:
    """Why somebody may exercise a right of an action, or may not. `candidates`: one at least."""
    decision = opened.policy.table.decide(action, candidates, today, right=right)
    return Why(right, decision, tuple(_judge(opened, right, candidate, decision) for candidate in candidates))


def _judge(opened: OpenedPolicy, right: Right, candidate: Candidate, decision: Decision) -> Judged:
    held = tuple(
        HeldRole(definition, ways_to(right, definition.role, opened.rules))
        for definition in opened.rules.definitions
        if definition.facts <= candidate.facts
    )
    if any(role.ways for role in held):
        return Judged(candidate, held, ())
    would_do = [_would_do(opened, role, right, candidate.facts) for role in decision.requires]
    return Judged(candidate, held, tuple(sorted(would_do, key=_distance)))


def _would_do(opened: OpenedPolicy, role: Role, right: Right, facts: Facts) -> WouldDo:
    lines = {d.facts - facts: d for d in reversed(opened.rules.definitions) if d.role is role}
    lacks = tuple(Lack(lack, lines[lack]) for lack in smallest_sets(opened.policy.table, [role], facts))
    return WouldDo(role, ways_to(right, role, opened.rules)[0], lacks)


def _distance(would_do: WouldDo) -> tuple[bool, int]:
    """How far it is to a role: of those as near, the order of the decision stays."""
    return (True, 0) if not would_do.lacks else (False, len(would_do.lacks[0].facts))
