"""Denials that stay denials, and are explained otherwise: by another reason, or by other facts that are missing.

An explanation is for somebody, so that only facts are looked at that can be true of somebody: nobody is known of whom
nothing is known but that their mandate is active.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.invariants import Facts
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.decision import DenialReason
from gateway.domain.facts import FACTS_OF_A_FUNCTION, Fact
from gateway.domain.rights import Right
from gateway.domain.standing import Candidate
from gateway.workbench.cover import EVERYBODY, SETS, Group, bits_of, fewest_groups
from gateway.workbench.difference import allowed_sets

_ANY_DAY = date(2000, 1, 1)
"""Facts are judged, not functions: no reason depends on the day."""


class Told(NamedTuple):
    """What a denial says."""

    reason: DenialReason | None
    missing: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReasonChange:
    """Everybody in the group who may not, before and after, is told something else."""

    group: Group
    rights: tuple[Right, ...]
    before: Told
    after: Told


def changed_reasons(old: DecisionTable, new: DecisionTable) -> tuple[ReasonChange, ...]:
    """Every denial that is told otherwise, grouped as decisions that change are; nothing, if the policies are alike."""
    if old == new:
        return ()
    rights: dict[tuple[Group, Told, Told], list[Right]] = {}
    for right in RIGHTS:
        sets: dict[tuple[Told, Told], int] = {}
        denied = _SOMEBODY & ~allowed_sets(old, right) & ~allowed_sets(new, right)
        for number, before, after in _denials(old, new, right, denied):
            if before != after:
                sets[before, after] = sets.get((before, after), 0) | 1 << number
        for (before, after), alike in sets.items():
            for group in fewest_groups(alike, EVERYBODY & ~denied):
                rights.setdefault((group, before, after), []).append(right)
    return tuple(ReasonChange(group, tuple(of), before, after) for (group, before, after), of in rights.items())


def _denials(old: DecisionTable, new: DecisionTable, right: Right, denied: int) -> Iterator[tuple[int, Told, Told]]:
    for number, facts in enumerate(SETS):
        if denied >> number & 1:
            yield number, _told(old, right, facts), _told(new, right, facts)


def _told(table: DecisionTable, right: Right, facts: Facts) -> Told:
    decision = table.decide(RIGHTS[right], [Candidate(facts)], _ANY_DAY, right=right)
    return Told(decision.reason, decision.missing)


def _can_be_true(facts: Facts) -> bool:
    """Whether the gateway can find these facts together: see `Standing`."""
    if Fact.AUTHENTICATED not in facts:
        return facts == {Fact.ANYONE}
    of_function = facts & FACTS_OF_A_FUNCTION
    taken_up_only = Fact.DESIGNATION_ACTIVE in facts and Fact.DESIGNATED not in facts
    return not taken_up_only and (not of_function or Fact.REGISTERED_IN_STATUTES in of_function)


_SOMEBODY = bits_of(number for number, facts in enumerate(SETS) if _can_be_true(facts))
