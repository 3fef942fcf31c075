"""What each caller may ask for in a minute, in cost: a person wherever they are, all others by their address.

The headers are those of draft-ietf-httpapi-ratelimit-headers-11. It knows no unit such as ours, so the name says it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import HTTPConnection

from gateway.domain.person import Identity
from gateway.graphql.answer import UNFIT_COST
from gateway.graphql.not_now import RateLimited
from gateway.http.crowd import counted_as
from gateway.http.windows import Windows

PAPER_COST = 2_000
"""What a letter or a proxy costs: the time that it takes to draw it up."""
WRONG_TOKEN_COST = 500
ARRIVAL_COST = 100
"""What it costs to open a WebSocket."""
MOST_REFUSED = 30
"""Whoever is refused more often in a minute does not heed it, and has to wait before they hear it again."""
INSISTING_SECONDS = 1.0
LIMIT, POLICY = "RateLimit", "RateLimit-Policy"


class Budgets:
    """The budgets of all callers. `of_person`, `of_address`: how much there is in a minute; 0: without an end."""

    def __init__(self, of_person: int, of_address: int, clock: Callable[[], datetime]) -> None:
        self._windows = Windows(clock)
        self._limiter = SlidingWindowCounterRateLimiter(self._windows)
        self._of_person = RateLimitItemPerMinute(of_person) if of_person else None
        self._of_address = RateLimitItemPerMinute(of_address) if of_address else None

    def of(self, connection: HTTPConnection, identity: Identity | None) -> "MinuteBudget":
        """The budget of a caller."""
        limit = self._of_person if identity else self._of_address
        return MinuteBudget(self._windows, self._limiter, limit, counted_as(connection, identity))


@dataclass(frozen=True, slots=True)
class MinuteBudget:
    """The budget of one caller. Whatever costs more than all of it can be asked for when nothing of it is spent."""

    _windows: Windows
    _limiter: SlidingWindowCounterRateLimiter
    _limit: RateLimitItem | None
    _key: str

    async def spend(self, cost: int) -> None:
        """Take so much of it. Raises RateLimited if there is too little left, and takes nothing."""
        if self._limit and not await self._limiter.hit(self._limit, self._key, cost=self._bounded(cost)):
            await self._refuse(cost)

    async def demand(self) -> None:
        """Raises RateLimited if nothing is left, before it is read what somebody asks for."""
        if self._limit and not await self._limiter.test(self._limit, self._key):
            await self._refuse(UNFIT_COST)

    async def headers(self, retry_after: str | None = None) -> dict[str, str]:
        """What clients can pace themselves by; those who are to come again can do so when the time given is over."""
        limit = self._limit
        if limit is None:
            return {}
        window = limit.get_expiry()
        left = (await self._limiter.get_window_stats(limit, self._key)).remaining
        _, rest, _, _ = await self._windows.get_sliding_window(limit.key_for(self._key), window)
        return {POLICY: f'"cost";q={limit.amount};w={window}', LIMIT: f'"cost";r={left};t={retry_after or int(rest)}'}

    async def _refuse(self, cost: int) -> NoReturn:
        if self._limit and self._windows.refused(self._key, self._limit.get_expiry()) > MOST_REFUSED:
            await asyncio.sleep(INSISTING_SECONDS)
        raise RateLimited(self._seconds_until(cost))

    def _bounded(self, cost: int) -> int:
        return min(max(cost, 1), self._limit.amount) if self._limit else cost

    def _seconds_until(self, cost: int) -> int:
        limit = self._limit
        if limit is None:
            return 0
        key = limit.key_for(self._key)
        return self._windows.seconds_until(key, limit.amount, limit.get_expiry(), self._bounded(cost))
