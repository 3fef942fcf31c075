"""Answering a GraphQL request: parse, validate, execute, and translate every error in one place."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)

from gateway.authorization.gate import Gate
from gateway.domain.errors import Refused
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.graphql.aliases import RULES
from gateway.graphql.context import Context
from gateway.graphql.error import ForbiddenError, user_errors
from gateway.graphql.extent import too_large
from gateway.graphql.redaction import safe_message
from gateway.sentences import say
from gateway.use_cases.manager import Terms
from gateway.use_cases.mandate import MandateTerms

MOST_TOKENS = 5_000
MOST_ERRORS = 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came, but for the transport. `reads_only`: it may not change anything (GET)."""

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None
    reads_only: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which language they are answered, and under which address they know the gateway.

    `idempotency_key`: an act that was done under it is not done again within a day.
    """

    identity: Identity | None
    language: Language
    base_url: str
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `executed` is false if the request itself is wrong; then there is no data, not even null."""

    data: Mapping[str, Any] | None
    errors: tuple[dict[str, Any], ...]
    executed: bool

    def body(self) -> dict[str, Any]:
        """The response map of the GraphQL specification."""
        errors = {"errors": list(self.errors)} if self.errors else {}
        return {**errors, "data": self.data} if self.executed else errors


class Prepared(NamedTuple):
    """A document that is valid under the schema, and the operation of it that was asked for."""

    document: DocumentNode
    operation: OperationDefinitionNode


class ChangesNotAllowed(Exception):
    """A mutation came by a way that only reads."""


class Executor:
    """Answers questions about one schema, behind one gate."""

    def __init__(self, schema: strawberry.Schema, gate: Gate, terms: Terms, mandate_terms: MandateTerms) -> None:
        self._schema = schema._schema
        self._gate = gate
        self._terms = terms, mandate_terms

    async def answer(self, question: Question, caller: Caller) -> Answer:
        """The answer. Raises ChangesNotAllowed for a mutation that may only read.

        What was begun is finished even if the caller goes away: an act is never left done and unrecorded.
        """
        prepared = self.prepare(question)
        if isinstance(prepared, Answer):
            return prepared
        if question.reads_only and prepared.operation.operation is not OperationType.QUERY:
            raise ChangesNotAllowed
        return await asyncio.shield(self._execute(prepared.document, question, caller))

    def prepare(self, question: Question) -> Prepared | Answer:
        """The operation that a question asks for, fit to be executed; or the answer that says why there is none."""
        try:
            document = parse(question.text, max_tokens=MOST_TOKENS)
        except GraphQLSyntaxError as error:
            return _not_executed("GRAPHQL_PARSE_FAILED", [error])
        if wrong := validate(self._schema, document, RULES, max_errors=MOST_ERRORS):
            return _not_executed("GRAPHQL_VALIDATION_FAILED", wrong)
        operation = get_operation_ast(document, question.operation_name)
        if operation is None:
            unclear = GraphQLError("The document has no such operation, or several and none is named.")
            return _not_executed("OPERATION_RESOLUTION_FAILURE", [unclear])
        if wrong_size := too_large(self._schema, document, operation, question.variables):
            return _not_executed("GRAPHQL_VALIDATION_FAILED", [wrong_size])
        return Prepared(document, operation)

    async def _execute(self, document: DocumentNode, question: Question, caller: Caller) -> Answer:
        async with self._gate.operation(caller.identity) as operation:
            context = Context(operation, caller.language, *self._terms, caller.base_url, caller.idempotency_key)
            result = execute(
                self._schema,
                document,
                context_value=context,
                variable_values=dict(question.variables),
                operation_name=question.operation_name,
            )
            executed: ExecutionResult = result if isinstance(result, ExecutionResult) else await result
        if executed.data is None and executed.errors and not any(error.path for error in executed.errors):
            return _not_executed("BAD_USER_INPUT", executed.errors)
        errors = tuple(shown for error in executed.errors or () for shown in _presented(error, context))
        return Answer(executed.data, errors, executed=True)


def _not_executed(code: str, errors: list[GraphQLError]) -> Answer:
    """The request itself is wrong: Apollo's codes say how, and nothing that was typed is repeated."""
    return Answer(
        None,
        tuple(_formatted(error, safe_message(error), {"code": code}) for error in errors),
        executed=False,
    )


def _presented(error: GraphQLError, context: Context) -> list[dict[str, Any]]:
    """The error of a field: a refusal in the words of a payload, or something unexpected under an id."""
    original = error.original_error
    if isinstance(original, Refused):
        shown = []
        for refusal in user_errors(original, context):
            extensions: dict[str, Any] = {"code": refusal.code.name}
            if isinstance(refusal, ForbiddenError):
                extensions["decision"] = refusal.decision.as_json()
            if refusal.path:
                extensions["argument"] = refusal.path
            shown.append(_formatted(error, refusal.message, extensions))
        return shown
    if original is None:
        return [_formatted(error, safe_message(error), {"code": "BAD_USER_INPUT"})]
    trace = uuid4().hex[:12]
    logger.error("Unexpected error %s at %s", trace, _place(error), exc_info=original)
    return [_formatted(error, say("general.internal", context.language, id=trace), {"code": "INTERNAL", "id": trace})]


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    """An error as the GraphQL specification shapes it."""
    shown: dict[str, Any] = {"message": message}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    return {**shown, "extensions": extensions}


def _place(error: GraphQLError) -> str:
    """The field, as the schema names it: an alias is typed by the caller, and has no place in a log."""
    return ".".join(node.name.value for node in error.nodes or () if isinstance(node, FieldNode))
