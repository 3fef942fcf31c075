"""Errors of the document and of its values: their codes, and that no value is repeated or too strange."""

import json
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


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ " + "a " * 6_000 + "}"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($x: Int) { __typename }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A { __typename } query B { __typename }"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "query A { __typename }", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "fragment F on Query { __typename }"}, "GRAPHQL_VALIDATION_FAILED"),
        (
            {"query": "query ($n: EnterpriseNumber!) { company(number: $n) { name } }", "variables": {"n": "1"}},
            "BAD_USER_INPUT",
        ),
        ({"query": "query ($n: EnterpriseNumber!) { company(number: $n) { name } }"}, "BAD_USER_INPUT"),
        (
            {
                "query": 'query ($f: Int) { companies(search: "ab", first: $f) { edges { cursor } } }',
                "variables": {"f": 1e99},
            },
            "BAD_USER_INPUT",
        ),
    ],
)
def test_errors_of_the_document_carry_apollos_codes(shared: Running, body: dict[str, Any], code: str) -> None:
    answer = shared.post(None, body)
    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}


def test_only_the_modern_media_type_lets_the_status_speak(shared: Running) -> None:
    modern = "application/graphql-response+json"
    for text, status in (("{", 400), ("{ nothing }", 400), ("{ __typename }", 200)):
        response = shared.send("POST", "/graphql", json={"query": text}, headers={"Accept": modern})
        assert (response.status_code, response.headers["content-type"]) == (status, f"{modern}; charset=utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "{" + "a{" * 2_000,
        "{" + "a{" * 2_000 + "a" + "}" * 2_001,
        "{ company(number: " + "[" * 2_000 + "]" * 2_000 + ") { name } }",
        "{ company(number: " + "{a:" * 1_500 + "1" + "}" * 1_500 + ") { name } }",
        "query ($x: " + "[" * 2_000 + "Int" + "]" * 2_000 + ") { __typename }",
        "{" + "... {" * 1_500 + "__typename" + "}" * 1_501,
        '{ company(number: "' + LAMBERT + '") { ' + "history { edges { node { by { id " * 300 + "}" * 1_202,
        "".join(f"fragment F{i} on Query {{ ...F{i + 1} }} " for i in range(800))
        + "fragment F800 on Query { __typename } { ...F0 }",
    ],
)
def test_a_document_that_is_nested_too_deeply_is_the_callers_fault(shared: Running, text: str) -> None:
    response = shared.post("lea", {"query": text})
    assert response.status_code in (200, 400)
    assert {error["extensions"]["code"] for error in response.json().get("errors", [])} <= {
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
    }


@pytest.mark.parametrize("value", ["1", "0000000197", "0206731600", "x" * 50_000, "02070990283", "￱"])
@pytest.mark.parametrize("literal", [True, False])
def test_a_wrong_enterprise_number_is_refused_without_repeating_it(shared: Running, value: str, literal: bool) -> None:
    shown = json.dumps(value)
    body: dict[str, Any] = {"query": f"{{ company(number: {shown}) {{ name }} }}"}
    if not literal:
        body = {"query": "query ($n: EnterpriseNumber!) { company(number: $n) { name } }", "variables": {"n": value}}
    response = shared.post(None, body)
    assert value not in response.text or value == "1"
    assert {e["extensions"]["code"] for e in response.json()["errors"]} <= {
        "GRAPHQL_VALIDATION_FAILED",
        "BAD_USER_INPUT",
    }
    assert "An enterprise number has ten digits" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("spelling", ["0000.000.196", "BE 0000000196", "be0000.000.196", "000000196", " 0000 000 196 "])
def test_an_enterprise_number_is_read_in_any_spelling(shared: Running, spelling: str) -> None:
    asked = "query ($n: EnterpriseNumber!) { company(number: $n) { number } }"
    assert shared.read(None, asked, n=spelling)["company"]["number"] == LAMBERT


def test_a_company_that_the_register_does_not_know_is_null_without_an_error(shared: Running) -> None:
    for who in (None, "lea", "ines"):
        assert shared.read(who, '{ company(number: "0314595348") { name } }') == {"company": None}


def test_nobody_signed_in_is_no_viewer(shared: Running) -> None:
    body = shared.ask(None, "{ viewer { person { id } } }")
    assert body["data"] == {"viewer": None}
    assert {error["extensions"]["code"] for error in body.get("errors", [])} <= {"UNAUTHENTICATED"}


def test_a_denied_field_is_null_with_an_error_that_carries_the_decision(shared: Running) -> None:
    body = shared.ask("bruno", f'{{ company(number: "{LAMBERT}") {{ mine: history {{ edges {{ cursor }} }} }} }}')
    assert body["data"] == {"company": {"mine": None}}
    [error] = body["errors"]
    assert error["path"] == ["company", "mine"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["decision"] == {
        "action": "HISTORY_READ",
        "allowed": False,
        "reason": "NO_SIGNING_POWER",
        "message": error["message"],
        "roles": ["PUBLIC", "PERSON", "REGISTERED_OFFICER"],
        "requires": ["LEGAL_REPRESENTATIVE", "CHIEF_ACCESS_MANAGER", "OFFICER"],
        "missing": ["signing_power"],
    }


STRANGE = ["\x00", "\u202e", "a" * 10_000, "'; DROP TABLE manager; --", "\U0001f600", "\ufeff"]


@pytest.mark.parametrize("value", STRANGE)
def test_no_value_is_too_strange_to_be_refused(gateway: Running, value: str) -> None:
    answers = [
        gateway.act("lea", DESIGNATE, {"company": LAMBERT, "manager": dict.fromkeys(NONSENSE, value)}),
        gateway.act("emma", REPLACE, {"company": MAES, "manager": contact("petra"), "replaces": value}),
        gateway.act("emma", "confirmChiefAccessManager", {"company": MAES, "manager": value}),
        gateway.act("lea", "activateEbox", {"company": LAMBERT, "notificationEmail": value}),
        gateway.act("ines", "confirmAccountClosure", {"company": LAMBERT, "reference": value}),
    ]
    assert [set(codes(answer)) for answer in answers] == [
        {"INVALID"},
        {"CONFLICT"},
        {"CONFLICT"},
        {"INVALID"},
        {"NOT_FOUND"},
    ]
    body = gateway.ask("lea", "query ($i: ID!) { node(id: $i) { id } nodes(ids: [$i]) { id } }", i=value)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN", "FORBIDDEN"]
