"""Whether callers are shown the schema: not at all, as it is, or the part of it that they could ever use.

By right it is what tools show that is filtered, and not what may be asked: a hidden field that is asked for is refused
like any other, with the reason why. The names in the schema are no secret, for it is published; introspection by right
is a courtesy to those who would not find their way among fields that are not for them. The gate is what protects.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    ValidationRule,
    get_operation_ast,
)

_DESCRIBES = frozenset({"__schema", "__type"})


class Introspection(StrEnum):
    """Whether callers are shown the schema. BY_RIGHT: only what they could ever use under the policy in force."""

    OFF = "off"
    ON = "on"
    BY_RIGHT = "by_right"


class IntrospectionAlone(ValidationRule):
    """By right the schema is asked for by itself: what is shown of it is not the schema that the rest is asked of."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Refuse an operation that asks for the schema and for something else."""
        asked = _root_fields(node, self.context.get_fragment)
        if asked & _DESCRIBES and not all(name.startswith("__") for name in asked):
            self.report_error(GraphQLError("An operation that asks for the schema asks for nothing else here.", node))


def asks_for_schema(document: DocumentNode, operation_name: str | None) -> bool:
    """Whether an operation is an introspection."""
    operation = get_operation_ast(document, operation_name)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return operation is not None and bool(_root_fields(operation, fragments.get) & _DESCRIBES)


def _root_fields(
    operation: OperationDefinitionNode, fragment: Callable[[str], FragmentDefinitionNode | None]
) -> frozenset[str]:
    """The names of the fields that an operation asks for at its root, in fragments too; each of those is read once."""
    names, spread = set[str](), set[str]()
    waiting: list[SelectionNode] = [*operation.selection_set.selections]
    while waiting:
        match waiting.pop():
            case FieldNode(name=name):
                names.add(name.value)
            case InlineFragmentNode(selection_set=inside):
                waiting += inside.selections
            case FragmentSpreadNode(name=name) if name.value not in spread:
                spread.add(name.value)
                found = fragment(name.value)
                waiting += found.selection_set.selections if found else ()
    return frozenset(names)
