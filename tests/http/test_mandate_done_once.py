"""Acts on mandates whose reply is lost are asked for again: under the same key nothing is done twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from asking import Asking, mutation_document
from running import Running
from test_done_once import send

from gateway.demo.world import BENALI, LAMBERT
from gateway.domain.day import day_in_belgium
from gateway.domain.quarter import quarter_of
from gateway.graphql.node import global_id

NOW = quarter_of(day_in_belgium(datetime.now(UTC)))
DRAFT = {
    "principal": LAMBERT,
    "mandatary": BENALI,
    "providerKind": "ACCOUNTANT",
    "applicationGroups": ["DMFA_DIMONA"],
    "startQuarter": str(NOW),
}


def drafted(gateway: Running, key: str = "draft") -> dict[str, Any]:
    payload = send(gateway, "farid", "draftMandate", DRAFT, key)
    assert payload["errors"] == []
    return dict(payload["mandate"])


def told(gateway: Asking, event: str) -> list[str]:
    """The companies in whose history an act on a mandate stands, once a time."""
    rows = [row for row in gateway.rows("audit") if row["company"] in (LAMBERT, BENALI)]
    return [row["company"] for row in rows if row["event"] == f"mandate_{event}"]


def test_a_draft_that_is_asked_for_again_is_the_same_one(gateway: Running) -> None:
    first = drafted(gateway)
    kept = gateway.kept()
    again = send(gateway, "farid", "draftMandate", DRAFT, "draft")

    assert again == {"mandate": first, "errors": []}
    assert gateway.kept() == kept
    assert told(gateway, "drafted") == [LAMBERT, BENALI]


def test_a_draft_of_something_else_under_its_key_is_refused(gateway: Running) -> None:
    drafted(gateway)
    other = send(gateway, "farid", "draftMandate", DRAFT | {"applicationGroups": ["OCCASIONAL_WORK"]}, "draft")

    assert [error["conflict"] for error in other["errors"]] == ["KEY_REUSED"]


def test_without_the_key_the_draft_is_there_already(gateway: Running) -> None:
    first = drafted(gateway)
    [error] = send(gateway, "farid", "draftMandate", DRAFT, "another")["errors"]

    assert (error["conflict"], error["mandate"]["id"]) == ("PROXY_OPEN", first["id"])


@pytest.mark.parametrize(("who", "side"), [("lea", "principal"), ("farid", "mandatary")])
def test_a_signature_that_is_sent_again_is_given_once(gateway: Running, who: str, side: str) -> None:
    before = len(gateway.rows("proxy_signature"))
    form = gateway.signed(who, drafted(gateway)["id"])
    first, again = (send(gateway, who, "signMandate", form, "sign") for _ in range(2))

    assert again == first
    assert (first["errors"], first["mandate"]["status"]) == ([], "PENDING")
    assert [row["side"] for row in gateway.rows("proxy_signature")[before:]] == [side]
    assert told(gateway, "signed") == [LAMBERT, BENALI]


def in_force(gateway: Running) -> str:
    mandate = str(drafted(gateway)["id"])
    for who in ("lea", "farid"):
        assert gateway.sign(who, mandate)["errors"] == []
    return mandate


def test_the_last_signature_that_is_sent_again_puts_it_in_force_once(gateway: Running) -> None:
    mandate = drafted(gateway)["id"]
    gateway.sign("farid", mandate)
    form = gateway.signed("lea", mandate)
    first, again = (send(gateway, "lea", "signMandate", form, "sign") for _ in range(2))

    assert again == first
    assert (first["errors"], first["mandate"]["status"]) == ([], "ACTIVE")
    assert told(gateway, "in_force") == [LAMBERT, BENALI]


def test_another_signature_under_the_same_key_is_refused(gateway: Running) -> None:
    mandate = drafted(gateway)["id"]
    send(gateway, "lea", "signMandate", gateway.signed("lea", mandate), "sign")
    other = send(gateway, "lea", "signMandate", gateway.signed("lea", mandate), "sign")

    assert [error["conflict"] for error in other["errors"]] == ["KEY_REUSED"]


@pytest.mark.parametrize(
    ("who", "mutation", "begin", "event"),
    [
        ("farid", "amendMandate", lambda gateway: drafted(gateway)["id"], "amended"),
        ("farid", "amendMandate", in_force, "amended"),
        ("farid", "withdrawMandate", lambda gateway: drafted(gateway)["id"], "withdrawn"),
        ("lea", "refuseMandate", lambda gateway: drafted(gateway)["id"], "refused"),
        ("lea", "endMandate", in_force, "ended"),
    ],
)
def test_every_act_on_a_mandate_can_be_asked_for_again(
    gateway: Running, who: str, mutation: str, begin: Callable[[Running], str], event: str
) -> None:
    given = {"mandate": begin(gateway)} | ({"endQuarter": str(NOW.next)} if mutation == "amendMandate" else {})
    first, again = (send(gateway, who, mutation, given, "act") for _ in range(2))

    assert again == first
    assert (first["errors"], bool(first["mandate"])) == ([], True)
    assert told(gateway, event) == [LAMBERT, BENALI]


def test_twenty_retries_at_once_of_a_draft_and_of_a_signature_do_it_once(gateway: Running) -> None:
    for who, mutation, form in (
        ("farid", "draftMandate", lambda: DRAFT),
        ("lea", "signMandate", lambda: gateway.signed("lea", global_id("Mandate", gateway.rows("mandate")[-1]["id"]))),
    ):
        body = {"query": mutation_document(mutation), "variables": {"input": form()}}
        headers = {**gateway.headers(who), "Idempotency-Key": mutation}
        answers = gateway.send_at_once([("POST", "/graphql", {"json": body, "headers": headers})] * 20)
        assert len({answer.text for answer in answers}) == 1
        assert answers[0].json()["data"]["answer"]["errors"] == []

    assert told(gateway, "drafted") == told(gateway, "signed") == [LAMBERT, BENALI]
