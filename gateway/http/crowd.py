"""Who stays connected: so many in all, and so many of one caller, so that nobody takes the place of all others."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection

from gateway.domain.person import Identity

MOST = 1_000
MOST_OF_ONE = 20
"""Of one person, or of those at one address whom no token tells apart; as many may be arriving there."""


class TooMany(Exception):
    """There is no place left for this caller."""


class Crowd:
    """The connections that stay open. `closing` is set when the server is about to stop: then they are to end."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self._present: Counter[str] = Counter()

    @contextmanager
    def place(self, caller: str) -> Iterator[None]:
        """A place for as long as this lasts. Raises TooMany."""
        if self._present[caller] >= MOST_OF_ONE or self._present.total() >= MOST:
            raise TooMany
        self._present[caller] += 1
        try:
            yield
        finally:
            self._present[caller] -= 1
            self._present += Counter()  # What is zero goes.


def counted_as(connection: HTTPConnection, identity: Identity | None) -> str:
    """As whom a caller is counted: as the person, or by where they call from."""
    return identity.key if identity else f"at {connection.client.host if connection.client else ''}"
