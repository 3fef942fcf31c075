"""Answering a GraphQL question: what it asks for is found and weighed, then executed behind the gate."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationType

from gateway.authorization.gate import Gate
from gateway.authorization.operation import Operation
from gateway.graphql.context import Context
from gateway.graphql.cost import Cost
from gateway.graphql.deferred import Ahead, Incremental, parts_of
from gateway.graphql.documents import DocumentRules, Documents, Prepared
from gateway.graphql.execution import Execution
from gateway.graphql.following import Following, NothingNew
from gateway.graphql.not_now import TimedOut
from gateway.graphql.noticed import notice
from gateway.graphql.presented import of_fields, of_request
from gateway.graphql.question import Caller, Question
from gateway.graphql.turns import PATIENCE_SECONDS, Turns
from gateway.graphql.unfit import Unfit
from gateway.storage.deadline import OutOfTime
from gateway.telemetry.spans import operation_span
from gateway.use_cases.manager import Terms
from gateway.use_cases.mandate import MandateTerms

AT_ONCE = 64
MOST_WAITING = 1_000
"""To wait costs nothing but room; to be refused at once has many ask again at once."""
LONG_COST = 5_000
"""A tenth of a second, for as long as which others may have to wait at each of their own steps."""
LONG_AT_ONCE = 2
LONG_PATIENCE_SECONDS = 5.0
UNFIT_COST = 2_000
"""What a question costs that cannot be executed: as much as it may take to find that out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `executed` is false if the request itself is wrong; then there is no data, not even null.

    `status` is that of HTTP, for clients that accept a media type under which it may speak.
    """

    data: Mapping[str, Any] | None
    errors: tuple[dict[str, Any], ...]
    executed: bool
    status: int = 200
    extensions: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The response map of the GraphQL specification."""
        body: dict[str, Any] = {"errors": list(self.errors)} if self.errors else {}
        if self.executed:
            body["data"] = self.data
        return {**body, "extensions": dict(self.extensions)} if self.extensions else body


class ChangesNotAllowed(Exception):
    """A mutation came by a way that only reads."""


class Executor:
    """Answers questions about one schema, behind one gate."""

    def __init__(
        self,
        schema: strawberry.Schema,
        gate: Gate,
        terms: Terms,
        mandate_terms: MandateTerms,
        rules: DocumentRules = DocumentRules(),  # noqa: B008 - nothing changes it
        at_once: int = AT_ONCE,
    ) -> None:
        self.turns = Turns(at_once, MOST_WAITING, PATIENCE_SECONDS)
        self._long_turns = Turns(LONG_AT_ONCE, MOST_WAITING, LONG_PATIENCE_SECONDS)
        self._documents = Documents(schema._schema, rules)
        self._execution = Execution(schema, rules)
        self._gate = gate
        self._terms = terms, mandate_terms
        self._running: set[asyncio.Task[None]] = set()

    async def answer(self, question: Question, caller: Caller) -> Answer:
        """The answer to a question that is paid for here; see `execute`. Raises NotNow."""
        prepared = await self.paid(question, caller)
        if isinstance(prepared, Answer):
            return prepared
        return await self.execute(prepared, question, caller)

    async def paid(self, question: Question, caller: Caller) -> Prepared | Answer:
        """What `prepare` finds, once the caller has paid for it. Raises RateLimited."""
        prepared = self.prepare(question)
        await caller.budget.spend(UNFIT_COST if isinstance(prepared, Answer) else prepared.price)
        return prepared

    async def execute(self, prepared: Prepared, question: Question, caller: Caller) -> Answer:
        """The answer. Raises ChangesNotAllowed for a mutation that may only read, and NotNow.

        What was begun is finished even if the caller goes away: an act is never left done and unrecorded.
        """
        kind = prepared.operation.operation
        if kind is OperationType.SUBSCRIPTION:
            message = "A subscription is answered over a WebSocket, or as text/event-stream."
            return _not_executed(Unfit.saying("BAD_REQUEST", message))
        if question.reads_only and kind is not OperationType.QUERY:
            raise ChangesNotAllowed
        async with self._turn(prepared.cost, caller):
            return await asyncio.shield(self._execute(prepared, question, caller))

    async def execute_in_parts(self, prepared: Prepared, question: Question, caller: Caller) -> Answer | Incremental:
        """The same for a client that takes parts: what is deferred comes after the rest.

        What an act answers is never deferred: it is shown as it was when the act was done.
        """
        if not prepared.deferring or prepared.operation.operation is not OperationType.QUERY:
            return await self.execute(prepared, question, caller)
        ahead = Ahead(self._parts(prepared.deferring, prepared.cost, question, caller))
        self._running.add(ahead.running)
        ahead.running.add_done_callback(self._running.discard)
        parts = ahead.each()
        first = await anext(parts)
        return first if isinstance(first, Answer) else Incremental(first, parts)

    async def turn(self, prepared: Prepared, question: Question, caller: Caller, following: Following) -> Answer | None:
        """What a subscription tells in this turn; None if there is nothing new."""
        following.begin()
        try:
            return await self._execute(prepared, question, caller, following)
        except NothingNew:
            return None

    def prepare(self, question: Question) -> Prepared | Answer:
        """The operation that a question asks for, fit to be executed; or the answer that says why there is none."""
        try:
            prepared = self._documents.prepare(question)
        except Unfit as unfit:
            return _not_executed(unfit)
        notice(prepared)
        return prepared

    async def _execute(
        self, prepared: Prepared, question: Question, caller: Caller, following: Following | None = None
    ) -> Answer:
        async with self._operation(caller) as operation:
            context = self._context(operation, caller, following)
            # Nothing is deferred in this document, so that there is one result.
            executed = cast("ExecutionResult", await self._execution.of(prepared.document, question, context))
            _in_time(executed.errors, operation)
        for error in executed.errors or ():
            if isinstance(error.original_error, NothingNew):
                raise error.original_error
        return _answer(executed, prepared.cost, context)

    @asynccontextmanager
    async def _turn(self, cost: Cost, caller: Caller) -> AsyncIterator[None]:
        """A turn; what takes long waits in other lines before, so that what is soon over seldom waits for it."""
        async with AsyncExitStack() as turns:
            if cost.price >= LONG_COST:
                await turns.enter_async_context(self._long_turns.turn(caller.counted_as))
            await turns.enter_async_context(self.turns.turn(caller.counted_as))
            yield

    @asynccontextmanager
    async def _operation(self, caller: Caller) -> AsyncIterator[Operation]:
        try:
            with operation_span():
                async with self._gate.operation(caller.identity) as operation:
                    yield operation
        except OutOfTime:
            raise TimedOut from None

    async def _parts(
        self, deferring: DocumentNode, cost: Cost, question: Question, caller: Caller
    ) -> AsyncGenerator[Answer | dict[str, Any]]:
        """The parts of one operation, in one snapshot; or its answer, if nothing of it was deferred after all."""
        async with self._turn(cost, caller), self._operation(caller) as operation:
            context = self._context(operation, caller)
            executed = await self._execution.of(deferring, question, context)
            if isinstance(executed, ExecutionResult):
                _in_time(executed.errors, operation)
            else:
                _in_time(executed.initial_result.errors, operation)
                async for part in parts_of(executed, context, {"cost": cost.report()}):
                    yield part
        if isinstance(executed, ExecutionResult):
            yield _answer(executed, cost, context)

    def _context(self, operation: Operation, caller: Caller, following: Following | None = None) -> Context:
        return Context(operation, caller.language, *self._terms, caller.base_url, caller.idempotency_key, following)


def _in_time(errors: Sequence[GraphQLError] | None, operation: Operation) -> None:
    """Raises OutOfTime if the database took too long, unless something was done: of that the caller must hear."""
    for error in errors or ():
        if isinstance(error.original_error, OutOfTime) and not operation.acted:
            raise error.original_error


def _answer(executed: ExecutionResult, cost: Cost, context: Context) -> Answer:
    """What was executed; or what was not, since a variable has a value that the document does not allow."""
    if executed.data is None and executed.errors and not any(error.path for error in executed.errors):
        return _not_executed(Unfit("BAD_USER_INPUT", executed.errors))
    errors = of_fields(executed.errors, context)
    return Answer(executed.data, errors, executed=True, extensions={"cost": cost.report()})


def _not_executed(unfit: Unfit) -> Answer:
    return Answer(None, of_request(unfit.code, unfit.errors), executed=False, status=unfit.status)
