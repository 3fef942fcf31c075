"""`@defer`: a page shows what there is, and the rest when it comes, to clients that can be told in parts."""

import pytest
from running import Served
from scripting import Node

from gateway.demo.world import MAES

NAMED = {"name": "Maes Logistics NV"}

both_clients = pytest.mark.parametrize("client", ["apollo", "urql"])


@both_clients
def test_a_part_that_is_denied_says_why_when_its_turn_comes(node: Node, served: Served, client: str) -> None:
    first, then = node.run(f"{client}/deferred.mjs", served, "bruno", company=MAES)
    [error] = then.pop("errors")

    assert (first, then) == (NAMED, {**NAMED, "history": None})
    assert (error["path"], error["extensions"]["code"]) == (["company", "history"], "FORBIDDEN")
    assert error["extensions"]["decision"]["reason"] == "NO_ROLE"


@both_clients
def test_the_page_is_shown_before_its_history_has_come(node: Node, served: Served, client: str) -> None:
    first, then = node.run(f"{client}/deferred.mjs", served, "emma", company=MAES)

    assert first == NAMED
    assert len(then["history"]["edges"]) == 2


def test_a_client_that_knows_parts_in_a_former_format_alone_gets_one_answer(node: Node, served: Served) -> None:
    [shown] = node.run("apollo/deferred.mjs", served, "emma", company=MAES, format="2022")

    assert len(shown["history"]["edges"]) == 2
