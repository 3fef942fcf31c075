"""Relay: its compiler takes the schema, and a page of its runtime lives on the gateway."""

from typing import Any

import pytest
from asking import contact
from running import Served
from scripting import Node

from gateway.demo.world import LAMBERT, MAES


@pytest.fixture(scope="session")
def compiled(node: Node) -> Node:
    """The documents, as the runtime takes them."""
    node.tool("relay-compiler", "--noWatchman")
    return node


@pytest.fixture(scope="session")
def seen(compiled: Node, served: Served) -> dict[str, Any]:
    """What Léa's page of Lambert showed, and Bruno's: once a session, since what they do is done then."""
    return dict(compiled.run("relay/journey.mjs", served, "lea", "bruno", company=LAMBERT, manager=contact("gita")))


def test_a_denied_field_is_caught_with_its_reason_and_the_page_is_there(seen: dict[str, Any]) -> None:
    [error] = seen["historyOfBruno"]["errors"]

    assert not seen["historyOfBruno"]["ok"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["decision"]["missing"] == ["signing_power"]
    assert seen["stale"] == "NONE"


def test_a_mutation_that_is_refused_changes_nothing_in_the_store(seen: dict[str, Any]) -> None:
    assert seen["refused"] == [
        {"code": "FORBIDDEN", "path": None, "decision": {"reason": "NO_SIGNING_POWER", "missing": ["signing_power"]}}
    ]
    assert seen["wrong"] == [{"code": "INVALID", "path": ["manager", "email"]}]
    assert seen["before"] == "NONE"
    assert seen["shown"] == ["AWAITING_FIRST_SIGN_IN"]


def test_a_mutation_updates_what_the_page_shows_and_joins_its_list(seen: dict[str, Any]) -> None:
    assert seen["done"] == []
    assert [(manager["firstName"], manager["status"]) for manager in seen["managers"]] == [("Gita", "DESIGNATED")]


def test_another_page_sees_it_when_it_fetches_the_company_again_by_its_id(seen: dict[str, Any]) -> None:
    assert seen["refetched"]["account"] == {"status": "AWAITING_FIRST_SIGN_IN"}
    assert seen["refetched"]["chiefAccessManager"] == {"firstName": "Gita", "status": "DESIGNATED"}


def test_the_next_page_of_a_connection_joins_the_first_one_in_the_store(seen: dict[str, Any]) -> None:
    pages = seen["forward"]

    assert names(pages["first"]) == ["Léa", "Bruno"]
    assert names(pages["both"]) == ["Léa", "Bruno", "Hugo", "Marie"]
    assert pages["both"][2]["holderCompany"] == {"name": "Holding Adam NV"}
    assert (pages["more"]["hasNextPage"], pages["end"]["hasNextPage"]) == (True, False)


def test_pages_join_backwards_too(seen: dict[str, Any]) -> None:
    pages = seen["backward"]

    assert names(pages["first"]) == ["Hugo", "Marie"]
    assert names(pages["both"]) == ["Léa", "Bruno", "Hugo", "Marie"]
    assert (pages["more"]["hasPreviousPage"], pages["end"]["hasPreviousPage"]) == (True, False)


def test_what_happens_joins_the_history_that_is_shown(compiled: Node, served: Served) -> None:
    seen = compiled.run("relay/live.mjs", served, "emma", company=MAES)
    [new, *others] = seen["after"]

    assert new["event"] == "MANAGER_CONFIRMED"
    assert others == seen["before"]
    assert seen["warnings"] == []


def names(functions: list[dict[str, Any]]) -> list[str]:
    return [function["firstName"] for function in functions]
