"""From a question to the operation to execute: found, parsed, counted and validated once, weighed each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLDeferDirective,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    Visitor,
    VisitorAction,
    get_operation_ast,
    parse,
    visit,
)

from gateway.graphql.cost import Cost, cost_of
from gateway.graphql.introspection import Introspection
from gateway.graphql.named import Named
from gateway.graphql.question import Question
from gateway.graphql.recent import Recent
from gateway.graphql.size import MOST_TOKENS, check_document, check_variables
from gateway.graphql.trusted import Trusted, WrongManifest
from gateway.graphql.unfit import Unfit
from gateway.graphql.validation import wrong_with

MOST_KEPT = 1_000
MOST_BYTES = 256 * 1024
"""Of the texts; what is kept for each is up to 150 times as large as its text, so that this is some 40 MB."""

CHARACTERS_FOR_A_FIELD = 10
"""So many are parsed and validated in the time that it takes to resolve a field."""

LEAST_PRICE = 50
"""A millisecond, which the shortest question takes as well."""


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What an operator allows documents to be: anybody's or trusted ones, about the schema, or nearly right."""

    trusted: Trusted = field(default_factory=Trusted)
    introspection: Introspection = Introspection.OFF
    suggestions: bool = False

    @property
    def hide_suggestions(self) -> bool:
        """By right too, since what a name may mean is looked for among all names."""
        return not self.suggestions or self.introspection is Introspection.BY_RIGHT


class Valid(NamedTuple):
    """A document that is valid, and the same without `@defer`, for those who want one answer."""

    document: DocumentNode
    at_once: DocumentNode


class Prepared(NamedTuple):
    """A document that is valid under the schema, and the operation of it that was asked for, with its cost.

    `reading`: what it cost besides to read a document that was not known yet.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    cost: Cost
    deferring: DocumentNode | None = None
    reading: int = 0

    @property
    def price(self) -> int:
        """What it costs whoever asks for it."""
        return max(self.cost.price, LEAST_PRICE) + self.reading


class Documents:
    """The documents of one schema. Only those that proved to be valid are kept: what is refused costs little."""

    def __init__(self, schema: GraphQLSchema, rules: DocumentRules) -> None:
        self._schema = schema
        self._rules = rules
        self._named = Named(rules.trusted)
        self._valid: Recent[str, Valid] = Recent(MOST_KEPT, MOST_BYTES)
        self._trusted = {text: self._trust(key, text) for key, text in rules.trusted.documents.items()}

    def prepare(self, question: Question) -> Prepared:
        """The operation that a question asks for, fit to be executed. Raises Unfit."""
        check_variables(question.variables)
        text = self._named.text_of(question)
        known = self._trusted.get(text) or self._valid.get(text)
        valid = known or self._check(text)
        if not known:
            self._valid.keep(text, valid, len(text.encode()))
        self._named.keep(question)
        reading = 0 if known else len(text) // CHARACTERS_FOR_A_FIELD
        return self._asked(valid, question.operation_name, question.variables, reading)

    def _asked(self, valid: Valid, name: str | None, variables: Mapping[str, Any], reading: int) -> Prepared:
        operation = get_operation_ast(valid.at_once, name)
        if operation is None:
            message = "The document has no such operation, or several and none is named."
            raise Unfit.saying("OPERATION_RESOLUTION_FAILURE", message)
        cost = cost_of(self._schema, valid.at_once, operation, variables)
        deferring = valid.document if valid.document is not valid.at_once else None
        return Prepared(valid.at_once, operation, cost, deferring, reading)

    def _check(self, text: str) -> Valid:
        try:
            document = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLSyntaxError as error:
            raise Unfit("GRAPHQL_PARSE_FAILED", [error]) from None
        check_document(document)
        rules = self._rules
        if wrong := wrong_with(self._schema, document, rules.introspection, hide_suggestions=rules.hide_suggestions):
            raise Unfit("GRAPHQL_VALIDATION_FAILED", wrong)
        return Valid(document, visit(document, _AtOnce()))

    def _trust(self, key: str, text: str) -> Valid:
        """Whoever starts the gateway with a document that is not valid is told, and not the first who asks for it."""
        try:
            return self._check(text)
        except Unfit as unfit:
            wrong = " ".join(error.message for error in unfit.errors)
            raise WrongManifest(f"The trusted document {key} is not valid. {wrong}") from None


class _AtOnce(Visitor):
    """Takes `@defer` out. Whatever is left as it was is the very same node, so that no copy is kept for nothing."""

    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        return REMOVE if node.name.value == GraphQLDeferDirective.name else None
