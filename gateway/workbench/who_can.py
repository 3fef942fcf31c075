"""Who can: the smallest sets of facts that suffice for a right, and what the invariants say about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.authorization.breach import somebody
from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, facts_of, mask_of, smallest_first
from gateway.authorization.invariants import FLOOR, Facts, Invariant, Kind
from gateway.authorization.policy_file import Line
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.opened import OpenedPolicy

_EVERYBODY = frozenset({Fact.ANYONE})
FLOOR_PLACE = "the gateway itself"


@dataclass(frozen=True, slots=True)
class Enough:
    """A set of facts that suffices, and would not with one fact less; the roles that have the right by it.

    An empty one suffices for everybody: what is true of anyone is not named.
    """

    facts: Facts
    roles: tuple[Role, ...]

    @property
    def sentence(self) -> str:
        """Such as: A person with authenticated and officer."""
        who = somebody(self.facts)
        return f"{who[0].upper()}{who[1:]}."


@dataclass(frozen=True, slots=True)
class Law:
    """An invariant about the right, and where it stands. `line` is None if only the gateway itself says so."""

    kind: Kind
    alternatives: tuple[Facts, ...]
    line: Line | None

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return self.line.place if self.line else FLOOR_PLACE

    @property
    def sentence(self) -> str:
        """What it says, whatever the rules say."""
        who = ", or ".join(somebody(facts) for facts in self.alternatives)
        if self.kind is Kind.ONLY:
            return f"Reserved for {who}."
        return f"Never to be taken from {who}."


@dataclass(frozen=True, slots=True)
class WhoCan:
    """Everybody who has a right: whoever has all the facts of one of these sets. Without any, nobody has it."""

    right: Right
    enough: tuple[Enough, ...]
    laws: tuple[Law, ...]


def who_can(right: Right, opened: OpenedPolicy) -> WhoCan:
    """The answer of the deciding table for every set of facts, in the fewest sets that say it."""
    table = opened.policy.table
    having = table.granted[right]
    roles = [role for role, bit in ROLE_BITS.items() if having & bit]
    enough = tuple(Enough(facts, _roles_by(facts, having, table)) for facts in smallest_sets(table, roles, _EVERYBODY))
    return WhoCan(right, enough, _laws(right, opened.invariants))


def smallest_sets(table: DecisionTable, roles: Iterable[Role], given: Facts = frozenset()) -> list[Facts]:
    """The facts that it takes, beyond those that are given, to have one of the roles, the smallest sets first.

    None of them would do with one fact less. One empty set: the facts that are given do.
    """
    wanted, known = 0, mask_of(given)
    for role in roles:
        wanted |= ROLE_BITS[role]
    smallest: list[int] = []
    for mask in smallest_first(mask for mask in ALL_MASKS if not mask & known and table.held[mask | known] & wanted):
        if not any(less & mask == less for less in smallest):
            smallest.append(mask)
    return [frozenset(facts_of(mask)) for mask in smallest]


def _roles_by(facts: Facts, having: int, table: DecisionTable) -> tuple[Role, ...]:
    bits = table.held[mask_of(facts | _EVERYBODY)] & having
    return tuple(role for role, bit in ROLE_BITS.items() if bits & bit)


def _laws(right: Right, invariants: Iterable[Invariant]) -> tuple[Law, ...]:
    """The invariants about a right; the floor is told only where no line of the file says the same."""
    laws = [Law(row.kind, row.alternatives, row.line) for row in invariants if row.right == right]
    told = {(law.kind, frozenset(law.alternatives)) for law in laws}
    floor = [row for row in FLOOR if row.right == right and (row.kind, frozenset(row.alternatives)) not in told]
    return (*laws, *(Law(row.kind, row.alternatives, None) for row in floor))
