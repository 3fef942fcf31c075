"""Who stays connected: so many in all, and so many of one caller, so that nobody takes the place of all others."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from gateway.domain.person import Identity

MOST = 1_000
MOST_OF_ONE = 20
"""Of one person, or of those at one address whom no token tells apart; as many may be arriving there."""
SEND_SECONDS = 25.0
"""Longer than this nobody is waited for who does not read; mostly the server has given them up by then."""


class TooMany(Exception):
    """There is no place left for this caller."""


class Crowd:
    """The connections that stay open.

    `leaving`: the server is about to stop, and nobody is to be sent to it any more; what comes is still answered.
    `closing` is set after that, when it stops: then they are to end.
    """

    def __init__(self) -> None:
        self.leaving = False
        self.closing = asyncio.Event()
        self._present: Counter[str] = Counter()

    @property
    def present(self) -> int:
        """How many are connected."""
        return self._present.total()

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
    return identity.key if identity else f"at {place_of(connection.client.host if connection.client else '')}"


@lru_cache(4096)
def place_of(host: str) -> str:
    """An address; of IPv6 the network of 64 bits, in which one machine can have any address that it likes."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
