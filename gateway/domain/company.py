"""A company of the register: its card, its situation, and its names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gateway.domain.identifiers import EnterpriseNumber, format_enterprise_number
from gateway.domain.language import Language

NORMAL = frozenset(["000", "001", "002", "003", "020", "030", "031", "040", "041", "042", "043", "090", "091", "100"])
IN_LIQUIDATION = frozenset(["010", "012", "013", "112"])
BANKRUPT = frozenset(["048", "049", "050"])


class CompanyStatus(StrEnum):
    """What the situation of a company means for who represents it."""

    ACTIVE = "active"
    IN_LIQUIDATION = "in_liquidation"
    BANKRUPT = "bankrupt"
    ENDED = "ended"


class CompanyNameKind(StrEnum):
    """Which kind of name, with the code of the register."""

    NAME = "001"
    ABBREVIATION = "002"
    TRADE_NAME = "003"
    BRANCH_NAME = "004"


def company_status(situation: str) -> CompanyStatus:
    """The status that a juridical situation (BCE code, three digits) amounts to.

    The register's own status says AC for companies in liquidation and bankrupt ones too; a code that is not
    listed counts as ended, so that an unknown situation gives nobody a right.
    """
    if situation in NORMAL:
        return CompanyStatus.ACTIVE
    if situation in IN_LIQUIDATION:
        return CompanyStatus.IN_LIQUIDATION
    return CompanyStatus.BANKRUPT if situation in BANKRUPT else CompanyStatus.ENDED


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the register knows it. `natural_person`: the enterprise is a person, not a legal person."""

    number: EnterpriseNumber
    natural_person: bool
    situation: str
    legal_form: str | None
    start_date: date | None

    @property
    def status(self) -> CompanyStatus:
        return company_status(self.situation)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """One name, in one language, or in none that the register knows."""

    text: str
    language: Language | None
    kind: CompanyNameKind


@dataclass(frozen=True, slots=True)
class Address:
    """The seat of a legal person. Of natural persons' enterprises the register shows none."""

    street_fr: str | None
    street_nl: str | None
    house_number: str | None
    box: str | None
    postal_code: str | None
    municipality_fr: str | None
    municipality_nl: str | None
    country_fr: str | None
    country_nl: str | None


def name_in(language: Language | None, number: EnterpriseNumber, names: Iterable[CompanyName]) -> str:
    """The name to show: of the kind that counts most, in the language asked for if there is one.

    A company without any name is shown by its number.
    """
    best = min(
        names,
        key=lambda n: (n.kind.value, n.language is not language, n.language is None, n.text),
        default=None,
    )
    return best.text if best else format_enterprise_number(number)


def dropped(number: EnterpriseNumber) -> Company:
    """A company that the register no longer knows: it has ended, and nothing else is known of it."""
    return Company(number, natural_person=False, situation="", legal_form=None, start_date=None)


def either(language: Language, fr: str | None, nl: str | None) -> str | None:
    """What the register says in French and Dutch only, in a language as far as there is one."""
    return nl or fr if language is Language.NL else fr or nl
