"""How large a document and its variables may be: counted once over, before anything takes longer than counting."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
)

from gateway.graphql.unfit import Unfit

MOST_TOKENS = 5_000
MOST: Mapping[str, int] = MappingProxyType(
    {
        "operations": 50,
        "fragments": 200,
        "fragment spreads": 500,
        "fields": 1_000,
        "root fields": 100,
        "aliases": 200,
        "directives": 100,
        "variables": 100,
        "items in a list": 500,
    }
)
"""How many of a kind a document may have; what is in a fragment counts once, however often it is spread."""

MOST_VALUES = 2_000
MOST_CHARACTERS = 128 * 1024
DEEPEST_VALUE = 20

_KINDS: Mapping[type[Node], str] = {
    OperationDefinitionNode: "operations",
    FragmentDefinitionNode: "fragments",
    FragmentSpreadNode: "fragment spreads",
    FieldNode: "fields",
    DirectiveNode: "directives",
    VariableDefinitionNode: "variables",
}


def check_document(document: DocumentNode) -> None:
    """Raises Unfit for a document that has too many of something."""
    counted: Counter[str] = Counter()
    waiting: list[Node] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        if kind := _KINDS.get(type(node)):
            counted[kind] += 1
        if isinstance(node, FieldNode) and node.alias:
            counted["aliases"] += 1
        if isinstance(node, OperationDefinitionNode):
            counted["root fields"] += len(node.selection_set.selections)
        if isinstance(node, ListValueNode):
            counted["items in a list"] = max(counted["items in a list"], len(node.values))
        waiting += _inside(node)
    for kind, most in MOST.items():
        if counted[kind] > most:
            raise _too_large(f"A document has {most} {kind} at the most.")


def _inside(node: Node) -> list[Node]:
    """The parts of a node in which something is counted."""
    match node:
        case FieldNode():
            below = node.selection_set.selections if node.selection_set else ()
            return [*(node.arguments or ()), *(node.directives or ()), *below]
        case OperationDefinitionNode():
            return [*(node.variable_definitions or ()), *(node.directives or ()), *node.selection_set.selections]
        case FragmentDefinitionNode() | InlineFragmentNode():
            return [*(node.directives or ()), *node.selection_set.selections]
        case VariableDefinitionNode():
            return [*(node.directives or ()), *([node.default_value] if node.default_value else [])]
        case FragmentSpreadNode():
            return [*(node.directives or ())]
        case DirectiveNode():
            return [*(node.arguments or ())]
        case ArgumentNode():
            return [node.value]
        case ListValueNode():
            return [*node.values]
        case ObjectValueNode():
            return [field.value for field in node.fields]
    return []


def check_variables(variables: Mapping[str, Any]) -> None:
    """Raises Unfit for variables with too many values, too long a list, or too much text, or nested too deeply."""
    values = characters = 0
    waiting: list[tuple[Any, int]] = [(variables, 0)]
    while waiting:
        value, depth = waiting.pop()
        values += 1
        match value:
            case str():
                characters += len(value)
            case dict():
                characters += sum(map(len, value))
                waiting += [(inner, depth + 1) for inner in value.values()]
            case list():
                if len(value) > MOST["items in a list"]:
                    raise _too_large(f"A list has {MOST['items in a list']} items at the most.")
                waiting += [(inner, depth + 1) for inner in value]
        if depth > DEEPEST_VALUE:
            raise _too_large(f"Values lie {DEEPEST_VALUE} levels below one another at the most.")
        if values + len(waiting) > MOST_VALUES:
            raise _too_large(f"The variables hold {MOST_VALUES} values at the most.")
    if characters > MOST_CHARACTERS:
        raise _too_large(f"The variables hold {MOST_CHARACTERS} characters at the most.")


def _too_large(message: str) -> Unfit:
    return Unfit("GRAPHQL_VALIDATION_FAILED", [GraphQLError(message)])
