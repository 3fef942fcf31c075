"""Connections of one kind, lent for a transaction each; and who waits for one, for those who watch."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import NamedTuple, cast

from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gateway.storage.deadline import NEVER, Deadline


class PoolState(NamedTuple):
    """How a pool is at a moment, and what came of it since the start."""

    size: int
    in_use: int
    waiting: int
    lent: int
    waited_seconds: float


class Pool:
    """The connections of an engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._free = asyncio.Semaphore(cast("QueuePool", engine.pool).size())
        self._waiting = self._lent = 0
        self._waited_seconds = 0.0

    @asynccontextmanager
    async def connection(self, deadline: Deadline = NEVER) -> AsyncIterator[AsyncConnection]:
        """A connection, once one is free. Raises OutOfTime if none is in time.

        It is waited for here and not by SQLAlchemy, where who is cancelled while waiting can strand the others.
        """
        async with AsyncExitStack() as lent:
            with self._waited():
                await lent.enter_async_context(deadline.turn(self._free))
                connection = await lent.enter_async_context(self._engine.connect())
            self._lent += 1
            yield connection

    @contextmanager
    def _waited(self) -> Iterator[None]:
        begun = time.perf_counter()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self._waited_seconds += time.perf_counter() - begun

    @property
    def state(self) -> PoolState:
        """Read at once, by whoever watches."""
        pool = cast("QueuePool", self._engine.pool)
        return PoolState(pool.size(), pool.checkedout(), self._waiting, self._lent, self._waited_seconds)

    async def close(self) -> None:
        """Close all of them."""
        await self._engine.dispose()
