"""A rule for documents besides those of GraphQL: an alias comes back, so there may be no national number in one."""

from typing import Any

from graphql import FieldNode, GraphQLError, ValidationRule, specified_rules

from gateway.domain.identifiers import holds_national_number


class NoNationalNumberInAliases(ValidationRule):
    """An alias is repeated as it was typed, in the data and in the path of an error."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Refuse the field, without a word of its alias."""
        if node.alias and holds_national_number(node.alias.value):
            self.report_error(GraphQLError("An alias holds a national number.", node.alias))


RULES = (*specified_rules, NoNationalNumberInAliases)
"""What documents are validated by."""
