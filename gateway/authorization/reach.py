"""What lies within somebody's reach: what they may do somewhere, or could the day a company gave them a part in it."""

from collections.abc import Iterable

from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, mask_of
from gateway.domain.facts import Fact
from gateway.domain.rights import Action
from gateway.domain.standing import Standing


def within_reach(table: DecisionTable, standing: Standing) -> frozenset[Action]:
    """The actions that some facts would allow, of those facts that can become true of this caller.

    Of nobody signed in none can. Whoever is signed in may be designated or appointed tomorrow, and may sign in at a
    higher level; but nobody becomes an officer of the portal by themselves.
    """
    held = 0
    for mask in _can_be_true(standing):
        held |= table.held[mask]
    return frozenset(action for action in Action if any(table.granted.get(right, 0) & held for right in action.rights))


def _can_be_true(standing: Standing) -> Iterable[int]:
    if standing.identity is None:
        return [mask_of({Fact.ANYONE})]
    never = mask_of(() if standing.officer else {Fact.OFFICER})
    return (mask for mask in ALL_MASKS if not mask & never)
