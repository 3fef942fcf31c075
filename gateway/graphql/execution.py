"""Executing an operation that is fit for it, on the part of the schema that its caller may know of."""

from inspect import isawaitable

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    GraphQLSchema,
    experimental_execute_incrementally,
)

from gateway.authorization.operation import Operation
from gateway.authorization.reach import within_reach
from gateway.graphql.context import Context
from gateway.graphql.documents import DocumentRules
from gateway.graphql.introspection import Introspection, asks_for_schema
from gateway.graphql.question import Question
from gateway.graphql.schema import sdl
from gateway.graphql.shown_schema import ShownSchemas


class Execution:
    """Executes operations on one schema."""

    def __init__(self, schema: strawberry.Schema, rules: DocumentRules) -> None:
        self._schema = schema._schema
        self._shown = ShownSchemas(sdl(schema)) if rules.introspection is Introspection.BY_RIGHT else None
        self._hide_suggestions = rules.hide_suggestions

    async def of(
        self, document: DocumentNode, question: Question, context: Context
    ) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
        """What comes of the operation of a document that a question names: one result, if nothing is deferred."""
        begun = experimental_execute_incrementally(
            await self._schema_for(document, question, context.operation),
            document,
            context_value=context,
            variable_values=dict(question.variables),
            operation_name=question.operation_name,
            hide_suggestions=self._hide_suggestions,
        )
        return await begun if isawaitable(begun) else begun

    async def _schema_for(self, document: DocumentNode, question: Question, operation: Operation) -> GraphQLSchema:
        """The schema; to an introspection by right the part of it that the caller could ever use."""
        if self._shown is None or not asks_for_schema(document, question.operation_name):
            return self._schema
        view = await operation.view()
        return self._shown.within(within_reach(view.policy.table, view.standing))
