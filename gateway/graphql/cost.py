"""What an operation could cost at the most: the fields that it could have resolved, lists multiplied along each path.

The walk takes each fragment once, however often it is spread, so that it is soon over for every document.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    Undefined,
    get_named_type,
    value_from_ast_untyped,
)

from gateway.graphql.connection import MOST, USUAL
from gateway.graphql.declared_cost import ACT, LENGTHS, OWN_COSTS
from gateway.graphql.unfit import Unfit

MOST_COST = 50_000
"""At 10 to 25 microseconds each, about a second; a hundred companies with all that a page shows of each are 40,000."""
MOST_INTROSPECTED = 100_000
MOST_LEVELS = 80
_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class Cost(NamedTuple):
    """Fields to resolve, those of the schema's description by themselves, since they are had from memory alone."""

    fields: int
    introspected: int
    levels: int

    @property
    def price(self) -> int:
        """What it costs whoever asks: ten fields of the schema's description take as long as one of anything else."""
        return self.fields + self.introspected // 10

    def report(self) -> dict[str, int]:
        """What `extensions.cost` says: what was asked for, out of how much, and what is left of it."""
        return {"requested": self.fields, "limit": MOST_COST, "left": MOST_COST - self.fields}


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Cost:
    """The cost of a valid operation. Raises Unfit if it is too much."""
    root = schema.get_root_type(operation.operation)
    cost = _Walk(schema, document, operation, variables).below(operation.selection_set, root, level=1)
    if cost.fields > MOST_COST or cost.introspected > MOST_INTROSPECTED:
        raise Unfit.saying(
            "GRAPHQL_VALIDATION_FAILED",
            f"This could cost more than {MOST_COST} fields to resolve: take smaller pages, or less below them.",
        )
    return cost


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
        self._known: dict[str, Cost] = {}

    def below(self, selections: SelectionSetNode, of: GraphQLNamedType | None, level: int) -> Cost:
        """What a selection on something of a type could cost."""
        if level > MOST_LEVELS:
            raise _too_deep()
        each = [self._selected(selection, of, level) for selection in selections.selections]
        return Cost(
            sum(one.fields for one in each),
            sum(one.introspected for one in each),
            1 + max((one.levels for one in each), default=0),
        )

    def _selected(self, selection: SelectionNode, of: GraphQLNamedType | None, level: int) -> Cost:
        match selection:
            case FieldNode():
                return self._field(selection, of, level)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value, level)
            case InlineFragmentNode(type_condition=condition):
                narrowed = self._schema.get_type(condition.name.value) if condition else of
                return self.below(selection.selection_set, narrowed, level + 1)
        raise AssertionError(f"There is no selection such as {type(selection).__name__}.")

    def _fragment(self, name: str, level: int) -> Cost:
        fragment = self._fragments[name]
        if name not in self._known:
            of = self._schema.get_type(fragment.type_condition.name.value)
            self._known[name] = self.below(fragment.selection_set, of, level + 1)
        if level + self._known[name].levels > MOST_LEVELS:
            raise _too_deep()
        return self._known[name]

    def _field(self, field: FieldNode, of: GraphQLNamedType | None, level: int) -> Cost:
        known = _known_field(field.name.value, of)
        if known is None or of is None or field.selection_set is None:
            return Cost(1, 0, 0)
        kind = get_named_type(known.type)
        below = self.below(field.selection_set, kind, level + 1)
        place = f"{of.name}.{field.name.value}"
        times = self._times(known, field, place)
        own = ACT if of is self._schema.mutation_type else OWN_COSTS.get(place, 1)
        if kind.name.startswith("__"):
            return Cost(1, times * (1 + below.introspected + below.fields), below.levels)
        return Cost(own + times * below.fields, below.introspected, below.levels)

    def _times(self, known: GraphQLField, field: FieldNode, place: str) -> int:
        """How often what lies below may be there: as long as a page or a list may be."""
        if "first" in known.args:
            asked = [self._argument(field, name) for name in ("first", "last")]
            return next((_length(each) for each in asked if each is not None), USUAL)
        if "ids" in known.args:
            ids = self._argument(field, "ids")
            return len(ids) if isinstance(ids, list) else 1
        return LENGTHS.get(place, 1)

    def _argument(self, field: FieldNode, name: str) -> Any:
        given = next((each.value for each in field.arguments or () if each.name.value == name), None)
        value = value_from_ast_untyped(given, self._variables) if given else None
        return None if value is Undefined else value


def _length(asked: Any) -> int:
    """How long a page is; GraphQL takes 20.0 for 20, and what is no number is refused later on."""
    return int(min(max(asked, 1), MOST)) if isinstance(asked, int | float) else MOST


def _known_field(name: str, of: GraphQLNamedType | None) -> GraphQLField | None:
    if name in _META:
        return _META[name]
    return of.fields.get(name) if isinstance(of, GraphQLObjectType | GraphQLInterfaceType) else None


def _too_deep() -> Unfit:
    message = f"Selections lie {MOST_LEVELS} levels below one another at the most."
    return Unfit.saying("GRAPHQL_VALIDATION_FAILED", message)
