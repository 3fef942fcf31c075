"""Every answer of a policy, worked out ahead: a decision is a look into a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from gateway.authorization.explanation import Denial, explain
from gateway.authorization.fact_mask import ALL_MASKS, mask_of, smallest_first
from gateway.domain.decision import Decision, DenialReason
from gateway.domain.rights import Action, Right, Role
from gateway.domain.standing import Candidate

ROLE_BITS: Mapping[Role, int] = {role: 1 << position for position, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The roles of every set of facts, and the roles that have every right. Immutable; equal if every answer is.

    `held`: the bits of the roles, by the mask of the facts (2,048 of them). `granted`: the bits of the roles that
    have a right, those that have it through a role that they include among them.
    """

    held: Sequence[int]
    granted: Mapping[Right, int]
    _by_action: Mapping[Action, int] = field(init=False, repr=False, compare=False)
    _ways: Mapping[Role, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "held", tuple(self.held))
        object.__setattr__(self, "granted", MappingProxyType(dict(self.granted)))
        by_action = {action: self._having(action.rights) for action in Action}
        object.__setattr__(self, "_by_action", MappingProxyType(by_action))
        ways = {role: _smallest(self.held, bit) for role, bit in ROLE_BITS.items()}
        object.__setattr__(self, "_ways", MappingProxyType(ways))

    def roles(self, candidates: Iterable[Candidate]) -> tuple[Role, ...]:
        """The roles that somebody has: those of all their candidates together, in the order of `Role`."""
        return _roles_of(self._held_by(candidates))

    def allowed(self, action: Action, candidates: Iterable[Candidate]) -> bool:
        """Whether somebody may; for a mandate: on either side, judged by the same candidates."""
        return bool(self._held_by(candidates) & self._by_action[action])

    def decide(
        self, action: Action, candidates: Sequence[Candidate], today: date, *, right: Right | None = None
    ) -> Decision:
        """Whether somebody may, and if not, why. `candidates`: one at least; `today`: the day they were judged on.

        `right`: the one that is asked for, if the action has several: the side of a mandate. Then `candidates` are
        those in the company of that side. Who may on the other side only is told WRONG_PARTY.
        """
        if right and right not in action.rights:
            raise ValueError(f"{action.name} has no right {right}.")
        rights = (right,) if right else action.rights
        held, having = self._held_by(candidates), self._having(rights)
        roles, requires = _roles_of(held), _roles_of(having)
        if held & having:
            return Decision(action, True, None, roles, requires, ())
        why = explain(action, [(role, self._ways[role]) for role in requires], candidates, today)
        if why.reason is not DenialReason.NOT_AUTHENTICATED and held & self._by_action[action]:
            why = Denial(DenialReason.WRONG_PARTY, why.missing, None)
        return Decision(action, False, why.reason, roles, requires, why.missing, why.function)

    def _held_by(self, candidates: Iterable[Candidate]) -> int:
        held = 0
        for candidate in candidates:
            held |= self.held[mask_of(candidate.facts)]
        return held

    def _having(self, rights: Iterable[Right]) -> int:
        having = 0
        for right in rights:
            having |= self.granted.get(right, 0)
        return having


def _roles_of(bits: int) -> tuple[Role, ...]:
    return tuple(role for role, bit in ROLE_BITS.items() if bits & bit)


def _smallest(held: Sequence[int], role: int) -> tuple[int, ...]:
    """The sets of facts that make a role, and would not with one fact less."""
    smallest: list[int] = []
    for mask in smallest_first(mask for mask in ALL_MASKS if held[mask] & role):
        if not any(less & mask == less for less in smallest):
            smallest.append(mask)
    return tuple(smallest)
