"""Answering whatever is asked over a connection that stays: once, or for a subscription again and again.

Nothing is queued for anybody: the next turn is taken when the last answer was sent, and reads on from there. However
slowly somebody reads, and however much happens, a subscription needs the same memory, and misses nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, NamedTuple, TypeVar

from graphql import OperationType

from gateway.authorization.gate import Gate
from gateway.graphql.answer import Answer, ChangesNotAllowed, Executor
from gateway.graphql.documents import Prepared
from gateway.graphql.following import Following
from gateway.graphql.question import Caller, Question
from gateway.sentences import say

TURNS_AT_ONCE = 2
"""However many subscriptions look at once, other requests find a reader of the database free."""


T = TypeVar("T")


class Told(NamedTuple):
    """An answer to send. `refused`: it ends what was asked, since it is wrong, or is not or no longer allowed."""

    answer: Answer
    refused: bool


class Subscriptions:
    """Everybody who follows something, at one gate."""

    def __init__(self, executor: Executor, gate: Gate) -> None:
        self._executor = executor
        self._gate = gate
        self._turns = asyncio.Semaphore(TURNS_AT_ONCE)

    def answers(self, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        """All that is told, until it ends. Raises ChangesNotAllowed, at once, for a mutation that may only read."""
        prepared = self._executor.prepare(question)
        if isinstance(prepared, Answer):
            return _once(Told(prepared, refused=True))
        if prepared.operation.operation is OperationType.SUBSCRIPTION:
            return self._followed(prepared, question, caller)
        if question.reads_only and prepared.operation.operation is OperationType.MUTATION:
            raise ChangesNotAllowed
        return self._answered(question, caller)

    async def _answered(self, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        if self._expired(caller):
            yield _signed_out(caller)
            return
        answer = await _finished(self._executor.answer(question, caller))
        yield Told(answer, refused=not answer.executed)

    async def _followed(self, prepared: Prepared, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        with self._gate.changes.waiting(caller.identity.until if caller.identity else None) as waiting:
            following = Following(waiting)
            while not self._expired(caller):
                async with self._turns:
                    answer = await _finished(self._executor.turn(prepared, question, caller, following))
                if answer is None:
                    await waiting.woken()
                    continue
                yield Told(answer, refused=not following.news)
                if not following.news:
                    return
            yield _signed_out(caller)

    def _expired(self, caller: Caller) -> bool:
        until = caller.identity.until if caller.identity else None
        return until is not None and until <= self._gate.clock()


async def _finished(begun: Coroutine[Any, Any, T]) -> T:
    """What comes of it. Broken off, it is waited for all the same: a read is not left half done, nor unrecorded."""
    task = asyncio.create_task(begun)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _once(told: Told) -> AsyncGenerator[Told]:
    yield told


def _signed_out(caller: Caller) -> Told:
    """The token has expired since the connection was opened: what it was opened with counts no longer."""
    message = say("general.token_refused", caller.language)
    error = {"message": message, "extensions": {"code": "UNAUTHENTICATED"}}
    return Told(Answer(None, (error,), executed=True), refused=True)
