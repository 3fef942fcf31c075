"""Why not: the one reason for a denial, and the smallest set of facts that would change the answer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gateway.authorization.fact_mask import facts_of, mask_of
from gateway.domain.company import CompanyStatus, company_status
from gateway.domain.corporate_function import HeldFunction
from gateway.domain.decision import DenialReason
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Role
from gateway.domain.standing import Candidate

_PART_IN_COMPANY = frozenset({Fact.REGISTERED_IN_STATUTES, Fact.DESIGNATED, Fact.PROVIDER_MANDATE_ACTIVE, Fact.OFFICER})
_OF_COMPANY = {
    CompanyStatus.ACTIVE: DenialReason.FUNCTION_DOES_NOT_REPRESENT,
    CompanyStatus.IN_LIQUIDATION: DenialReason.COMPANY_IN_LIQUIDATION,
    CompanyStatus.BANKRUPT: DenialReason.COMPANY_BANKRUPT,
    CompanyStatus.ENDED: DenialReason.COMPANY_ENDED,
}
_OF_FACT = {
    Fact.REGISTERED_IN_STATUTES: DenialReason.NO_FUNCTION,
    Fact.SIGNING_POWER: DenialReason.NO_SIGNING_POWER,
    Fact.HIGH_ASSURANCE: DenialReason.ASSURANCE_TOO_LOW,
}
_SPEAKS_OF_FUNCTION = frozenset({Fact.MANDATE_ACTIVE, Fact.FUNCTION_REPRESENTS, Fact.SIGNING_POWER})


class Denial(NamedTuple):
    """Why not, the facts that would do together with those that hold, and the function that the reason speaks of."""

    reason: DenialReason
    missing: tuple[Fact, ...]
    function: HeldFunction | None


_NO_ROLE = Denial(DenialReason.NO_ROLE, (), None)


def explain(
    action: Action, ways: Sequence[tuple[Role, tuple[int, ...]]], candidates: Sequence[Candidate], today: date
) -> Denial:
    """Why candidates who may not, may not. `ways`: the roles that would do, each with the sets of facts that make it.

    Whoever has no part in a company learns nothing more of it: no role, and no fact.
    """
    signed_in = any(Fact.AUTHENTICATED in candidate.facts for candidate in candidates)
    if not any(masks for _, masks in ways):
        return _NO_ROLE
    if signed_in and action.about_company and not _has_part(candidates):
        return _NO_ROLE
    missing, candidate = _nearest([masks for _, masks in ways], candidates)
    if not signed_in:
        return Denial(DenialReason.NOT_AUTHENTICATED, missing, None)
    if missing[0] in _SPEAKS_OF_FUNCTION and Fact.REGISTERED_IN_STATUTES not in candidate.facts:
        # There is none to speak of: a rule may ask for one of these facts without asking for a function.
        return Denial(DenialReason.NO_FUNCTION, missing, None)
    function = candidate.function if missing[0] in _SPEAKS_OF_FUNCTION else None
    return Denial(_reason(missing[0], candidate.function, today), missing, function)


def _has_part(candidates: Iterable[Candidate]) -> bool:
    return any(candidate.facts & _PART_IN_COMPANY for candidate in candidates)


def _nearest(ways: Iterable[tuple[int, ...]], candidates: Sequence[Candidate]) -> tuple[tuple[Fact, ...], Candidate]:
    """The fewest facts that would make one of the roles, and the candidate who lacks them.

    Of roles as near, the first. Of one person's functions as near, the one that comes furthest: whose first missing
    fact is asked for last; and of those, the one that lasts longest.
    """
    found = [
        (order, way & ~mask_of(candidate.facts), candidate)
        for order, masks in enumerate(ways)
        for way in masks
        for candidate in candidates
    ]
    _, missing, candidate = min(found, key=lambda near: _distance(*near))
    return facts_of(missing), candidate


def _distance(order: int, lacking: int, candidate: Candidate) -> tuple[int, int, int, int]:
    first = lacking & -lacking
    end = (candidate.function.end or date.max) if candidate.function else date.min
    return (lacking.bit_count(), order, -first, -end.toordinal())


def _reason(fact: Fact, function: HeldFunction | None, today: date) -> DenialReason:
    if fact is Fact.MANDATE_ACTIVE:
        begins = function is not None and function.begin > today
        return DenialReason.FUNCTION_NOT_STARTED if begins else DenialReason.FUNCTION_ENDED
    if fact is Fact.FUNCTION_REPRESENTS and function is not None:
        return _OF_COMPANY[company_status(function.situation)]
    if fact is Fact.FUNCTION_REPRESENTS:
        return DenialReason.FUNCTION_DOES_NOT_REPRESENT
    return _OF_FACT.get(fact, DenialReason.NO_ROLE)
