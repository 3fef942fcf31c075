"""What an operation could ask for is bounded, by one walk that no document makes long."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, validate

from gateway.graphql.extent import MOST_LEVELS, too_large
from gateway.graphql.schema import build_schema

SCHEMA = build_schema()._schema
NESTED = '{ company(number: "0000000196") { mandates(first: 50) { edges { node { mandatary { {0} } } } } } }'
CURSORS = "(first: 100) { edges { cursor } }"


def wrong(text: str, **variables: Any) -> str | None:
    document = parse(text)
    assert validate(SCHEMA, document) == []
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    error = too_large(SCHEMA, document, operation, variables)
    return error.message if error else None


def deep(levels: int) -> str:
    return "".join("... { " for _ in range(levels - 1)) + "__typename" + "}" * (levels - 1)


ANSWERED = {
    "pages of pages": NESTED.replace("{0}", "mandates(first: 98) { edges { cursor } }"),
    "usual pages": NESTED.replace("{0}", "representatives { edges { cursor } }"),
    "ids": f'{{ nodes(ids: ["a", "b"]) {{ ... on Company {{ mandates{CURSORS} }} }} }}',
    "one id": f'{{ nodes(ids: "abc") {{ ... on Company {{ mandates{CURSORS} }} }} }}',
    "many levels": "{ " + deep(MOST_LEVELS) + " }",
}
TOO_MUCH = {
    "pages of pages": NESTED.replace("{0}", f"mandates{CURSORS}"),
    "in a fragment": f"{NESTED.replace('{0}', '...F')} fragment F on Company {{ mandates{CURSORS} }}",
    "in an inline fragment": NESTED.replace(
        "{0}", f"... on Node {{ ... {{ ... on Company {{ managers{CURSORS} }} }} }}"
    ),
    "long lists under aliases": "{ policy {" + " ".join(f"a{n}: matrix {{ role }}" for n in range(40)) + "} }",
    "under aliases": "{ viewer {" + " ".join(f"a{n}: companies{CURSORS}" for n in range(51)) + "} }",
}


@pytest.mark.parametrize("case", ANSWERED)
def test_it_is_answered(case: str) -> None:
    assert wrong(ANSWERED[case]) is None


@pytest.mark.parametrize("case", TOO_MUCH)
def test_it_asks_for_too_much(case: str) -> None:
    assert wrong(TOO_MUCH[case]) == "This could ask for too many items: take smaller pages, or less below them."


def test_what_a_variable_says_counts_else_its_default_and_else_the_usual_page() -> None:
    inner = "mandates(first: $n) { edges { cursor } }"
    text = f"query ($n: Int) {NESTED.replace('{0}', inner)}"
    assert wrong(text, n=98) is None and wrong(text) is None
    assert wrong(text, n=100) is not None
    assert wrong(text.replace("$n: Int", "$n: Int = 100")) is not None
    assert wrong(text, n=10**9) is not None


def test_too_many_levels_are_refused_in_one_piece_or_through_fragments() -> None:
    assert wrong("{ " + deep(MOST_LEVELS + 1) + " }") is not None
    half = deep(50).replace("__typename", "...F")
    assert wrong("{ " + half + " } fragment F on Query { " + deep(50) + " }") is not None


def test_fragments_that_spread_fragments_are_walked_once_each() -> None:
    """Taken at each spread, these would be two to the power of forty: this test would never end."""
    spreads = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))
    document = parse("{ ...F0 }" + spreads + " fragment F40 on Query { __typename }")
    [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    assert too_large(SCHEMA, document, operation, {}) is None
