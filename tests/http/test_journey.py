"""The whole procedure, over real HTTP, against the process that an operator starts; and what only time brings about."""

from datetime import UTC, timedelta
from io import BytesIO
from typing import Any

import pytest
from asking import Asking, contact, edges
from pypdf import PdfReader
from running import Running, Served

from gateway.demo.world import LAMBERT, MAES
from gateway.domain.day import BRUSSELS

UNKNOWN_LETTERS = ["2026-AAAAAAAAAA", "x", "%00", "%25", "2026-aaaaaaaaaa", "é"]

STATE = """query ($number: EnterpriseNumber!) { company(number: $number) {
  account { status activatedAt closure { reference letterUrl requestedBy { firstName } confirmedAt } }
  chiefAccessManager { id firstName status email phone designatedBy { firstName } }
  ebox { status notificationEmail activatedBy { firstName } }
  nextSteps { action done message } viewerRoles
} }"""
HISTORY = """query ($number: EnterpriseNumber!) { company(number: $number) {
  history(first: 100) { edges { node { at event action message by { firstName } } } } } }"""
TASKS = """{ viewer { tasks { edges { node { __typename since dueAt message company { number }
  ... on TakeUpDesignationTask { manager { firstName } } ... on ReviewManagerTask { manager { firstName } } } } } } }"""


def state(gateway: Asking, who: str, company: str = LAMBERT) -> dict[str, Any]:
    return dict(gateway.read(who, STATE, number=company)["company"])


def history(gateway: Asking, who: str, company: str = LAMBERT) -> list[tuple[str, str | None]]:
    """What happened and by whom, the oldest first."""
    entries = edges(gateway.read(who, HISTORY, number=company)["company"]["history"])
    return [(entry["event"], entry["by"] and entry["by"]["firstName"]) for entry in entries][::-1]


def tasks(gateway: Asking, who: str) -> list[dict[str, Any]]:
    return list(edges(gateway.read(who, TASKS)["viewer"]["tasks"]))


def test_the_whole_procedure_over_http(served: Served) -> None:
    anybody_searches(served)
    bruno_is_told_why_not(served)
    lea_designates_petra(served)
    petra_signs_in_and_sees_it_at_once(served)
    lea_replaces_her_by_bruno(served)
    bruno_signs_in_by_trying_to_act(served)
    lea_activates_the_ebox(served)
    first = the_letter_is_hers_alone(served)
    it_is_called_off(served, first)
    ines_records_the_second_letter(served, first)
    it_all_begins_anew(served)
    everything_is_in_the_history(served)


def anybody_searches(served: Served) -> None:
    found = served.read(None, '{ companies(search: "boul lamb") { edges { node { number name status } } } }')
    assert list(edges(found["companies"])) == [
        {"number": LAMBERT, "name": "Boulangerie Lambert SRL", "status": "ACTIVE"}
    ]


def bruno_is_told_why_not(served: Served) -> None:
    asked = (
        f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: MANAGER_DESIGNATE) {{ allowed reason message }} }} }}'
    )
    decision = served.read("bruno", asked)["company"]["viewerCan"]
    assert (decision["allowed"], decision["reason"]) == (False, "NO_SIGNING_POWER")
    assert decision["message"].startswith("You are registered as director of this company, without signing power")
    payload = served.act("bruno", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    assert payload["errors"][0]["decision"]["message"] == decision["message"]


def lea_designates_petra(served: Served) -> None:
    assert [step["done"] for step in state(served, "lea")["nextSteps"]] == [False, False, False]
    payload = served.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    assert (payload["errors"], payload["manager"]["status"]) == ([], "DESIGNATED")
    now = state(served, "lea")
    assert (now["account"]["status"], now["account"]["activatedAt"]) == ("AWAITING_FIRST_SIGN_IN", None)
    assert (now["chiefAccessManager"]["email"], now["chiefAccessManager"]["phone"]) == (
        "petra.novák@demo.example",
        "+32470123456",
    )
    assert [step["done"] for step in now["nextSteps"]] == [True, False, False]
    [task] = tasks(served, "lea")
    assert (task["__typename"], task["manager"]["firstName"]) == ("TakeUpDesignationTask", "Petra")


def petra_signs_in_and_sees_it_at_once(served: Served) -> None:
    now = state(served, "petra")
    assert (now["account"]["status"], now["chiefAccessManager"]["status"]) == ("ACTIVE", "ACTIVE")
    assert now["viewerRoles"] == ["PUBLIC", "PERSON", "CHIEF_ACCESS_MANAGER"]
    assert tasks(served, "lea") == []


def lea_replaces_her_by_bruno(served: Served) -> None:
    seen = state(served, "lea")["chiefAccessManager"]["id"]
    given = {"company": LAMBERT, "manager": contact("bruno"), "replaces": seen}
    designated = served.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("bruno")})
    [exists] = designated["errors"]
    assert (exists["conflict"], exists["currentManager"]["id"]) == ("MANAGER_EXISTS", seen)
    assert served.act("lea", "replaceChiefAccessManager", given)["errors"] == []
    [stale] = served.act("lea", "replaceChiefAccessManager", given)["errors"]
    assert (stale["conflict"], stale["currentManager"]["firstName"]) == ("MANAGER_CHANGED", "Bruno")
    assert state(served, "lea")["account"]["status"] == "ACTIVE"
    assert served.ask("petra", STATE, number=LAMBERT)["data"]["company"]["viewerRoles"] == ["PUBLIC", "PERSON"]


def bruno_signs_in_by_trying_to_act(served: Served) -> None:
    """His first request since he was designated is a mutation: it is refused, and finds him manager already."""
    payload = served.act("bruno", "activateEbox", {"company": LAMBERT, "notificationEmail": "post@demo.example"})
    [error] = payload["errors"]
    assert error["decision"]["roles"] == ["PUBLIC", "PERSON", "REGISTERED_OFFICER", "CHIEF_ACCESS_MANAGER"]
    assert state(served, "lea")["chiefAccessManager"]["status"] == "ACTIVE"


def lea_activates_the_ebox(served: Served) -> None:
    given = {"company": LAMBERT, "notificationEmail": " Post@Demo.Example "}
    payload = served.act("lea", "activateEbox", given)
    assert (payload["errors"], payload["ebox"]["status"]) == ([], "ACTIVE")
    assert served.act("lea", "activateEbox", given)["errors"][0]["conflict"] == "EBOX_ALREADY_ACTIVE"
    now = state(served, "lea")
    assert now["ebox"]["activatedBy"] == {"firstName": "Léa"}
    assert [step["done"] for step in now["nextSteps"]] == [True, True, True]


def the_letter_is_hers_alone(served: Served) -> str:
    payload = served.act("lea", "requestAccountClosure", {"company": LAMBERT})
    closure = payload["account"]["closure"]
    assert payload["account"]["status"] == "CLOSURE_REQUESTED"
    assert closure["letterUrl"] == f"{served.base}/letters/{closure['reference']}"
    texts = {language: letter_text(served, closure, language) for language in ("fr", "nl", "de", "en")}
    assert len(set(texts.values())) == 4
    assert all(closure["reference"] in text and "Lambert" in text for text in texts.values())
    nobody_else_learns_that_there_is_one(served, closure["reference"])
    return str(closure["reference"])


def letter_text(served: Served, closure: dict[str, Any], language: str) -> str:
    response = served.send("GET", closure["letterUrl"], headers=served.headers("lea", f"{language}-BE,en;q=0.1"))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert (response.headers["content-language"], response.headers["cache-control"]) == (language, "no-store")
    [page] = PdfReader(BytesIO(response.content)).pages
    return page.extract_text()


def nobody_else_learns_that_there_is_one(served: Served, reference: str) -> None:
    refused = set()
    for who in ("bruno", "chantal", "petra", "ines", "weak-lea", "emma"):
        answers = {refusal(served, who, asked) for asked in (reference, reference.lower(), *UNKNOWN_LETTERS)}
        assert len(answers) == 1
        refused |= answers
    assert [status for status, _, _ in refused] == [403]
    [anonymous] = {refusal(served, None, asked) for asked in (reference, *UNKNOWN_LETTERS)}
    assert anonymous[0] == 401


def refusal(served: Asking, who: str | None, reference: str) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    """All that comes back, but for the moment and the trace."""
    response = served.send("GET", f"/letters/{reference}", headers=served.headers(who))
    headers = sorted((name, value) for name, value in response.headers.items() if name not in ("date", "traceresponse"))
    return response.status_code, response.text, tuple(headers)


def it_is_called_off(served: Served, first: str) -> None:
    payload = served.act("lea", "cancelAccountClosure", {"company": LAMBERT})
    assert payload["account"] == {"status": "ACTIVE", "closure": None}
    assert refusal(served, "lea", first) == refusal(served, "lea", "2026-AAAAAAAAAA")
    assert served.act("lea", "cancelAccountClosure", {"company": LAMBERT})["errors"][0]["conflict"] == "WRONG_STATE"


def ines_records_the_second_letter(served: Served, first: str) -> None:
    second = served.act("lea", "requestAccountClosure", {"company": LAMBERT})["account"]["closure"]["reference"]
    assert second != first
    asked = [("2026-AAAAAAAAAA", "NOT_FOUND"), (first, "CONFLICT")]
    for reference, code in asked:
        payload = served.act("ines", "confirmAccountClosure", {"company": LAMBERT, "reference": reference})
        assert [error["code"] for error in payload["errors"]] == [code]
    elsewhere = served.act("ines", "confirmAccountClosure", {"company": MAES, "reference": second})
    assert [error["code"] for error in elsewhere["errors"]] == ["NOT_FOUND"]
    payload = served.act("ines", "confirmAccountClosure", {"company": LAMBERT, "reference": f" {second.lower()} "})
    assert (payload["errors"], payload["account"]["status"]) == ([], "CLOSED")
    assert payload["account"]["closure"]["letterUrl"] is None
    assert refusal(served, "lea", second) == refusal(served, "lea", first)
    now = state(served, "lea")
    assert (now["account"]["status"], now["chiefAccessManager"]) == ("CLOSED", None)
    assert served.read("bruno", f'{{ company(number: "{LAMBERT}") {{ viewerRoles }} }}')["company"]["viewerRoles"] == [
        "PUBLIC",
        "PERSON",
        "REGISTERED_OFFICER",
    ]


def it_all_begins_anew(served: Served) -> None:
    assert served.act("lea", "requestAccountClosure", {"company": LAMBERT})["errors"][0]["conflict"] == "NO_ACCOUNT"
    payload = served.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("marie")})
    assert payload["errors"] == []
    assert state(served, "lea")["account"]["status"] == "AWAITING_FIRST_SIGN_IN"
    assert state(served, "marie")["account"]["status"] == "ACTIVE"
    managers = f'{{ company(number: "{LAMBERT}") {{ managers {{ edges {{ node {{ firstName status }} }} }} }} }}'
    assert list(edges(served.read("lea", managers)["company"]["managers"])) == [
        {"firstName": "Marie", "status": "ACTIVE"},
        {"firstName": "Bruno", "status": "ENDED"},
        {"firstName": "Petra", "status": "REPLACED"},
    ]


def everything_is_in_the_history(served: Served) -> None:
    refused_to_lea = ("REFUSED", "Léa")
    assert history(served, "ines") == [
        ("REFUSED", "Bruno"),
        ("MANAGER_DESIGNATED", "Léa"),
        ("MANAGER_ACTIVATED", "Petra"),
        ("ACCOUNT_ACTIVATED", "Petra"),
        refused_to_lea,
        ("MANAGER_REPLACED", "Léa"),
        refused_to_lea,
        ("MANAGER_ACTIVATED", "Bruno"),
        ("REFUSED", "Bruno"),
        ("EBOX_ACTIVATED", "Léa"),
        refused_to_lea,
        ("CLOSURE_REQUESTED", "Léa"),
        ("CLOSURE_CANCELLED", "Léa"),
        refused_to_lea,
        ("CLOSURE_REQUESTED", "Léa"),
        ("REFUSED", "Inês"),
        ("REFUSED", "Inês"),
        ("ACCOUNT_CLOSED", "Inês"),
        refused_to_lea,
        ("MANAGER_DESIGNATED", "Léa"),
        ("MANAGER_ACTIVATED", "Marie"),
        ("ACCOUNT_ACTIVATED", "Marie"),
    ]
    assert history(served, "ines") == history(served, "lea") == history(served, "marie")


def test_a_first_sign_in_happens_once_however_many_requests_come_at_once(gateway: Running) -> None:
    gateway.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    query = {"query": f'{{ company(number: "{LAMBERT}") {{ account {{ status }} }} }}'}
    one = ("POST", "/graphql", {"json": query, "headers": gateway.headers("petra")})
    answers = [response.json()["data"] for response in gateway.send_at_once([one] * 12)]
    assert answers == [{"company": {"account": {"status": "ACTIVE"}}}] * 12
    assert history(gateway, "lea")[1:] == [("MANAGER_ACTIVATED", "Petra"), ("ACCOUNT_ACTIVATED", "Petra")]


def test_who_is_not_designated_signs_in_without_consequence(gateway: Running) -> None:
    before = gateway.kept()
    assert gateway.read("petra", "{ viewer { person { firstName } companies { edges { cursor } } } }")["viewer"] == {
        "person": {"firstName": "Petra"},
        "companies": {"edges": []},
    }
    assert gateway.kept() == before


@pytest.mark.parametrize("days", [30, 45])
def test_a_designation_that_nobody_took_up_expires_after_thirty_days(gateway: Running, days: int) -> None:
    gateway.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    gateway.clock.advance(days=30, minutes=-1)
    assert state(gateway, "lea")["chiefAccessManager"]["status"] == "DESIGNATED"
    gateway.clock.advance(days=days - 30, minutes=2)
    now = state(gateway, "lea")
    assert (now["account"]["status"], now["chiefAccessManager"]) == ("NONE", None)
    assert gateway.read("petra", f'{{ company(number: "{LAMBERT}") {{ viewerRoles }} }}')["company"] == {
        "viewerRoles": ["PUBLIC", "PERSON"]
    }
    assert history(gateway, "lea") == [("MANAGER_DESIGNATED", "Léa"), ("DESIGNATION_EXPIRED", None)]
    [task] = tasks(gateway, "lea")
    assert (task["__typename"], task["company"]["number"]) == ("DesignateManagerTask", LAMBERT)
    again = gateway.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    assert again["errors"] == []
    assert state(gateway, "petra")["account"]["status"] == "ACTIVE"


def test_the_successors_own_late_sign_in_expires_the_designation(gateway: Running) -> None:
    """The account of Maes stays active; it has no manager any more, and the representatives get a task."""
    seen = state(gateway, "emma", MAES)["chiefAccessManager"]["id"]
    given = {"company": MAES, "manager": contact("petra"), "replaces": seen}
    assert gateway.act("emma", "replaceChiefAccessManager", given)["errors"] == []
    gateway.clock.advance(days=31)
    assert gateway.read("petra", f'{{ company(number: "{MAES}") {{ viewerRoles }} }}')["company"]["viewerRoles"] == [
        "PUBLIC",
        "PERSON",
    ]
    now = state(gateway, "emma", MAES)
    assert (now["account"]["status"], now["chiefAccessManager"]) == ("ACTIVE", None)
    assert [task["__typename"] for task in tasks(gateway, "emma")] == ["DesignateManagerTask"]


def test_after_a_year_the_representatives_are_asked_whether_the_manager_is_still_there(gateway: Running) -> None:
    assert tasks(gateway, "emma") == []
    gateway.clock.advance(days=366 - 120)
    [task] = tasks(gateway, "emma")
    assert (task["__typename"], task["manager"]["firstName"]) == ("ReviewManagerTask", "Dries")
    assert "is this person still with you?" in task["message"]
    assert tasks(gateway, "dries") == []
    manager = state(gateway, "emma", MAES)["chiefAccessManager"]["id"]
    confirmed = gateway.act("emma", "confirmChiefAccessManager", {"company": MAES, "manager": manager})
    assert confirmed["errors"] == []
    assert tasks(gateway, "emma") == []
    gateway.clock.advance(days=366)
    assert len(tasks(gateway, "emma")) == 1


def test_a_function_gives_its_rights_from_midnight_in_belgium(gateway: Running) -> None:
    """Nadia's begins on the first of next month."""
    asked = f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: EBOX_ACTIVATE) {{ allowed reason }} }} }}'
    today = gateway.clock().astimezone(BRUSSELS)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    gateway.clock.time = (first - timedelta(seconds=1)).astimezone(UTC)
    assert gateway.read("nadia", asked)["company"]["viewerCan"]["reason"] == "FUNCTION_NOT_STARTED"
    gateway.clock.time = first.astimezone(UTC)
    assert gateway.read("nadia", asked)["company"]["viewerCan"] == {"allowed": True, "reason": None}
