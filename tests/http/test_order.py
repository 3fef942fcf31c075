"""What is answered first, and in which language."""

from typing import Any

import pytest
from asking import contact
from running import Running

from gateway.demo.world import LAMBERT, MAES

DESIGNATE = "designateChiefAccessManager"
REPLACE = "replaceChiefAccessManager"
NONSENSE = {"firstName": "", "lastName": "7", "nationalNumber": "12345678901", "email": "nobody", "phone": "1"}


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


def test_forbidden_comes_before_invalid(shared: Running) -> None:
    given = {"company": LAMBERT, "manager": NONSENSE}
    assert codes(shared.act("bruno", DESIGNATE, given)) == ["FORBIDDEN"]
    assert codes(shared.act("petra", DESIGNATE, given)) == ["FORBIDDEN"]
    assert codes(shared.act(None, DESIGNATE, given)) == ["UNAUTHENTICATED"]


def test_forbidden_comes_before_not_found(shared: Running) -> None:
    given = {"company": LAMBERT, "reference": "2026-AAAAAAAAAA"}
    assert codes(shared.act("lea", "confirmAccountClosure", given)) == ["FORBIDDEN"]
    assert codes(shared.act("ines", "confirmAccountClosure", given)) == ["NOT_FOUND"]


def test_invalid_comes_before_conflict(shared: Running) -> None:
    given = {"company": MAES, "manager": {**contact("petra"), "email": "nobody"}, "replaces": "stale"}
    assert codes(shared.act("emma", REPLACE, given)) == ["INVALID"]
    assert codes(shared.act("emma", REPLACE, {**given, "manager": contact("petra")})) == ["CONFLICT"]


def test_not_found_comes_before_conflict(shared: Running) -> None:
    """Lambert has no account to close, and there is no such letter."""
    given = {"company": LAMBERT, "reference": "2026-AAAAAAAAAA"}
    [error] = shared.act("ines", "confirmAccountClosure", given)["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["reference"])


def test_all_wrong_fields_are_named_at_once(shared: Running) -> None:
    errors = shared.act("lea", DESIGNATE, {"company": LAMBERT, "manager": NONSENSE})["errors"]
    assert [error["path"] for error in errors] == [["manager", field] for field in NONSENSE]
    assert {error["code"] for error in errors} == {"INVALID"}
    assert not any(value in error["message"] for value in ("nobody", "12345678901") for error in errors)


def test_a_wrong_address_of_the_ebox_is_named(shared: Running) -> None:
    [error] = shared.act("lea", "activateEbox", {"company": LAMBERT, "notificationEmail": "x@"})["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["notificationEmail"])


def test_every_refusal_is_recorded_and_changes_nothing(gateway: Running) -> None:
    """What was typed stands nowhere in the trail; values that were wrong are no part of the company's history."""
    gateway.read("emma", "{ viewer { person { id } } }")
    gateway.read("ines", "{ viewer { person { id } } }")
    before, trail = gateway.kept(), len(gateway.rows("audit"))
    gateway.act("emma", DESIGNATE, {"company": MAES, "manager": NONSENSE})
    gateway.act("emma", DESIGNATE, {"company": MAES, "manager": contact("petra")})
    gateway.act("emma", REPLACE, {"company": MAES, "manager": contact("petra"), "replaces": "stale"})
    gateway.act("ines", "confirmAccountClosure", {"company": MAES, "reference": "2026-AAAAAAAAAA"})
    recorded = [(row["outcome"], row["reason"], row["event"]) for row in gateway.rows("audit")[trail:]]
    wrong = "email,first_name_missing,name_characters,national_number,phone"
    assert recorded == [
        ("invalid", wrong, None),
        ("conflict", "manager_exists", "refused"),
        ("conflict", "manager_changed", "refused"),
        ("not_found", "letter_unknown", "refused"),
    ]
    assert gateway.kept() == before


@pytest.mark.parametrize(
    ("accepted", "sentence"),
    [
        ("fr", "Vous devez"),
        ("nl-BE,nl;q=0.9,fr;q=0.8", "U moet"),
        ("de;q=0.5, en;q=0.4", "Sie müssen"),
        ("en", "You must"),
        ("es, it", "You must"),
        ("fr;q=0, nl;q=0.1", "U moet"),
        ("*;q=nan, ;;;, de;q=x", "You must"),
        ("", "You must"),
    ],
)
def test_answers_are_in_the_language_that_is_preferred(shared: Running, accepted: str, sentence: str) -> None:
    asked = f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: EBOX_READ) {{ message }} }} }}'
    shown = shared.read(None, asked, accepted)["company"]["viewerCan"]["message"]
    assert shown.startswith(sentence)


def test_without_a_header_the_language_is_that_of_the_token(shared: Running) -> None:
    query = f'{{ company(number: "{LAMBERT}") {{ viewerCan(action: EBOX_READ) {{ message }} }} }}'
    headers = {"Authorization": f"Bearer {shared.token('karin')}"}
    body = shared.send("POST", "/graphql", json={"query": query}, headers=headers).json()
    assert body["data"]["company"]["viewerCan"]["message"].startswith("Sie haben in diesem Unternehmen")
