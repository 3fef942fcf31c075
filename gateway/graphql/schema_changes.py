"""What is different between two schemas for the apps that code against them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graphql import (
    GraphQLSyntaxError,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    parse,
)

from gateway.graphql.printed_right import right_of


class SchemaChange(NamedTuple):
    """One difference. Breaking: an operation that was valid may be no more, or a value come that an app cannot take.

    One that is not breaks apps only that rely on more than the schema says: on a list of values being complete, or on
    a right that was enough.
    """

    breaking: bool
    description: str


def schema_changes(former: str, present: str) -> list[SchemaChange]:
    """The differences of two schemas, as SDL, that matter to apps: the breaking ones first.

    Raises ValueError if the former one is no schema.
    """
    try:
        before, after = (build_schema(text, assume_valid_sdl=True) for text in (former, present))
    except (GraphQLSyntaxError, TypeError) as error:
        raise ValueError(str(error)) from None
    return [
        *(SchemaChange(True, change.description) for change in find_breaking_changes(before, after)),
        *(SchemaChange(False, change.description) for change in find_dangerous_changes(before, after)),
        *(SchemaChange(False, text) for text in _changed_rights(_rights(former), _rights(present))),
    ]


def _changed_rights(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Iterator[str]:
    for field, right in before.items():
        if field in after and after[field] != right:
            yield f"{field} requires {after[field] or _NONE}, and required {right or _NONE} before."


_NONE = "no right of its own"


def _rights(text: str) -> dict[str, str | None]:
    """The right that each field requires, by its name with that of its type."""
    return {
        f"{kind.name.value}.{field.name.value}": right_of(field)
        for kind in parse(text).definitions
        if isinstance(kind, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)
        for field in kind.fields or ()
    }
