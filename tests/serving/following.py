"""Clients that follow a company, come back whenever they are told to, and go on where they were."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from running import Served
from streaming import PROTOCOL, STUCK, Events, Socket, following
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gateway.demo.world import MAES
from gateway.graphql.node import global_id


@dataclass
class Follower:
    """What one was told; `ended`: how each of the connections ended over which it was told."""

    served: Served
    since: str = global_id("Company", MAES)
    told: list[str] = field(default_factory=list)
    ended: list[object] = field(default_factory=list)

    async def over_sockets(self) -> None:
        """Without an end: who started it cancels it."""
        while True:
            try:
                await self._listen(self._over_a_socket())
            except ConnectionClosed as closed:
                self.ended.append(closed.rcvd.code if closed.rcvd else None)

    async def over_streams(self) -> None:
        """The same with server-sent events."""
        while True:
            await self._listen(self._over_a_stream())
            self.ended.append("end")

    async def _listen(self, events: AsyncIterator[dict[str, Any]]) -> None:
        async for event in events:
            if event["entry"]:
                self.told.append(event["event"])
            self.since = event["id"]

    async def _over_a_socket(self) -> AsyncIterator[dict[str, Any]]:
        address = self.served.base.replace("http", "ws")
        async with connect(f"{address}/graphql", subprotocols=[PROTOCOL], open_timeout=STUCK) as connection:
            socket = Socket(connection)
            await socket.say(type="connection_init", payload=self.served.headers("emma"))
            assert await socket.hear() == {"type": "connection_ack"}
            await socket.ask(following(MAES, self.since))
            while True:
                yield await socket.told()

    async def _over_a_stream(self) -> AsyncIterator[dict[str, Any]]:
        headers = {**self.served.headers("emma"), "Accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(base_url=self.served.base, timeout=STUCK) as client,
            client.stream("POST", "/graphql", json=following(MAES, self.since), headers=headers) as response,
        ):
            events = Events(response)
            while (event := await events.next())[0] == "next":
                yield event[1]["data"]["companyChanged"]
