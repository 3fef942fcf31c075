"""The page in a browser, as people go through the guided tour, with no network but this machine's."""

from typing import Any

import pytest
from browsing import Browser
from running import Served

from gateway.demo.personas import PERSONAS

pytestmark = pytest.mark.slow

LAMBERT = "Boulangerie Lambert SRL (0000000196)"


@pytest.fixture(scope="module")
def tour(browser: Browser, served: Served) -> dict[str, Any]:
    return browser.look("tour.mjs", served.base)


def test_it_goes_nowhere_else_and_nothing_is_forbidden_that_it_needs(tour: dict[str, Any], served: Served) -> None:
    assert [origin for origin in tour["origins"] if origin != "null"] == [served.base]
    assert tour["complaints"] == []


def test_nobody_may_search(tour: dict[str, Any]) -> None:
    assert tour["nobody"]["In no company"]["COMPANY_READ"]["answer"] == "Yes"


def test_bruno_reads_why_not(tour: dict[str, Any]) -> None:
    contact = tour["bruno"][LAMBERT]["MANAGER_READ_CONTACT"]

    assert contact["answer"] == "No"
    assert contact["why"].startswith("NO_SIGNING_POWER You are registered as director of this company")
    assert contact["paths"] == ["company.chiefAccessManager.email"]
    assert tour["bruno"][LAMBERT]["ACCOUNT_READ"]["answer"] == "Yes"


def test_becoming_lea_asks_again_and_shows_what_changed(tour: dict[str, Any]) -> None:
    rights = tour["lea"][LAMBERT]

    assert (rights["MANAGER_READ_CONTACT"]["answer"], rights["MANAGER_READ_CONTACT"]["was"]) == ("Yes", "bruno may not")
    assert rights["ACCOUNT_READ"]["was"] is None


def test_the_tour_leads_from_a_designation_to_a_signed_mandate(tour: dict[str, Any]) -> None:
    assert tour["designating"][LAMBERT]["MANAGER_DESIGNATE"]["was"] == "bruno may not"
    assert tour["petra"][LAMBERT]["ACCOUNT_READ"]["answer"] == "Yes"
    assert "Boulangerie Lambert SRL → Fiduciaire Benali SRL" in tour["drafting"]
    assert tour["signing"]["This mandate"]["MANDATE_SIGN"]["answer"] == "Yes"


def test_tabs_and_the_persona_stay(tour: dict[str, Any]) -> None:
    opened = ["FindTheCompany", "AskBeforeYouTry", "Designate", "SignInForTheFirstTime", "WatchItHappen"]

    assert tour["tabs"][:5] == opened
    assert tour["persona"] == "farid"


def test_no_token_and_no_national_number_is_kept_in_the_browser(tour: dict[str, Any]) -> None:
    assert "nationalNumber" in tour["kept"] and "Bearer" not in tour["kept"] and "eyJ" not in tour["kept"]
    assert not [name for name, persona in PERSONAS.items() if persona.national_number in tour["kept"]]


def test_the_documentation_shows_the_right_of_each_act(tour: dict[str, Any]) -> None:
    assert {"MANAGER_DESIGNATE", "EBOX_ACTIVATE", "MANDATE_SIGN"} <= set(tour["badges"])


def test_it_is_dark_for_those_who_like_it_dark(tour: dict[str, Any]) -> None:
    red, green, blue = (int(part) for part in tour["dark"].removeprefix("rgb(").removesuffix(")").split(","))

    assert max(red, green, blue) < 80
