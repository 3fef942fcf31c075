"""The demo's card reader signs for anybody, so it is there in a demo on this machine alone, and for its own page."""

from typing import Any

import pytest
from asking import Asking
from running import Running, Served

from gateway.demo.world import BENALI, RENARD

TERMS = {"providerKind": "ACCOUNTANT", "applicationGroups": ["TEMPORARY_UNEMPLOYMENT"], "startQuarter": "2100-Q1"}


@pytest.fixture(scope="module")
def mandate(served: Served) -> str:
    """A proxy in the world that all share, of a company that no other test there looks at."""
    payload = served.act("gita", "draftMandate", {"principal": RENARD, "mandatary": BENALI, **TERMS})
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def test_a_gateway_without_a_reader_has_no_such_address(shared: Running) -> None:
    assert shared.send("POST", "/demo/sign", json={"persona": "lea", "mandate": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"X-Forwarded-For": "192.0.2.1"}, 403),
        ({"X-Forwarded-Host": "127.0.0.1"}, 403),
        ({"Forwarded": "for=192.0.2.1"}, 403),
        ({"Via": "1.1 proxy"}, 403),
    ],
)
def test_other_pages_and_what_a_proxy_passes_on_are_refused(
    served: Served, mandate: str, header: dict[str, str], status: int
) -> None:
    asked = {"persona": "karin", "mandate": mandate}
    assert served.send("POST", "/demo/sign", json=asked, headers=header).status_code == status


def test_it_gives_the_input_of_sign_mandate_and_lets_nobody_keep_it(served: Served, mandate: str) -> None:
    answer = served.send("POST", "/demo/sign", json={"persona": "karin", "mandate": mandate})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert set(answer.json()) == {"mandate", "certificate", "algorithm", "signature"}
    assert (answer.json()["mandate"], answer.json()["algorithm"]) == (mandate, "ES384")


def test_what_it_signs_for_others_does_not_count_for_them(served: Served, mandate: str) -> None:
    """It asks nobody whether they may: the gateway does, and refuses."""
    form = served.send("POST", "/demo/sign", json={"persona": "petra", "mandate": mandate}).json()
    assert reasons(served, "petra", form) == ["NO_ROLE"]
    [error] = served.act("karin", "signMandate", form)["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["certificate"])


def reasons(gateway: Asking, who: str, form: dict[str, Any]) -> list[str]:
    return [error["decision"]["reason"] for error in gateway.act(who, "signMandate", form)["errors"]]


@pytest.mark.parametrize("asked", [("nobody", None), ("lea", "TWFuZGF0ZTp4"), ("lea", "")])
def test_an_unknown_persona_or_mandate_is_not_found(
    served: Served, mandate: str, asked: tuple[str, str | None]
) -> None:
    persona, other = asked
    given = {"persona": persona, "mandate": mandate if other is None else other}
    assert served.send("POST", "/demo/sign", json=given).status_code == 404


REFUSED: dict[str, dict[str, Any]] = {
    "a form of another page": {"data": {"persona": "lea", "mandate": "x"}},
    "text of another page": {
        "content": '{"persona": "lea", "mandate": "x"}',
        "headers": {"Content-Type": "text/plain"},
    },
    "no JSON": {"content": "{", "headers": {"Content-Type": "application/json"}},
    "a list": {"json": ["lea", "x"]},
    "a number": {"json": {"persona": "lea", "mandate": 1}},
    "nothing": {"json": {}},
    "too much": {"json": {"persona": "lea", "mandate": "x" * 5000}},
    "deep": {"content": "[" * 4000, "headers": {"Content-Type": "application/json"}},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_request_of_its_page_is_refused(served: Served, case: str) -> None:
    assert served.send("POST", "/demo/sign", **REFUSED[case]).status_code == 400
