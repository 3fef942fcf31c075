"""Statutory functions: who holds which, and which of them represent a company."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gateway.domain.company import CompanyStatus, company_status
from gateway.domain.identifiers import EnterpriseNumber


class FunctionCode(StrEnum):
    """A function of the statutes, by the code of the feed."""

    DIRECTOR = "DIRECTOR"
    MANAGING_DIRECTOR = "MANAGING_DIRECTOR"
    MANAGER = "MANAGER"
    DAILY_MANAGEMENT = "DAILY_MANAGEMENT"
    PERMANENT_REPRESENTATIVE = "PERMANENT_REPRESENTATIVE"
    CHAIR = "CHAIR"
    LIQUIDATOR = "LIQUIDATOR"
    CURATOR = "CURATOR"
    AUDITOR = "AUDITOR"
    FOUNDER = "FOUNDER"


_REPRESENT = {
    CompanyStatus.ACTIVE: frozenset(
        {
            FunctionCode.DIRECTOR,
            FunctionCode.MANAGING_DIRECTOR,
            FunctionCode.MANAGER,
            FunctionCode.DAILY_MANAGEMENT,
        }
    ),
    CompanyStatus.IN_LIQUIDATION: frozenset({FunctionCode.LIQUIDATOR}),
    CompanyStatus.BANKRUPT: frozenset({FunctionCode.CURATOR}),
    CompanyStatus.ENDED: frozenset[FunctionCode](),
}


def represents(code: FunctionCode, situation: str, *, natural_person: bool) -> bool:
    """Whether this function represents a company in this situation (BCE code).

    Directors while it is a going concern, the liquidator in liquidation, the curator in bankruptcy, nobody once it
    has ended. The founder represents an enterprise that is a natural person.
    """
    status = company_status(situation)
    if code is FunctionCode.FOUNDER:
        return natural_person and status is CompanyStatus.ACTIVE
    return code in _REPRESENT[status]


def active_on(day: date, begin: date, end: date | None) -> bool:
    """Whether a function is held on a day; the last day counts."""
    return begin <= day and (end is None or day <= end)


@dataclass(frozen=True, slots=True)
class HeldFunction:
    """A function that a person exercises in a company: their own, or an enterprise's that they represent.

    For one held through enterprises, `begin` and `end` are those during which every link stands.
    """

    company: EnterpriseNumber
    code: FunctionCode
    begin: date
    end: date | None
    signing_power: bool
    situation: str
    natural_person: bool


@dataclass(frozen=True, slots=True)
class CorporateFunction:
    """A function that is active today, as the Public Search shows it, with the person who exercises it, if one does.

    `holder` is the enterprise that holds it, if it is not held by the person in their own name. `since`, `until` and
    `signing_power` are those of the function itself, whoever exercises it. `id` is random, and survives an import.
    """

    id: str
    company: EnterpriseNumber
    code: FunctionCode
    first_name: str | None
    last_name: str | None
    holder: EnterpriseNumber | None
    since: date
    until: date | None
    signing_power: bool
    legal_representative: bool
