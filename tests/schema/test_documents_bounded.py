"""Whatever a document is made of, it is found out in a moment whether it is answered; and what is kept is bounded."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.graphql.documents import DocumentRules, Documents
from gateway.graphql.introspection import Introspection
from gateway.graphql.question import Question
from gateway.graphql.recent import Recent
from gateway.graphql.schema import build_schema
from gateway.graphql.unfit import Unfit

SCHEMA = build_schema()._schema
DOCUMENTS = Documents(SCHEMA, DocumentRules())
CHAIN = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25))
ONE = "query ($x: [ID!]!) { nodes(ids: $x) { id } }"

ATTACKS: dict[str, tuple[str, dict[str, Any]]] = {
    "nested spreads": ("{ ...F0 } " + CHAIN + " fragment F25 on Query { __typename }", {}),
    "fragments in a circle": ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", {}),
    "a thousand operations": (" ".join(f"query Q{n} {{ __typename }}" for n in range(1_000)), {}),
    "a thousand fragments": (
        " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(900)) + "{ ...F0 }",
        {},
    ),
    "ten thousand fields": ("{" + "__typename " * 10_000 + "}", {}),
    "four thousand fields": ("{" + "__typename " * 4_000 + "}", {}),
    "aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(1_000)) + "}", {}),
    "directives": ("{ __typename " + "@skip(if: false) " * 600 + "}", {}),
    "overlapping fields": ("{" + "viewer { person { id } companies { edges { node { id } } } } " * 90 + "}", {}),
    "overlapping and different": (
        "{ viewer {" + " ".join(f"x: companies(first: {n}) {{ edges {{ cursor }} }}" for n in range(1, 100)) + "} }",
        {},
    ),
    "deep selections": ("{" + "... {" * 1_500 + "__typename" + "}" * 1_501, {}),
    "deep values": ("{ nodes(ids: " + "[" * 2_000 + "]" * 2_000 + ") { id } }", {}),
    "a long list": ('{ nodes(ids: ["' + '", "'.join("a" * 600) + '"]) { id } }', {}),
    "a long list in a variable": (ONE, {"x": ["a"] * 501}),
    "many values": (ONE, {"x": [["a"] * 400] * 400}),
    "much text": (ONE, {"x": ["a" * 140_000]}),
    "a deep variable": (ONE, {"x": [[[[[[[[[[[[[[[[[[[[[["a"]]]]]]]]]]]]]]]]]]]]]]}),
    "the schema, deeper and deeper": (
        "{ __schema { types {" + "fields { type {" * 10 + "name" + "}}" * 10 + "} } }",
        {},
    ),
    "too many items": ("{ viewer { companies(first: 100) { edges {" + "node { names { text } } " * 90 + "} } } }", {}),
}


def code(documents: Documents, text: str, variables: dict[str, Any]) -> str:
    with pytest.raises(Unfit) as unfit:
        documents.prepare(Question(text, variables, None, reads_only=False))
    return unfit.value.code


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("introspection", [Introspection.OFF, Introspection.ON])
def test_it_is_refused(attack: str, introspection: Introspection) -> None:
    documents = Documents(SCHEMA, DocumentRules(introspection=introspection))
    assert code(documents, *ATTACKS[attack]) in {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("text", ["{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'])
def test_the_schema_cannot_be_asked_for_unless_it_is_allowed(text: str) -> None:
    assert code(DOCUMENTS, text, {}) == "GRAPHQL_VALIDATION_FAILED"
    Documents(SCHEMA, DocumentRules(introspection=Introspection.ON)).prepare(Question(text, {}, None, reads_only=True))


@pytest.mark.parametrize("suggestions", [True, False])
def test_what_a_name_may_mean_is_said_only_if_it_is_allowed(suggestions: bool) -> None:
    documents = Documents(SCHEMA, DocumentRules(suggestions=suggestions))
    with pytest.raises(Unfit) as unfit:
        documents.prepare(Question("{ viewr { person { id } } }", {}, None, reads_only=True))
    assert ("viewer" in unfit.value.errors[0].message) is suggestions


def test_a_document_is_parsed_once_however_often_it_is_asked() -> None:
    text = "query ($n: Int) { viewer { companies(first: $n) { edges { cursor } } } }"
    first, again = (DOCUMENTS.prepare(Question(text, {"n": n}, None, reads_only=True)) for n in (1, 2))
    assert first.document is again.document
    assert first.cost.fields < again.cost.fields


def test_what_is_deferred_is_left_out_for_those_who_want_one_answer() -> None:
    deferred = DOCUMENTS.prepare(Question("{ ... @defer { viewer { person { id } } } }", {}, None, reads_only=True))
    plain = DOCUMENTS.prepare(Question("{ viewer { person { id } } }", {}, None, reads_only=True))
    assert deferred.deferring is not None and plain.deferring is None
    assert deferred.document.definitions != deferred.deferring.definitions


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=40))
def test_what_is_kept_is_what_was_used_last_and_never_more_than_there_is_room_for(
    used: list[tuple[int, int]],
) -> None:
    recent: Recent[int, int] = Recent(entries=4, size=60)
    for key, size in used:
        recent.keep(key, size, size)
        assert len(recent) <= 4 and recent.size <= 60
        assert recent.get(key) == size


def test_what_alone_is_too_large_is_not_kept_and_pushes_nothing_out() -> None:
    recent: Recent[str, int] = Recent(entries=4, size=10)
    recent.keep("small", 1, 5)
    recent.keep("large", 2, 11)
    assert (recent.get("small"), recent.get("large")) == (1, None)
