"""The audit trail under other rules: which decisions that were taken would have been different.

A row that holds the facts that were judged is replayed exactly. One that does not leaves open what they were; then only
that is said which holds whatever they were, and the rest is left open.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.authorization.decision_table import DecisionTable
from gateway.domain.decision import DenialReason
from gateway.domain.facts import Fact
from gateway.domain.rights import Right
from gateway.workbench.cover import EVERYBODY, SETS, Group, bits_of
from gateway.workbench.difference import allowed_sets
from gateway.workbench.trail_row import Taken, taken

_PART = frozenset({Fact.REGISTERED_IN_STATUTES, Fact.DESIGNATED, Fact.PROVIDER_MANDATE_ACTIVE, Fact.OFFICER})
_NOBODY = bits_of([SETS.index(frozenset({Fact.ANYONE}))])
_SIGNED_IN = Group(frozenset({Fact.AUTHENTICATED}), frozenset()).members
_WITHOUT_PART = Group(frozenset({Fact.AUTHENTICATED}), _PART).members
_NOT_SURE = Group(frozenset({Fact.AUTHENTICATED}), frozenset({Fact.HIGH_ASSURANCE})).members
_NUMBERS = {facts: number for number, facts in enumerate(SETS)}


class Verdict(StrEnum):
    """What the new rules would have made of a decision."""

    SAME = "the same"
    DENIED = "would have been denied"
    ALLOWED = "would have been allowed"
    OPEN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision that was taken, and what would have become of it."""

    taken: Taken
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy to replay under: its version, and the sets of facts that have each right."""

    version: str
    table: DecisionTable

    def allowed(self, right: Right) -> int:
        """The sets of facts that have a right, a bit each."""
        return allowed_sets(self.table, right)


class Replay:
    """A trail of any length, judged row by row: how often each verdict was given, and the decisions not the same.

    `old` serves to know more about decisions that were taken under it, and to tell what other rules than a policy's
    have refused.
    """

    def __init__(self, old: Rules, new: Rules) -> None:
        self.counts: Counter[Verdict] = Counter()
        self.different: list[Replayed] = []
        self._bounds = _Bounds(old, new)

    def take(self, place: str, row: Mapping[str, object]) -> None:
        """Judge a row, to be named by its place if it is none of a trail: raises NotATrail.

        Rows of what nobody asked for are passed over.
        """
        decision = taken(place, row)
        if decision:
            verdict = _again(decision, self._bounds)
            self.counts[verdict] += decision.times
            if verdict is not Verdict.SAME:
                self.different.append(Replayed(decision, verdict))


class _Bounds:
    """The sets of facts of each right, worked out once for a trail of any length."""

    def __init__(self, old: Rules, new: Rules) -> None:
        self.old, self.new = old, new
        self._sets: dict[Right, tuple[int, int]] = {}

    def of(self, right: Right) -> tuple[int, int]:
        """The sets that the old and the new rules allow."""
        if right not in self._sets:
            self._sets[right] = self.old.allowed(right), self.new.allowed(right)
        return self._sets[right]


def _again(decision: Taken, bounds: _Bounds) -> Verdict:
    if decision.policy is not None and decision.policy == bounds.new.version:
        return Verdict.SAME
    known_rules = decision.policy is not None and decision.policy == bounds.old.version
    return _by_facts(decision, bounds, known_rules) if decision.judged else _by_bounds(decision, bounds, known_rules)


def _by_facts(decision: Taken, bounds: _Bounds, known_rules: bool) -> Verdict:
    """What the facts in the row say.

    What was refused although the facts were allowed was refused by something else than the rules (a proxy is
    taken back by the side that prepared it), which no rules would change.
    """
    was = may = False
    for right, candidates in decision.judged or ():
        before, after = bounds.of(right)
        facts = bits_of(_NUMBERS[each] for each in candidates)
        was, may = was or bool(facts & before), may or bool(facts & after)
    if decision.allowed:
        return Verdict.SAME if may else Verdict.DENIED
    if not may:
        return Verdict.SAME
    if was:
        return Verdict.SAME if known_rules else Verdict.OPEN
    return Verdict.ALLOWED


def _by_bounds(decision: Taken, bounds: _Bounds, known_rules: bool) -> Verdict:
    """What is true of every set of facts that the row may be about; of several candidates one may be any.

    An act on a mandate may have been judged for either side, so that both must agree.
    """
    verdicts = {_by_bound(decision, *bounds.of(right), known_rules) for right in decision.action.rights}
    return verdicts.pop() if len(verdicts) == 1 else Verdict.OPEN


def _by_bound(decision: Taken, before: int, after: int, known_rules: bool) -> Verdict:
    if not decision.allowed:
        possible = _possible(decision) & ~(before if known_rules else 0)
        return Verdict.OPEN if possible & after else Verdict.SAME
    possible = (_SIGNED_IN if decision.signed_in else EVERYBODY) & (before if known_rules else EVERYBODY)
    if not possible & ~after:
        return Verdict.SAME
    return Verdict.OPEN if after else Verdict.DENIED


def _possible(decision: Taken) -> int:
    """The sets of facts that somebody can have had who was refused for this reason."""
    if decision.reason == DenialReason.NOT_AUTHENTICATED:
        return _NOBODY
    if decision.counted and decision.action.about_company:
        return _WITHOUT_PART | _NOBODY
    if decision.reason == DenialReason.ASSURANCE_TOO_LOW:
        return _NOT_SURE
    return _SIGNED_IN if decision.signed_in else EVERYBODY
