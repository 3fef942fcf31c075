"""How long somebody may keep the database busy, and what becomes of what is still running then."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

AGAIN_SECONDS = 0.02
"""What is to be interrupted may only be about to begin: so often it is tried again."""


class OutOfTime(Exception):
    """The database had not answered when the time was over. What was begun and not committed is undone."""


class Deadline:
    """So many seconds from now on; without any, never.

    `only_to_begin`: for what must be whole once it has begun, so that only waiting for its turn is bounded.
    """

    def __init__(self, seconds: float | None, *, only_to_begin: bool = False) -> None:
        self._until = None if seconds is None else asyncio.get_running_loop().time() + seconds
        self._cuts_off = not only_to_begin

    @property
    def left(self) -> float | None:
        """How many seconds are left; None if it is never over."""
        return None if self._until is None else max(0.0, self._until - asyncio.get_running_loop().time())

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return self.left == 0

    @asynccontextmanager
    async def turn(self, places: asyncio.Semaphore) -> AsyncIterator[None]:
        """One of these places. Raises OutOfTime if none is free in time."""
        try:
            async with asyncio.timeout_at(self._until):
                await places.acquire()
        except TimeoutError:
            raise OutOfTime from None
        try:
            yield
        finally:
            places.release()

    @contextmanager
    def cuts_off(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Interrupt what is done meanwhile as soon as the time is over. Raises OutOfTime if it is already."""
        if self._until is None or not self._cuts_off:
            yield
            return
        if self.over:
            raise OutOfTime
        timer = _Timer(self._until, interrupt)
        try:
            yield
        finally:
            timer.stop()


class _Timer:
    def __init__(self, at: float, interrupt: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._set = asyncio.get_running_loop().call_at(at, self._ring)

    def _ring(self) -> None:
        self._interrupt()
        self._set = asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._ring)

    def stop(self) -> None:
        self._set.cancel()


NEVER = Deadline(None)
