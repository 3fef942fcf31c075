"""Apollo Client: its cache, its error policies, its pages and its persisted queries."""

from asking import contact
from running import Served
from scripting import Node

from gateway.demo.world import BENALI, COLIN, LAMBERT, MAES, NOORD

DENIED = {"path": ["company", "history"], "code": "FORBIDDEN", "reason": "COMPANY_IN_LIQUIDATION"}


def test_a_denied_field_is_an_error_or_null_as_the_app_prefers(node: Node, served: Served) -> None:
    seen = node.run("apollo/errors.mjs", served, "olivier", company=COLIN)

    assert seen["none"] == {"errors": [DENIED]}
    assert seen["all"] == {"name": "Imprimerie Colin SA", "history": None, "errors": [DENIED]}
    assert seen["ignore"] == {"name": "Imprimerie Colin SA", "history": None, "errors": []}
    assert seen["wrong"] == {"errors": [{"code": "GRAPHQL_VALIDATION_FAILED"}]}


def test_a_mutation_updates_the_company_wherever_it_is_shown(node: Node, served: Served) -> None:
    seen = node.run("apollo/cache.mjs", served, "karin", company=COLIN, manager=contact("gita"))
    [conflict] = seen["again"]

    assert seen["key"].startswith("Company:")
    assert seen["kept"] == {"name": "Imprimerie Colin SA", "account": "NONE"}
    assert seen["wrong"] == [["INVALID", ["manager", "email"]], ["INVALID", ["manager", "phone"]]]
    assert seen["done"] == []
    assert (conflict["conflict"], conflict["currentManager"]["firstName"]) == ("MANAGER_EXISTS", "Gita")
    assert seen["shown"] == ["NONE", "AWAITING_FIRST_SIGN_IN"]
    assert seen["shownLast"]["chiefAccessManager"]["firstName"] == "Gita"
    assert seen["requests"] == 5


def test_an_act_whose_reply_is_lost_is_done_once(node: Node, served: Served) -> None:
    seen = node.run("apollo/retried.mjs", served, "emma", company=MAES)
    first, second = seen["keys"]

    assert first == second
    assert seen["answer"] == {
        "__typename": "EboxPayload",
        "ebox": {"__typename": "Ebox", "status": "ACTIVE"},
        "errors": [],
    }


def test_what_has_no_id_is_kept_with_its_company(node: Node, served: Served) -> None:
    assert node.run("apollo/parts.mjs", served, "farid", company=BENALI) == "ACTIVE"


def test_a_list_grows_page_by_page(node: Node, served: Served) -> None:
    seen = node.run("apollo/pages.mjs", served, company=LAMBERT)

    assert seen == {"first": ["Léa", "Bruno"], "all": ["Léa", "Bruno", "Hugo", "Marie"], "more": False}


def test_a_text_travels_once_and_then_its_hash_alone(node: Node, served: Served) -> None:
    seen = node.run("apollo/persisted.mjs", served, company=COLIN)
    by_hash = {"method": "GET", "text": False, "hash": True}

    assert seen["names"] == ["Imprimerie Colin SA"] * 2
    assert seen["sent"] == [by_hash, {"method": "POST", "text": True, "hash": True}, by_hash]


def test_a_subscription_updates_the_company_in_the_cache(node: Node, served: Served) -> None:
    seen = node.run("apollo/subscription.mjs", served, "jan", company=NOORD)

    assert seen["event"] == "MANAGER_CONFIRMED"
    assert seen["before"] is None
    assert seen["after"]
