"""Wakes those who wait for something to happen: what they were told, or may be told, can be another now."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from gateway.domain.identifiers import EnterpriseNumber


class Waiting:
    """One who waits. `until`: they are woken then in any case.

    `companies`: what happens in these concerns them; as long as it is None, everything does.
    """

    def __init__(self, until: datetime | None) -> None:
        self.companies: frozenset[EnterpriseNumber] | None = None
        self.until = until
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Have them look again, also if they are about to look, or looking."""
        self._woken.set()

    def look(self) -> None:
        """Say that they look now: what happens from here on wakes them."""
        self._woken.clear()

    async def woken(self) -> None:
        """Wait until something has happened since they began to look."""
        await self._woken.wait()


class Changes:
    """Everybody in this process who waits. Nothing is kept for them: they look for themselves what it is."""

    def __init__(self) -> None:
        self._waiting: set[Waiting] = set()

    @property
    def followed(self) -> int:
        """How many follow what happens."""
        return len(self._waiting)

    @contextmanager
    def waiting(self, until: datetime | None = None) -> Iterator[Waiting]:
        """Wait for as long as this lasts."""
        waiting = Waiting(until)
        self._waiting.add(waiting)
        try:
            yield waiting
        finally:
            self._waiting.remove(waiting)

    def in_companies(self, companies: Iterable[EnterpriseNumber]) -> None:
        """Something was committed that happened to these."""
        touched = frozenset(companies)
        for waiting in self._waiting:
            if waiting.companies is None or not waiting.companies.isdisjoint(touched):
                waiting.wake()

    def anywhere(self) -> None:
        """Anything may be another now."""
        for waiting in self._waiting:
            waiting.wake()

    def at(self, now: datetime) -> None:
        """So late it is."""
        for waiting in self._waiting:
            if waiting.until and waiting.until <= now:
                waiting.wake()
