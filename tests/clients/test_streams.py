"""graphql-ws and graphql-sse: what happens to a company, to those who may follow it, while they may."""

from datetime import timedelta
from typing import Any

import pytest
from asking import contact
from running import Served
from scripting import Node

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, MAES

FOLLOWED = {"socket": ("emma", MAES), "sse": ("farid", BENALI)}
"""Each client follows a company of its own, as its legal representative."""

REPLACED = {"socket": (BENALI, "farid", "gita"), "sse": (MAES, "emma", "dries")}
"""A company, its legal representative, and its Chief Access Manager, who follows it with this client."""

both_clients = pytest.mark.parametrize("transport", FOLLOWED)


def codes(errors: list[Any]) -> list[str]:
    return [error["extensions"]["code"] for error in errors]


@pytest.mark.parametrize(("who", "code"), [(None, "UNAUTHENTICATED"), ("bruno", "FORBIDDEN")])
def test_who_may_not_follow_is_told_why(node: Node, served: Served, who: str | None, code: str) -> None:
    seen = node.run("streams/refused.mjs", served, *([who] if who else []), company=MAES)

    assert codes(seen["socket"]["errors"]) == codes(seen["sse"]["errors"]) == [code]


def test_a_wrong_token_closes_the_connection(node: Node, served: Served) -> None:
    seen = node.run("streams/refused.mjs", served, who="emma", tokens={"emma": "x.y.z"}, company=MAES)

    assert seen["socket"]["closed"] == 4403
    assert "401" in seen["sse"]["closed"]


def test_an_expired_token_ends_the_connection_and_opens_no_other(node: Node, served: Served) -> None:
    tokens = {"emma": served.issuer.sign(PERSONAS["emma"].claims(), timedelta(seconds=4))}
    seen = node.run("streams/refused.mjs", served, who="emma", tokens=tokens, company=MAES)

    assert seen["socket"]["closed"] == 4403
    assert codes(seen["sse"]["errors"]) == ["UNAUTHENTICATED"]


@both_clients
def test_a_manager_who_is_replaced_follows_no_longer(node: Node, served: Served, transport: str) -> None:
    company, by, manager = REPLACED[transport]
    given = {"company": company, "representative": by, "manager": manager, "successor": contact("petra")}
    seen = node.run("streams/lost.mjs", served, by, manager, transport=transport, **given)

    assert (seen["done"], seen["told"]) == ([], [])
    assert codes(seen["errors"]) == ["FORBIDDEN"]


def test_a_page_of_another_origin_gets_no_socket(node: Node, served: Served) -> None:
    assert node.run("streams/origin.mjs", served) == {"own": "open", "foreign": 403}


@both_clients
def test_whoever_loses_the_connection_misses_nothing(node: Node, served: Served, transport: str) -> None:
    who, company = FOLLOWED[transport]
    seen = node.run("streams/follow.mjs", served, who, transport=transport, company=company)

    assert [event["entry"]["id"] for event in seen["told"]] == seen["history"][::-1]
    assert [(event["event"], event["action"]) for event in seen["told"]] == [
        ("MANAGER_CONFIRMED", "MANAGER_REPLACE")
    ] * 4
    assert (seen["losses"], seen["done"]) == (1, True)
