"""Anything by its global id, to those who may see it."""

from base64 import urlsafe_b64encode

import pytest
from graphql import GraphQLInterfaceType
from running import Running

from gateway.demo.world import MAES
from gateway.graphql.schema import build_schema


def test_every_kind_of_node_is_found_by_its_id(gateway: Running) -> None:
    ids = ids_of_maes(gateway)
    for kind, given in ids.items():
        found = gateway.read("emma", "query ($i: ID!) { node(id: $i) { __typename id } }", i=given)["node"]
        assert found == {"__typename": kind, "id": given}
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [node["id"] for node in gateway.read("emma", asked, ids=[*ids.values()])["nodes"]] == [*ids.values()]


def test_every_type_of_node_is_among_those_tried(shared: Running) -> None:
    schema = build_schema()._schema
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {kind.name for kind in schema.get_possible_types(node)} == ids_of_maes(shared).keys()


def ids_of_maes(gateway: Running) -> dict[str, str]:
    company = gateway.read(
        "emma",
        f"""{{ company(number: "{MAES}") {{ id chiefAccessManager {{ id }}
        representatives {{ edges {{ node {{ id }} }} }} mandates(first: 1) {{ edges {{ node {{ id }} }} }}
        history(first: 1) {{ edges {{ node {{ id }} }} }} }} }}""",
    )["company"]
    return {
        "Company": company["id"],
        "AccessManager": company["chiefAccessManager"]["id"],
        "CorporateFunction": company["representatives"]["edges"][0]["node"]["id"],
        "HistoryEntry": company["history"]["edges"][0]["node"]["id"],
        "Mandate": company["mandates"]["edges"][0]["node"]["id"],
    }


@pytest.mark.parametrize("who", ["lea", "petra", None])
def test_a_foreign_id_is_answered_like_an_unknown_one(gateway: Running, who: str | None) -> None:
    ids = ids_of_maes(gateway)
    for kind in ("AccessManager", "HistoryEntry", "Mandate"):
        unknown = urlsafe_b64encode(f"{kind}:{'0' * 32}".encode()).decode().rstrip("=")
        text = "query ($i: ID!) { node(id: $i) { id } }"
        foreign = gateway.ask(who, text, i=ids[kind])
        assert foreign == gateway.ask(who, text, i=unknown)
        assert foreign["data"] == {"node": None}
        assert foreign["errors"][0]["extensions"]["code"] == ("FORBIDDEN" if who else "UNAUTHENTICATED")


def test_each_id_has_an_answer_of_its_own_in_its_place(gateway: Running) -> None:
    ids = ids_of_maes(gateway)
    asked = [ids["Company"], ids["AccessManager"], "nonsense", ids["Company"]]
    body = gateway.ask("petra", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=asked)
    assert [node and node["id"] for node in body["data"]["nodes"]] == [ids["Company"], None, None, ids["Company"]]
    assert [error["path"] for error in body["errors"]] == [["nodes", 1], ["nodes", 2]]


def test_more_than_a_hundred_ids_are_invalid(shared: Running) -> None:
    body = shared.ask("lea", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["INVALID"]


@pytest.mark.parametrize(
    "made_up",
    [
        "Company:" + "9" * 40,
        "Company:\u0663",
        "Company:-1",
        "Company:",
        "Company",
        ":1",
        "Nothing:1",
        "AccessManager:" + "x" * 100,
        "CorporateFunction:1-2-3",
        "HistoryEntry:%",
    ],
)
def test_an_id_that_was_never_given_out_is_forbidden_whatever_it_is(shared: Running, made_up: str) -> None:
    given = urlsafe_b64encode(made_up.encode()).decode().rstrip("=")
    answer = shared.ask("lea", "query ($i: ID!) { node(id: $i) { id } }", i=given)

    assert answer["data"] == {"node": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
