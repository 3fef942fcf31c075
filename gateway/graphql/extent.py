"""How much an operation could ask for: items of pages, multiplied along each path, and levels below one another.

The walk takes each fragment once, however often it is spread, so that it is soon over for every document.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

from gateway.domain.rights import Action, Role
from gateway.graphql.connection import MOST, USUAL

MOST_ITEMS = 5_000
MOST_LEVELS = 80
_LONG_LISTS = dict.fromkeys(("rules", "matrix"), len(Role) * len(Action))


class _Extent(NamedTuple):
    items: int
    levels: int


class _TooDeep(Exception):
    pass


def too_large(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> GraphQLError | None:
    """The error of a valid operation that could ask for too much; None for one that is answered."""
    root = schema.get_root_type(operation.operation)
    try:
        extent = _Walk(schema, document, operation, variables).below(operation.selection_set, root, level=1)
    except _TooDeep:
        return GraphQLError("The selections of this operation lie too deep below one another.", operation)
    if extent.items > MOST_ITEMS:
        return GraphQLError("This could ask for too many items: take smaller pages, or less below them.", operation)
    return None


class _Walk:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        definitions = document.definitions
        self._fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value
        }
        self._variables = {**defaults, **variables}
        self._known: dict[str, _Extent] = {}

    def below(self, selections: SelectionSetNode, of: GraphQLNamedType | None, level: int) -> _Extent:
        """What a selection on something of a type could ask for."""
        if level > MOST_LEVELS:
            raise _TooDeep
        each = [self._selected(selection, of, level) for selection in selections.selections]
        return _Extent(sum(one.items for one in each), 1 + max(one.levels for one in each))

    def _selected(self, selection: SelectionNode, of: GraphQLNamedType | None, level: int) -> _Extent:
        match selection:
            case FieldNode():
                return self._field(selection, of, level)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value, level)
            case InlineFragmentNode(type_condition=condition):
                narrowed = self._schema.get_type(condition.name.value) if condition else of
                return self.below(selection.selection_set, narrowed, level + 1)
        raise AssertionError(f"There is no selection such as {type(selection).__name__}.")

    def _fragment(self, name: str, level: int) -> _Extent:
        fragment = self._fragments[name]
        if name not in self._known:
            of = self._schema.get_type(fragment.type_condition.name.value)
            self._known[name] = self.below(fragment.selection_set, of, level + 1)
        if level + self._known[name].levels > MOST_LEVELS:
            raise _TooDeep
        return self._known[name]

    def _field(self, field: FieldNode, of: GraphQLNamedType | None, level: int) -> _Extent:
        known = of.fields.get(field.name.value) if isinstance(of, GraphQLObjectType | GraphQLInterfaceType) else None
        if field.selection_set is None or known is None:
            return _Extent(0, 0)
        below, times = self.below(field.selection_set, get_named_type(known.type), level + 1), self._times(known, field)
        return below if times is None else _Extent(times * (1 + below.items), below.levels)

    def _times(self, known: GraphQLField, field: FieldNode) -> int | None:
        """How many items a page or a long list may have; None for a field that is neither."""
        if "first" in known.args:
            first = self._argument(field, "first")
            return min(max(first, 1), MOST) if isinstance(first, int) else USUAL
        if "ids" in known.args:
            ids = self._argument(field, "ids")
            return len(ids) if isinstance(ids, list) else 1
        return _LONG_LISTS.get(field.name.value)

    def _argument(self, field: FieldNode, name: str) -> Any:
        given = next((each.value for each in field.arguments or () if each.name.value == name), None)
        return value_from_ast_untyped(given, self._variables) if given else None
