"""What makes a document valid: the rules of GraphQL, and those of the house."""

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    ValidationRule,
    specified_rules,
    validate,
)
from graphql.validation import MaxIntrospectionDepthRule
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping

from gateway.domain.identifiers import holds_national_number
from gateway.graphql.introspection import Introspection, IntrospectionAlone

MOST_ERRORS = 20

# Fields of one name are compared with one another, pair by pair; the library counts and breaks off, but for its own
# budget only after a second or so.
overlapping.MAX_COMPLEXITY_BUDGET = 20_000


class NoNationalNumberInAliases(ValidationRule):
    """An alias is repeated as it was typed, in the data and in the path of an error."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Refuse the field, without a word of its alias."""
        if node.alias and holds_national_number(node.alias.value):
            self.report_error(GraphQLError("An alias holds a national number.", node.alias))


RULES = (*specified_rules, NoNationalNumberInAliases, MaxIntrospectionDepthRule)
RULES_OF = {
    Introspection.OFF: (*RULES, NoSchemaIntrospectionCustomRule),
    Introspection.ON: RULES,
    Introspection.BY_RIGHT: (*RULES, IntrospectionAlone),
}


def wrong_with(
    schema: GraphQLSchema, document: DocumentNode, introspection: Introspection, *, hide_suggestions: bool
) -> list[GraphQLError]:
    """What is wrong with a document, with what it may mean instead if suggestions are made."""
    return validate(
        schema, document, RULES_OF[introspection], max_errors=MOST_ERRORS, hide_suggestions=hide_suggestions
    )
