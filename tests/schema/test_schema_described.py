"""The schema as a text: described everywhere, and the one that is in the repository."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeDefinitionNode,
    build_schema,
    is_specified_directive,
    lexicographic_sort_schema,
    parse,
    print_schema,
)

from gateway.graphql import schema as gateway_schema

PRINTED = Path(__file__).parents[2] / "schema.graphql"
WITH_FIELDS = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
SPECIFIED = {"String", "Int", "Float", "Boolean", "ID"}


def sdl() -> str:
    return gateway_schema.sdl(gateway_schema.build_schema())


def test_the_schema_in_the_repository_is_the_one_that_is_served() -> None:
    assert PRINTED.read_text(encoding="utf-8") == sdl()


def test_everything_in_the_schema_is_described() -> None:
    assert list(undescribed(build_schema(sdl()))) == []


def test_what_is_not_described_is_found() -> None:
    bare = """
    directive @seen(by: String) on FIELD_DEFINITION
    enum Colour { RED }
    input Paint { colour: Colour }
    interface Thing { id: ID }
    type Query { paint(with: Paint): Thing }
    """
    assert set(undescribed(build_schema(bare))) == {
        "@seen",
        "Colour",
        "Colour.RED",
        "Paint",
        "Paint.colour",
        "Thing",
        "Thing.id",
        "Query",
        "Query.paint",
        "Query.paint(with)",
    }


def test_types_come_in_the_order_of_their_names() -> None:
    kinds = [node.name.value for node in parse(sdl()).definitions if isinstance(node, TypeDefinitionNode)]
    assert kinds == sorted(kinds)


def test_whoever_sorts_with_the_library_loses_the_rights() -> None:
    """Why the schema is printed as it is: the day this fails, graphql-core could sort it."""
    assert print_schema(lexicographic_sort_schema(build_schema(sdl()))).count("@authorize(action: COMPANY_READ)") == 0


def test_what_is_deprecated_says_what_to_use_instead() -> None:
    assert list(unexplained(build_schema(sdl()))) == []


def test_a_deprecation_without_a_reason_is_found() -> None:
    bare = """
    enum Colour { RED BLUE @deprecated BEIGE @deprecated(reason: "Use `RED`.") }
    input Paint { colour: Colour @deprecated }
    type Query { paint(with: Paint @deprecated): Int @deprecated wall: Int @deprecated(reason: "Use `paint`.") }
    """
    assert set(unexplained(build_schema(bare))) == {"BLUE", "colour", "with", "paint"}


def unexplained(schema: GraphQLSchema) -> Iterator[str]:
    """Everything deprecated that does not say, with a name in backquotes, what takes its place."""
    for kind in schema.type_map.values():
        values = kind.values if isinstance(kind, GraphQLEnumType) else {}
        fields = (
            kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType) else {}
        )
        arguments = [given for field in fields.values() for given in getattr(field, "args", {}).items()]
        for name, element in [*values.items(), *fields.items(), *arguments]:
            if element.deprecation_reason is not None and "`" not in element.deprecation_reason:
                yield name


def test_nothing_is_named_twice_in_one_directive_list() -> None:
    repeated = [line.strip() for line in sdl().splitlines() if line.count("@authorize") > 1]
    assert repeated == []


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """Every type, field, argument, value and directive without a word about it."""
    for directive in schema.directives:
        if not is_specified_directive(directive) and not directive.description:
            yield f"@{directive.name}"
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in SPECIFIED:
            continue
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, of in kind.values.items() if not of.description)
        if isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, of in kind.fields.items() if not of.description)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield from _undescribed_fields(name, kind)


def _undescribed_fields(name: str, kind: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[str]:
    for field, of in kind.fields.items():
        if not of.description:
            yield f"{name}.{field}"
        yield from (f"{name}.{field}({given})" for given, argument in of.args.items() if not argument.description)
