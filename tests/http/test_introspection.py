"""Introspection by right: what a caller could never use under the policy in force is not shown to them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from granting import policy_folder
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    build_client_schema,
    get_introspection_query,
    parse,
    validate_schema,
)
from hypothesis import given
from hypothesis import strategies as st
from running import Prepared, Running

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.reach import within_reach
from gateway.demo.personas import PERSONAS
from gateway.demo.world import MAES
from gateway.domain.facts import Fact
from gateway.domain.identifiers import PersonKeys
from gateway.domain.rights import Action
from gateway.domain.standing import Candidate, Standing
from gateway.graphql.printed_right import right_of
from gateway.graphql.schema import build_schema, sdl
from gateway.settings import Settings

SDL = sdl(build_schema())
RIGHTS = {
    f"{kind.name.value}.{field.name.value}": right_of(field)
    for kind in parse(SDL).definitions
    if isinstance(kind, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
    for field in kind.fields or ()
}
TABLE = load_policy(shipped_policies()).table
PUBLIC = {"COMPANY_READ", "REPRESENTATIVES_READ", "APPLICATION_GROUP_READ", "POLICY_READ"}
LEA = PERSONAS["lea"].identity(PersonKeys(bytes(32)))
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def by_right(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway that shows the schema by right, under the shipped policy."""
    with running(prepared, tmp_path_factory, {}) as gateway:
        yield gateway


def running(prepared: Prepared, folders: pytest.TempPathFactory, changes: dict[str, Any]) -> Running:
    folder = folders.mktemp("introspection") / "world"
    settings: Settings = prepared.copy_to(folder).model_copy(
        update={"introspection": "by_right", "field_suggestions": True, **changes}
    )
    return Running(settings, folder)


def shown(gateway: Running, who: str | None) -> GraphQLSchema:
    """The schema that somebody is shown."""
    return build_client_schema(gateway.read(who, get_introspection_query()))  # type: ignore[arg-type]


def fields_of(schema: GraphQLSchema) -> set[str]:
    """Every field of a schema, by its name with that of its type."""
    return {
        f"{name}.{field}"
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
        for field in kind.fields
    }


def test_nobody_signed_in_is_shown_what_is_public_and_nothing_else(by_right: Running) -> None:
    schema = shown(by_right, None)
    fields = fields_of(schema)
    assert {RIGHTS[field] for field in fields} == {None, *PUBLIC}
    assert {field for field, right in RIGHTS.items() if field.startswith("Query.") and right in PUBLIC} <= fields
    assert schema.mutation_type is None
    assert schema.type_map.keys().isdisjoint(
        {"Viewer", "Person", "AccessManager", "HistoryEntry", "Mandate", "Task", "ManagerPayload", "EmailAddress"}
    )


def test_whoever_is_signed_in_is_shown_what_could_become_theirs_and_no_act_of_an_officer(by_right: Running) -> None:
    for who in ("petra", "lea", "weak-lea"):
        fields = fields_of(shown(by_right, who))
        assert RIGHTS.keys() - fields == {"Mutation.confirmAccountClosure"}


def test_an_officer_is_shown_everything(by_right: Running) -> None:
    assert fields_of(shown(by_right, "ines")) == RIGHTS.keys()


@pytest.mark.parametrize("who", [None, "petra", "ines"])
def test_what_is_shown_is_a_schema_that_tools_can_work_with(by_right: Running, who: str | None) -> None:
    assert validate_schema(shown(by_right, who)) == []


def test_a_right_that_nobody_has_is_shown_to_nobody(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policies = policy_folder(tmp_path_factory.mktemp("policy") / "policies", ("company.read",))
    with running(prepared, tmp_path_factory, {"policies": policies}) as gateway:
        for who in (None, "lea", "ines"):
            assert {RIGHTS[field] for field in fields_of(shown(gateway, who))} <= {None, "COMPANY_READ"}


@pytest.mark.parametrize("name", ["Mandate", "AccessManager", "ConfirmAccountClosureInput", "Nothing"])
def test_a_hidden_type_is_answered_like_one_that_does_not_exist(by_right: Running, name: str) -> None:
    assert by_right.read(None, f'{{ __type(name: "{name}") {{ name }} }}') == {"__type": None}


def test_a_hidden_field_that_is_asked_for_is_refused_with_the_reason_and_not_denied_to_exist(by_right: Running) -> None:
    text = f'{{ company(number: "{MAES}") {{ history {{ edges {{ cursor }} }} }} }}'
    [error] = by_right.ask(None, text)["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "text",
    [
        '{ __schema { queryType { name } } company(number: "0000000196") { name } }',
        '{ ...F } fragment F on Query { __type(name: "Company") { name } policy { version } }',
        "{ ... { __schema { queryType { name } } ...F } } fragment F on Query { policy { version } ...G } "
        "fragment G on Query { __typename }",
    ],
)
def test_the_schema_is_asked_for_by_itself(by_right: Running, text: str) -> None:
    answer = by_right.post(None, {"query": text}).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
    assert "data" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "{ __typename ...F ...F } fragment F on Query { __schema { types { name } } }",
        "query A { ...F @defer } query B { policy { version } } fragment F on Query { __schema { types { name } } }",
    ],
)
def test_no_way_to_ask_for_the_schema_shows_more(by_right: Running, text: str) -> None:
    name = {"operationName": "A"} if "query A" in text else {}
    headers = {**by_right.headers(None), "Accept": "multipart/mixed, application/json"}
    answer = by_right.send("POST", "/graphql", json={"query": text, **name}, headers=headers).text
    assert '"Company"' in answer
    assert '"Mandate"' not in answer


def test_no_suggestion_names_what_is_hidden(by_right: Running) -> None:
    answer = by_right.post(None, {"query": "{ viewr { person { id } } }"}).json()
    assert "Did you mean" not in answer["errors"][0]["message"]


@given(facts=st.frozensets(st.sampled_from(Fact)))
def test_whatever_is_allowed_to_somebody_lies_within_their_reach(facts: frozenset[Fact]) -> None:
    signed_in = Fact.AUTHENTICATED in facts
    standing = Standing(LEA if signed_in else None, TODAY, officer=Fact.OFFICER in facts)
    candidate = Candidate(facts if signed_in else frozenset({Fact.ANYONE}))
    assert {action for action in Action if TABLE.allowed(action, [candidate])} <= within_reach(TABLE, standing)
