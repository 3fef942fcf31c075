"""All connections of a server together: how many there are, and how they end when it stops."""

import asyncio
from collections import Counter
from typing import Any, Protocol

from uvicorn.server import ServerState

from gateway.cli.steps import LEAVING_SECONDS, Step
from gateway.http.crowd import place_of

MOST = 2_000
"""So many are open at the same time; those who stay for long are half of them at the most (see `crowd`)."""


class Client(Protocol):
    """A connection that speaks HTTP."""

    transport: asyncio.Transport
    client: tuple[str, int] | None

    def hurry(self) -> None:
        """Wait for the client no longer than there is time before the server stops."""
        ...


class Connections(ServerState):
    """What is known of all of them. `leaving`: the server is about to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.leaving = False
        self._slow: dict[Client, None] = {}
        self._awaited: set[Client] = set()
        self._heard_out = asyncio.Event()

    def make_room_for(self, new: Client) -> None:
        """End the one that keeps us waiting longest, if there are too many; where all are busy, see `_one_too_many`."""
        if len(self.connections) > MOST:
            going = next(iter(self._slow), None) or self._one_too_many(new)
            self._slow.pop(going, None)
            # At once: who does not read would keep what is still to be sent to them, and their place with it.
            going.transport.abort()

    def _one_too_many(self, new: Client) -> Any:
        """One from the place that has most of them, so that nobody keeps all others out; else the new one."""
        had = Counter(_place(each) for each in self.connections)
        [(most, times)] = had.most_common(1)
        return new if had[_place(new)] >= times else next(each for each in self.connections if _place(each) == most)

    def waits_for(self, client: Client, step: Step) -> None:
        """Remember on which connections it is the client that is waited for, and since when."""
        if step in LEAVING_SECONDS:
            self._slow.setdefault(client)
        else:
            self._slow.pop(client, None)
            self._awaited.discard(client)
            if not self._awaited:
                self._heard_out.set()

    async def leave(self) -> None:
        """Have everybody say what they have to say, and read what they are told: that this is the end of it, too."""
        self.leaving = True
        self._awaited = set(self._slow)
        for client in tuple(self._awaited):
            client.hurry()
        self._heard_out.clear()
        if self._awaited:
            await self._heard_out.wait()


def _place(client: Any) -> str:
    return place_of(client.client[0]) if client.client else ""
