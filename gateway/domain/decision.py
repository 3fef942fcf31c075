"""The answer to "may they?": allowed, or a precise no that says why and what would change it."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.corporate_function import HeldFunction
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Role


class DenialReason(StrEnum):
    """Why not, one for each denial: the first missing fact of the nearest role that would be allowed."""

    NOT_AUTHENTICATED = "not_authenticated"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    NO_ROLE = "no_role"
    NO_FUNCTION = "no_function"
    FUNCTION_NOT_STARTED = "function_not_started"
    FUNCTION_ENDED = "function_ended"
    FUNCTION_DOES_NOT_REPRESENT = "function_does_not_represent"
    NO_SIGNING_POWER = "no_signing_power"
    COMPANY_ENDED = "company_ended"
    COMPANY_IN_LIQUIDATION = "company_in_liquidation"
    COMPANY_BANKRUPT = "company_bankrupt"
    WRONG_PARTY = "wrong_party"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says of one action, one person and one company.

    `function` is the caller's best function, if the reason speaks of one: it lets the sentence name the concrete
    fact. It is about the viewer alone, and never shown to anybody else.
    """

    action: Action
    allowed: bool
    reason: DenialReason | None
    roles: tuple[Role, ...]
    requires: tuple[Role, ...]
    missing: tuple[Fact, ...]
    function: HeldFunction | None = None
