"""What stands in the way of a mandate, and what a mandate takes over from another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime

from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Conflict, ConflictKind, Sentence
from gateway.domain.mandate import Mandate, MandateGroup
from gateway.domain.quarter import Quarter, quarter_of
from gateway.domain.side import Side


def refuse_second_proxy(new: Mandate, others: Iterable[Mandate]) -> None:
    """A provider has at most one open proxy for a principal and group. `others`: mandates of the same principal."""
    for other in others:
        if other.open and other.id != new.id and other.mandatary == new.mandatary and _shared(new, other):
            raise Conflict(ConflictKind.PROXY_OPEN, Sentence("proxy_open"), mandate=other.id)


def refuse_overlap(new: Mandate, others: Iterable[Mandate], side: Side, today: date) -> None:
    """Refuse what would overlap from today on, when a side prepares or signs. `others`: those of the same principal.

    With another provider the overlap is judged when the principal's side acts. Its signature, once given, reserves the
    exclusive groups, so that the mandatary's can never meet an overlap, and need never be told of another provider.
    """
    for other in others:
        if other.id in (new.id, new.replaces):
            continue
        met = _met(new, other, today)
        if met and other.mandatary == new.mandatary and other.signed:
            raise Conflict(ConflictKind.PERIOD_OVERLAP, Sentence("overlap_with_itself"), mandate=other.id)
        exclusive = any(mine.exclusive or its.exclusive for mine, its in met)
        if side is Side.PRINCIPAL and exclusive and _binds(other, today) and other.mandatary != new.mandatary:
            sentence = "overlap_reserved" if other.open else "overlap"
            raise Conflict(ConflictKind.PERIOD_OVERLAP, Sentence(sentence), mandate=other.id)


def supersede(former: Mandate, successor: Mandate, now: datetime) -> Mandate:
    """The former mandate once its successor is in force, which that becomes now.

    An amendment supersedes all of it, at a change of quarter: in the one that has begun they are in force together,
    so that nothing is taken back. One to another provider takes over the groups that both cover, and what is left
    stays with the former.
    """
    amended = former.mandatary == successor.mandatary
    start = max(successor.start, quarter_of(day_in_belgium(now)).next)
    groups = tuple(
        changed(group, taken_over_from=start, taken_over_by=successor.id, taken_over_at=now)
        if (amended or group.code in successor.codes) and _still_held(former, group, start)
        else group
        for group in former.groups
    )
    return changed(former, groups=groups)


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What would go over from a mandate to another provider, from a quarter on, and what would stay."""

    former: Mandate
    successor: Mandate
    goes_over: tuple[str, ...]
    stays: tuple[tuple[str, Mandate], ...]
    new: tuple[str, ...]
    in_the_way: Mandate | None

    @property
    def start(self) -> Quarter:
        return self.successor.start

    def exclusive(self, code: str) -> bool:
        """Whether a group that is named here is exclusive."""
        mandates = (self.former, self.successor, *(mandate for _, mandate in self.stays))
        return any(group.exclusive for mandate in mandates for group in mandate.groups if group.code == code)


def take_over(
    former: Mandate, successor: Mandate, others: Sequence[Mandate], now: datetime, in_the_way: Mandate | None
) -> TakeOver:
    """What the signing of a successor brings about, said beforehand. `others`: mandates of the same principal.

    It looks at what `supersede` would do, so that the answer cannot differ from it. `stays`: each group that the former
    provider keeps, with the mandate by which it does. `new`: groups that come from nobody.
    """
    after, today = supersede(former, successor, now), day_in_belgium(now)
    goes_over = tuple(group.code for group in after.groups if group.taken_over_by == successor.id)
    kept = (after, *(other for other in others if other.id != former.id and other.mandatary == former.mandatary))
    stays = tuple(
        (group.code, mandate)
        for mandate in kept
        if mandate.signed and (mandate.until is None or mandate.until > today)
        for group in mandate.groups
        if _still_held(mandate, group, successor.start)
    )
    new = tuple(code for code in successor.codes if code not in goes_over)
    return TakeOver(former, successor, goes_over, stays, new, in_the_way)


def _still_held(mandate: Mandate, group: MandateGroup, quarter: Quarter) -> bool:
    until = mandate.group_until(group)
    return until is None or until > quarter.first_day


def _shared(one: Mandate, other: Mandate) -> list[tuple[MandateGroup, MandateGroup]]:
    return [(mine, theirs) for mine in one.groups for theirs in other.groups if mine.code == theirs.code]


def _binds(other: Mandate, today: date) -> bool:
    """Whether the principal has bound itself by it: not by one that the mandatary can sign no more, as it is."""
    too_late = other.open and other.start < quarter_of(today)
    return other.principal_signed_at is not None and not other.closed_as and not too_late


def _met(new: Mandate, other: Mandate, today: date) -> list[tuple[MandateGroup, MandateGroup]]:
    """The groups that both would cover on some day, from today on."""
    begun = max(new.start.first_day, other.begins, today)
    return [
        (mine, its)
        for mine, its in _shared(new, other)
        if all(until is None or until > begun for until in (new.group_until(mine), other.group_until(its)))
    ]
