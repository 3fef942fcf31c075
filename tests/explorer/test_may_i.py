"""The panel "May I?", about operations as people write them: the panel must ask the gateway the right thing."""

from typing import Any

import pytest
from browsing import Browser
from running import Served

pytestmark = pytest.mark.slow

LAMBERT = "Boulangerie Lambert SRL (0000000196)"
MAES = "Maes Logistics NV (0000010193)"
UNKNOWN = "0202239951: no company of the register"
PARTIES = "Fiduciaire Benali SRL → Sociaal Secretariaat Noord VZW"


@pytest.fixture(scope="module")
def seen(browser: Browser, served: Served) -> dict[str, Any]:
    return browser.look("may_i.mjs", served.base)


def test_nothing_goes_wrong(seen: dict[str, Any]) -> None:
    assert seen["complaints"] == []


def test_each_company_is_asked_about_for_itself(seen: dict[str, Any]) -> None:
    """Bruno is a director of the one and a stranger to the other."""
    mine, other = seen["two"][LAMBERT], seen["two"][MAES]

    assert [mine[right]["answer"] for right in ("EBOX_READ", "ACCOUNT_READ", "MANAGER_READ_CONTACT")] == [
        "Yes",
        "Yes",
        "No",
    ]
    assert {right["answer"] for name, right in other.items() if name not in ("COMPANY_READ",)} == {"No"}
    assert other["EBOX_READ"]["why"].startswith("NO_ROLE")


def test_a_field_is_found_under_its_alias_and_through_fragments(seen: dict[str, Any]) -> None:
    assert seen["two"][LAMBERT]["EBOX_READ"]["paths"] == ["mine.secret"]
    assert seen["two"][LAMBERT]["MANAGER_READ_CONTACT"]["paths"] == ["mine.chiefAccessManager.mail"]
    assert seen["two"][MAES]["ACCOUNT_READ"]["paths"] == ["other.chiefAccessManager.company.account"]


def test_a_field_that_is_left_out_needs_nothing(seen: dict[str, Any]) -> None:
    assert "HISTORY_READ" not in seen["two"][LAMBERT]


def test_reading_an_unknown_company_answers_null_and_acting_in_it_is_refused(seen: dict[str, Any]) -> None:
    assert seen["unknown"][UNKNOWN]["ACCOUNT_READ"]["answer"] == "It depends"
    assert seen["unknown"][UNKNOWN]["ACCOUNT_READ"]["why"].startswith("Answers null")
    assert seen["actInUnknown"][UNKNOWN]["EBOX_ACTIVATE"]["why"].startswith("NO_ROLE")


def test_what_depends_on_a_variable_without_a_value_says_so(seen: dict[str, Any]) -> None:
    [(title, rights)] = [item for item in seen["open"].items() if "EBOX_READ" in item[1]]

    assert title == "Where a variable has no value yet"
    assert rights["EBOX_READ"]["why"] == "Give it a value to know."


def test_an_unknown_mandate_is_refused_like_a_foreign_one(seen: dict[str, Any]) -> None:
    assert seen["foreign"]["This mandate"]["MANDATE_END"]["why"].startswith("NO_ROLE")


def test_a_mandate_is_prepared_for_the_side_on_which_one_may(seen: dict[str, Any]) -> None:
    """For the principal only its legal representative may; its Chief Access Manager may where it is the provider."""
    assert seen["managerOfPrincipal"][PARTIES]["MANDATE_DRAFT"]["answer"] == "No"
    assert seen["representativeOfPrincipal"][PARTIES]["MANDATE_DRAFT"]["answer"] == "Yes"
    assert seen["otherSide"][PARTIES]["MANDATE_DRAFT"]["answer"] == "No"


def test_nobody_is_told_to_sign_in(seen: dict[str, Any]) -> None:
    rights = seen["nobody"]["In no company"]

    assert rights["VIEWER_READ"]["why"] == "NOT_AUTHENTICATED Sign in first."
    assert rights["POLICY_READ"]["answer"] == "Yes"
