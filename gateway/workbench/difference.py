"""What one policy allows and another does not: every decision that changes, over all sets of facts and all rights.

Texts are not compared. Whoever has several functions may what one of them allows, so that what holds for every set of
facts holds for them as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.fact_mask import mask_of
from gateway.authorization.invariants import FLOOR, Invariant, Kind
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.rights import Right, Role
from gateway.workbench.cover import SETS, Group, bits_of, fewest_groups

DECISIONS = len(SETS) * len(RIGHTS)
"""How many decisions there are to be taken."""
_MASKS = tuple(mask_of(facts) for facts in SETS)
_ORDER = {right: position for position, right in enumerate(RIGHTS)}


@dataclass(frozen=True, slots=True)
class Change:
    """Everybody in the group may now what they might not before; or, if not `gained`, may it no longer.

    With `unless`, only those of the group are concerned who might not before; or, if not `gained`, who may no longer.
    """

    group: Group
    rights: tuple[Right, ...]
    gained: bool
    unless: bool


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Everybody in the group has now a role, or no longer, and may neither more nor less by it."""

    group: Group
    role: Role
    gained: bool


@dataclass(frozen=True, slots=True)
class RightsChange:
    """A role has now rights, or no longer, and no decision about them changes."""

    role: Role
    rights: tuple[Right, ...]
    gained: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two policies compared. `decisions`: how many change; `changes` say which, all of them and no other.

    `broken`: of the invariants that are no longer demanded those that the new rules do break.
    """

    decisions: int
    changes: tuple[Change, ...]
    roles: tuple[RoleChange, ...]
    rights: tuple[RightsChange, ...]
    invariants_gone: tuple[Invariant, ...]
    invariants_new: tuple[Invariant, ...]
    broken: tuple[Invariant, ...]

    def __bool__(self) -> bool:
        """Whether anything means something else."""
        return bool(self.changes or self.roles or self.rights or self.invariants_gone or self.invariants_new)


def allowed_sets(table: DecisionTable, right: Right) -> int:
    """The sets of facts that have a right, a bit each: see `cover`."""
    having = table.granted[right]
    return bits_of(number for number, mask in enumerate(_MASKS) if table.held[mask] & having)


def compare(
    old: DecisionTable, new: DecisionTable, before: Iterable[Invariant] = (), after: Iterable[Invariant] = ()
) -> Difference:
    """What changes from the old policy to the new one, with their invariants, in the fewest groups for each right.

    Rights that change for the same group are told together. What somebody gains stands first, and acts before
    reading, and what concerns most people before what concerns few.
    """
    was = {right: allowed_sets(old, right) for right in RIGHTS}
    may = {right: allowed_sets(new, right) for right in RIGHTS}
    changed = 0
    for right in RIGHTS:
        changed |= was[right] ^ may[right]
    # What the gateway itself demands is demanded whether it stands in the files or not.
    known, kept = [*before, *FLOOR], [*after, *FLOOR]
    gone = _beyond(known, kept)
    return Difference(
        decisions=sum((was[right] ^ may[right]).bit_count() for right in RIGHTS),
        changes=(
            *_changes({right: (may[right] & ~was[right], was[right] & may[right]) for right in RIGHTS}, gained=True),
            *_changes({right: (was[right] & ~may[right], was[right] & may[right]) for right in RIGHTS}, gained=False),
        ),
        roles=tuple(_role_changes(old, new, changed)),
        rights=tuple(_rights_changes(old, new, {right for right in RIGHTS if was[right] == may[right]})),
        invariants_gone=gone,
        invariants_new=_beyond(kept, known),
        broken=tuple(row for row in gone if _breaks(may[row.right], row)),
    )


def _breaks(allowed: int, row: Invariant) -> bool:
    """Whether somebody may whom the invariant forbids it, or may not to whom it promises it."""
    meant = bits_of(number for number, facts in enumerate(SETS) if row.satisfied_by(facts))
    return bool(allowed & ~meant if row.kind is Kind.ONLY else meant & ~allowed)


def _changes(sets: Mapping[Right, tuple[int, int]], *, gained: bool) -> list[Change]:
    """The sentences for the sets of facts that change for each right, beside those that are allowed before and after.

    Where others are let in by many roles, to say of whom it is not true takes many sentences. Then it takes fewer to
    say that it is true unless it was so before.
    """
    rights: dict[tuple[Group, bool], list[Right]] = {}
    for right, (changed, allowed) in sets.items():
        exact, loose = fewest_groups(changed), fewest_groups(changed, allowed)
        unless = len(loose) < len(exact)
        for group in loose if unless else exact:
            rights.setdefault((group, unless), []).append(right)
    changes = [Change(group, tuple(alike), gained, unless) for (group, unless), alike in rights.items()]
    return sorted(changes, key=_importance)


def _importance(change: Change) -> tuple[bool, int, int]:
    acts = any(RIGHTS[right].changes for right in change.rights)
    return not acts, len(change.group.having | change.group.lacking), _ORDER[change.rights[0]]


def _role_changes(old: DecisionTable, new: DecisionTable, changed: int) -> Iterator[RoleChange]:
    """Who has a role or has it no longer, among those for whom no decision changes."""
    for role, bit in ROLE_BITS.items():
        was = bits_of(number for number, mask in enumerate(_MASKS) if old.held[mask] & bit)
        has = bits_of(number for number, mask in enumerate(_MASKS) if new.held[mask] & bit)
        for sets, gained in ((has & ~was, True), (was & ~has, False)):
            yield from (RoleChange(group, role, gained) for group in fewest_groups(sets & ~changed))


def _rights_changes(old: DecisionTable, new: DecisionTable, unchanged: set[Right]) -> Iterator[RightsChange]:
    for role, bit in ROLE_BITS.items():
        for before, after, gained in ((old, new, True), (new, old, False)):
            rights = [r for r in RIGHTS if r in unchanged and after.granted[r] & bit and not before.granted[r] & bit]
            if rights:
                yield RightsChange(role, tuple(rights), gained)


def _beyond(rows: list[Invariant], others: list[Invariant]) -> tuple[Invariant, ...]:
    told = {_meaning(row) for row in others}
    return tuple(row for row in rows if _meaning(row) not in told)


def _meaning(row: Invariant) -> object:
    return row.kind, frozenset(row.alternatives), row.right
