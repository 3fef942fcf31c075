"""urql: its document cache, errors beside data, and subscriptions."""

from asking import contact
from running import Served
from scripting import Node

from gateway.demo.world import MAES, RENARD


def test_a_mutation_makes_the_document_cache_ask_again(node: Node, served: Served) -> None:
    seen = node.run("urql/cache.mjs", served, "karin", "petra", company=RENARD, manager=contact("hugo"))

    assert (seen["same"], seen["asked"]) == (True, 1)
    assert seen["refused"] == [{"code": "FORBIDDEN", "path": None, "__typename": "ForbiddenError"}]
    assert seen["first"]["chiefAccessManager"] is None
    assert (seen["done"], seen["after"], seen["requests"]) == ([], "Hugo", 3)


def test_what_is_denied_is_an_error_beside_the_data(node: Node, served: Served) -> None:
    seen = node.run("urql/denied.mjs", served, "petra", company=RENARD)

    assert seen == {"name": "Textiles Renard SA", "history": None, "codes": ["FORBIDDEN"]}


def test_a_subscription_is_told_what_happens(node: Node, served: Served) -> None:
    seen = node.run("urql/subscription.mjs", served, "emma", company=MAES)

    assert seen["told"] == ["MANAGER_CONFIRMED", "MANAGER_CONFIRMED"]
