"""Answering whatever is asked over a connection that stays: once, or for a subscription again and again.

Nothing is queued for anybody: the next turn is taken when the last answer was sent, and reads on from there. However
slowly somebody reads, and however much happens, a subscription needs the same memory, and misses nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, NamedTuple, TypeVar

from graphql import OperationType

from gateway.authorization.gate import Gate
from gateway.graphql.answer import Answer, ChangesNotAllowed, Executor
from gateway.graphql.documents import Prepared
from gateway.graphql.following import Following
from gateway.graphql.not_now import NotNow, RateLimited
from gateway.graphql.question import Caller, Question
from gateway.graphql.turns import Turns
from gateway.sentences import say

TURNS_AT_ONCE = 2
"""However many subscriptions look at once, other requests find a reader of the database free.

They look in turns: however many one caller has, somebody else's has to wait for one of theirs at the most.
"""


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
        self._turns = Turns(TURNS_AT_ONCE)

    async def ask(self, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        """What `answers` tells of a question that is paid for here. Raises RateLimited and ChangesNotAllowed."""
        return self.answers(await self._executor.paid(question, caller), question, caller)

    def answers(self, prepared: Prepared | Answer, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        """All that is told, until it ends. Raises ChangesNotAllowed, at once, for a mutation that may only read."""
        if isinstance(prepared, Answer):
            return _once(Told(prepared, refused=True))
        if prepared.operation.operation is OperationType.SUBSCRIPTION:
            return self._told_now(self._followed(prepared, question, caller), caller)
        if question.reads_only and prepared.operation.operation is OperationType.MUTATION:
            raise ChangesNotAllowed
        return self._told_now(self._answered(prepared, question, caller), caller)

    async def _told_now(self, answers: AsyncGenerator[Told], caller: Caller) -> AsyncGenerator[Told]:
        """The same; or why not now, and that ends it: what was asked with an id as `since` can be asked again."""
        try:
            async with aclosing(answers):
                async for told in answers:
                    yield told
        except NotNow as not_now:
            yield Told(Answer(None, (not_now.error(caller.language),), executed=True), refused=True)

    async def _answered(self, prepared: Prepared, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        if self._expired(caller):
            yield _signed_out(caller)
            return
        answer = await _finished(self._executor.execute(prepared, question, caller))
        yield Told(answer, refused=not answer.executed)

    async def _followed(self, prepared: Prepared, question: Question, caller: Caller) -> AsyncGenerator[Told]:
        with self._gate.changes.waiting(caller.identity.until if caller.identity else None) as waiting:
            following = Following(waiting)
            while True:
                async with self._turns.turn(caller.counted_as):
                    if self._expired(caller):
                        break
                    answer = await _finished(self._executor.turn(prepared, question, caller, following))
                if answer is None:
                    await waiting.woken()
                else:
                    yield Told(answer, refused=not following.news)
                    if not following.news:
                        return
                await self._pay(prepared, caller)
            yield _signed_out(caller)

    async def _pay(self, prepared: Prepared, caller: Caller) -> None:
        """Pay for the next turn, as soon as the budget lasts: whoever is told later misses nothing."""
        while True:
            try:
                return await caller.budget.spend(prepared.cost.price)
            except RateLimited as limited:
                await asyncio.sleep(limited.seconds)

    def _expired(self, caller: Caller) -> bool:
        until = caller.identity.until if caller.identity else None
        return until is not None and until <= self._gate.clock()


async def _finished(begun: Coroutine[Any, Any, T]) -> T:
    """What comes of it. Broken off, it is waited for all the same: a read is not left half done, nor unrecorded.

    That it could not be done now is for nobody to hear then.
    """
    task = asyncio.create_task(_unless_not_now(begun))
    try:
        done = await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
    if isinstance(done, NotNow):
        raise done
    return done


async def _unless_not_now(begun: Coroutine[Any, Any, T]) -> T | NotNow:
    try:
        return await begun
    except NotNow as not_now:
        return not_now


async def _once(told: Told) -> AsyncGenerator[Told]:
    yield told


def _signed_out(caller: Caller) -> Told:
    """The token has expired since the connection was opened: what it was opened with counts no longer."""
    message = say("general.token_refused", caller.language)
    error = {"message": message, "extensions": {"code": "UNAUTHENTICATED"}}
    return Told(Answer(None, (error,), executed=True), refused=True)
