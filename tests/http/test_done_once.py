"""A reply that is lost is asked for again: under the same key nothing is done twice."""

from collections.abc import Mapping
from typing import Any

import pytest
from asking import contact, mutation_document
from running import Running

from gateway.demo.world import LAMBERT


def send(gateway: Running, who: str, mutation: str, given: Mapping[str, object], key: str) -> dict[str, Any]:
    response = gateway.send(
        "POST",
        "/graphql",
        json={"query": mutation_document(mutation), "variables": {"input": given}},
        headers={**gateway.headers(who), "Idempotency-Key": key},
    )
    assert response.status_code == 200, response.text
    return dict(response.json()["data"]["answer"])


def designation(name: str) -> dict[str, object]:
    return {"company": LAMBERT, "manager": contact(name)}


def acts(gateway: Running) -> list[str]:
    return [row["event"] for row in gateway.rows("audit") if row["company"] == LAMBERT and row["outcome"] == "done"]


def test_a_retry_gets_the_manager_that_was_designated_the_first_time(gateway: Running) -> None:
    first = send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    again = send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")

    assert again == first
    assert first["errors"] == []
    assert acts(gateway) == ["manager_designated"]


def test_without_the_key_the_retry_is_a_conflict(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    again = send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "another")

    assert [error["conflict"] for error in again["errors"]] == ["MANAGER_EXISTS"]


def test_every_act_can_be_asked_for_again(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "designate")
    gateway.read("petra", "{ viewer { person { id } } }")
    for mutation, given in {
        "activateEbox": {"company": LAMBERT, "notificationEmail": "post@lambert.example"},
        "requestAccountClosure": {"company": LAMBERT},
    }.items():
        first, again = (send(gateway, "lea", mutation, given, mutation) for _ in range(2))
        assert again == first
        assert first["errors"] == []

    assert acts(gateway).count("ebox_activated") == acts(gateway).count("closure_requested") == 1


def test_thirty_retries_at_once_do_it_once(gateway: Running) -> None:
    body = {"query": mutation_document("designateChiefAccessManager"), "variables": {"input": designation("petra")}}
    headers = {**gateway.headers("lea"), "Idempotency-Key": "one"}
    answers = gateway.send_at_once([("POST", "/graphql", {"json": body, "headers": headers})] * 30)

    assert len({answer.text for answer in answers}) == 1
    assert acts(gateway) == ["manager_designated"]


def test_the_same_key_for_something_else_is_refused(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    other = send(gateway, "lea", "designateChiefAccessManager", designation("bruno"), "one")

    assert [error["conflict"] for error in other["errors"]] == ["KEY_REUSED"]
    assert acts(gateway) == ["manager_designated"]


def test_a_key_is_ones_own(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    other = send(gateway, "hugo", "designateChiefAccessManager", designation("petra"), "one")

    assert [error["conflict"] for error in other["errors"]] == ["MANAGER_EXISTS"]


def test_who_may_no_longer_is_refused_whatever_they_did_before(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    weak = send(gateway, "weak-lea", "designateChiefAccessManager", designation("petra"), "one")

    assert [error["code"] for error in weak["errors"]] == ["FORBIDDEN"]


def test_a_refused_act_can_be_tried_again_under_its_key(gateway: Running) -> None:
    wrong = {"company": LAMBERT, "manager": contact("petra", email="nowhere")}
    refused = send(gateway, "lea", "designateChiefAccessManager", wrong, "one")
    done = send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")

    assert [error["code"] for error in refused["errors"]] == ["INVALID"]
    assert done["errors"] == []


def test_a_key_is_forgotten_after_a_day(gateway: Running) -> None:
    send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")
    gateway.clock.advance(days=1, seconds=1)
    again = send(gateway, "lea", "designateChiefAccessManager", designation("petra"), "one")

    assert [error["conflict"] for error in again["errors"]] == ["MANAGER_EXISTS"]


def test_nothing_that_was_typed_is_kept_with_the_key(gateway: Running) -> None:
    given = designation("petra")
    send(gateway, "lea", "designateChiefAccessManager", given, "one")
    (row,) = gateway.rows("act_done")

    assert contact("petra")["nationalNumber"] not in repr(row)
    assert len(row["fingerprint"]) == 64


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_without_bounds_is_refused(key: str, gateway: Running) -> None:
    headers = {**gateway.headers("lea"), "Idempotency-Key": key}

    assert gateway.send("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers).status_code == 400
