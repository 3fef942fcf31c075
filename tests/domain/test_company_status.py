"""What a situation of the register means, and under which name a company is shown."""

from datetime import date
from itertools import permutations

import pytest

from gateway.domain.company import (
    Company,
    CompanyName,
    CompanyNameKind,
    CompanyStatus,
    company_status,
    dropped,
    either,
    name_in,
)
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.language import Language

NUMBER = EnterpriseNumber("0206731645")
LISTED = {
    CompanyStatus.ACTIVE: "000 001 002 003 020 030 031 040 041 042 043 090 091 100",
    CompanyStatus.IN_LIQUIDATION: "010 012 013 112",
    CompanyStatus.BANKRUPT: "048 049 050",
}
STATUS_OF = {code: status for status, codes in LISTED.items() for code in codes.split()}


def test_every_code_has_the_status_that_is_listed_or_else_has_ended() -> None:
    codes = [f"{code:03d}" for code in range(1000)]
    assert {code: company_status(code) for code in codes} == dict.fromkeys(codes, CompanyStatus.ENDED) | STATUS_OF


@pytest.mark.parametrize("code", ["", "0", "00", "0000", " 000", "AC", "٠٠٠"])
def test_what_is_no_code_has_ended(code: str) -> None:
    assert company_status(code) is CompanyStatus.ENDED


def test_a_company_has_the_status_of_its_situation() -> None:
    company = Company(NUMBER, natural_person=False, situation="012", legal_form="014", start_date=date(2004, 3, 1))
    assert company.status is CompanyStatus.IN_LIQUIDATION


def test_a_company_that_the_register_dropped_has_ended() -> None:
    assert dropped(NUMBER).status is CompanyStatus.ENDED
    assert dropped(NUMBER).number == NUMBER


def named(text: str, language: Language | None, kind: CompanyNameKind = CompanyNameKind.NAME) -> CompanyName:
    return CompanyName(text, language, kind)


FRENCH, DUTCH = named("Office", Language.FR), named("Dienst", Language.NL)
UNKNOWN = named("Amt", None)
TRADE = named("Guichet", Language.DE, CompanyNameKind.TRADE_NAME)
SHORT = named("ONSS", Language.FR, CompanyNameKind.ABBREVIATION)


@pytest.mark.parametrize("names", list(permutations([FRENCH, DUTCH, TRADE, SHORT])))
@pytest.mark.parametrize(("language", "shown"), [(Language.FR, "Office"), (Language.NL, "Dienst")])
def test_the_official_name_in_the_language_asked_for_is_shown(
    names: tuple[CompanyName, ...], language: Language, shown: str
) -> None:
    assert name_in(language, NUMBER, names) == shown


@pytest.mark.parametrize("language", [Language.DE, Language.EN])
def test_a_trade_name_in_the_right_language_does_not_stand_in_for_an_official_name(language: Language) -> None:
    assert name_in(language, NUMBER, [TRADE, FRENCH]) == "Office"


def test_a_name_of_a_known_language_comes_before_one_of_none() -> None:
    assert name_in(Language.EN, NUMBER, [UNKNOWN, FRENCH]) == "Office"


@pytest.mark.parametrize("names", list(permutations([FRENCH, DUTCH])))
def test_the_choice_does_not_depend_on_the_order_of_the_register(names: tuple[CompanyName, ...]) -> None:
    assert name_in(Language.DE, NUMBER, names) == "Dienst"


def test_without_a_language_the_name_without_one_is_shown() -> None:
    assert name_in(None, NUMBER, [FRENCH, UNKNOWN]) == "Amt"


@pytest.mark.parametrize("language", [None, *Language])
def test_a_company_without_a_name_is_shown_by_its_number(language: Language | None) -> None:
    assert name_in(language, NUMBER, []) == "0206.731.645"


@pytest.mark.parametrize(
    ("language", "shown"),
    [(Language.FR, "Liège"), (Language.NL, "Luik"), (Language.DE, "Liège"), (Language.EN, "Liège")],
)
def test_an_address_is_shown_in_dutch_or_else_in_french(language: Language, shown: str) -> None:
    assert either(language, "Liège", "Luik") == shown


@pytest.mark.parametrize("language", Language)
def test_an_address_in_one_language_is_shown_to_everybody(language: Language) -> None:
    assert either(language, None, "Luik") == "Luik"
    assert either(language, "Liège", None) == "Liège"
    assert either(language, None, None) is None
