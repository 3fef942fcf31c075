"""What an operation could cost is bounded, by one walk that no document makes long."""

from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
    validate,
)

from gateway.graphql.cost import MOST_COST, MOST_LEVELS, Cost, cost_of
from gateway.graphql.declared_cost import ACT, LENGTHS, OWN_COSTS
from gateway.graphql.schema import build_schema
from gateway.graphql.unfit import Unfit

SCHEMA = build_schema()._schema
NESTED = '{ company(number: "0000000196") { mandates(first: 100) { edges { node { mandatary { {0} } } } } } }'
CURSORS = "(first: 100) { edges { cursor node { id } } }"
TYPES = {n: t for n, t in SCHEMA.type_map.items() if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)}


def cost(text: str, **variables: Any) -> Cost:
    document = parse(text)
    assert validate(SCHEMA, document) == []
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return cost_of(SCHEMA, document, operation, variables)


def wrong(text: str, **variables: Any) -> str | None:
    try:
        cost(text, **variables)
    except Unfit as unfit:
        return unfit.errors[0].message
    return None


def deep(levels: int) -> str:
    return "".join("... { " for _ in range(levels - 1)) + "__typename" + "}" * (levels - 1)


COSTS = {
    "{ __typename }": 1,
    "{ viewer { person { id } } }": 3,
    '{ company(number: "0000000196") { name } again: company(number: "0000000196") { name } }': 4,
    "{ viewer { companies(first: 10) { edges { node { number name } } } } }": 2 + 10 * 4,
    "{ viewer { companies(last: 10) { edges { cursor } } } }": 2 + 10 * 2,
    "{ viewer { companies { edges { cursor } } } }": 2 + 20 * 2,
    '{ companies(search: "ab", first: 10) { edges { cursor } } }': OWN_COSTS["Query.companies"] + 10 * 2,
    '{ nodes(ids: ["a", "b"]) { id } }': 1 + 2,
    '{ nodes(ids: "a") { id } }': 1 + 1,
    "{ policy { matrix { role allowed } } }": 2 + LENGTHS["Policy.matrix"] * 2,
    "{ viewer { person { ...F ...F } } } fragment F on Person { id }": 4,
    "{ ... on Query @defer { viewer { person { id } } } }": 3,
    "{ __schema { types { name } } }": 1,
    'mutation { endMandate(input: {mandate: "a"}) { mandate { id } } }': ACT + 2,
}


@pytest.mark.parametrize("text", COSTS)
def test_each_field_costs_one_times_the_lists_that_it_lies_in(text: str) -> None:
    assert cost(text).fields == COSTS[text]


ANSWERED = {
    "pages of pages": NESTED.replace("{0}", "mandates(first: 98) { edges { cursor } }"),
    "usual pages": NESTED.replace("{0}", "representatives { edges { cursor } }"),
    "all decisions in a page of companies": (
        "{ viewer { companies { edges { node { viewerPermissions { action allowed reason message missing } } } } } }"
    ),
    "many levels": "{ " + deep(MOST_LEVELS) + " }",
    "what GraphiQL and code generators ask of the schema": get_introspection_query(input_value_deprecation=True),
}
TOO_MUCH = {
    "pages of pages": NESTED.replace("{0}", "mandates(first: 100) { edges { cursor node { id status } } }"),
    "in a fragment": NESTED.replace("{0}", "...F")
    + " fragment F on Company { mandates(first: 100) { edges { cursor node { id status } } } }",
    "in an inline fragment": NESTED.replace(
        "{0}", f"... on Node {{ ... {{ ... on Company {{ managers{CURSORS} mandates{CURSORS} }} }} }}"
    ),
    "deferred": NESTED.replace("{0}", f"... @defer {{ managers{CURSORS} mandates{CURSORS} }}"),
    "long lists under aliases": "{ policy {"
    + " ".join(f"a{n}: matrix {{ role action allowed }}" for n in range(150))
    + "} }",
    "under aliases": "{ viewer {" + " ".join(f"a{n}: companies{CURSORS}" for n in range(150)) + "} }",
    "acts": "mutation {"
    + " ".join(f'a{n}: endMandate(input: {{mandate: "a"}}) {{ errors {{ code }} }}' for n in range(40))
    + "}",
    "the schema again and again": "{"
    + " ".join(f"a{n}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for n in range(60))
    + "}",
}


@pytest.mark.parametrize("case", ANSWERED)
def test_it_is_answered(case: str) -> None:
    assert wrong(ANSWERED[case]) is None


@pytest.mark.parametrize("case", TOO_MUCH)
def test_it_costs_too_much(case: str) -> None:
    assert wrong(TOO_MUCH[case]) == (
        "This could cost more than 50000 fields to resolve: take smaller pages, or less below them."
    )


def test_what_a_variable_says_counts_else_its_default_and_else_the_usual_page() -> None:
    text = "query ($n: Int) { viewer { companies(first: $n) { edges { cursor } } } }"
    assert cost(text, n=30).fields == 2 + 30 * 2
    assert cost(text).fields == cost(text, n=None).fields == 2 + 20 * 2
    assert cost(text.replace("$n: Int", "$n: Int = 40")).fields == 2 + 40 * 2
    assert cost(text, n=10**9).fields == 2 + 100 * 2


def test_the_report_says_what_was_asked_and_what_is_left() -> None:
    assert cost("{ __typename }").report() == {"requested": 1, "limit": MOST_COST, "left": MOST_COST - 1}


def test_too_many_levels_are_refused_in_one_piece_or_through_fragments() -> None:
    assert wrong("{ " + deep(MOST_LEVELS + 1) + " }") is not None
    half = deep(50).replace("__typename", "...F")
    assert wrong("{ " + half + " } fragment F on Query { " + deep(50) + " }") is not None


def test_fragments_that_spread_fragments_are_walked_once_each() -> None:
    """Taken at each spread, these would be two to the power of forty: this test would never end."""
    spreads = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))
    document = parse("{ ...F0 }" + spreads + " fragment F40 on Query { __typename }")
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    with pytest.raises(Unfit):
        cost_of(SCHEMA, document, operation, {})


@pytest.mark.parametrize("n", [100.0, 1e2, "100", True, [100]])
def test_a_length_that_is_written_otherwise_counts_no_less(n: object) -> None:
    text = "query ($n: Int) { viewer { companies(first: $n) { edges { cursor } } } }"
    assert cost(text, n=n).fields == 2 + (1 if n is True else 100) * 2


def test_every_list_without_pages_has_a_declared_length() -> None:
    lists = {
        f"{name}.{field}"
        for name, kind in TYPES.items()
        for field, of in kind.fields.items()
        if is_list_type(get_nullable_type(of.type)) and not is_leaf_type(get_named_type(of.type))
        if not name.endswith("Connection") and "ids" not in of.args
    }
    assert lists == set(LENGTHS)


def test_what_is_declared_is_a_field_of_the_schema() -> None:
    for place in (*LENGTHS, *OWN_COSTS):
        name, _, field = place.partition(".")
        assert field in TYPES[name].fields
