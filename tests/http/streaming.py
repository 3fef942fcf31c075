"""A gateway that really listens, in this process and on a clock of the test's, and plain clients of its streams."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Self, TypeVar

import httpx
import uvicorn
from asking import Asking
from running import Clock, application
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from gateway.cli.server import server_of
from gateway.demo.folder import CARDS, ISSUER
from gateway.demo.world import MAES
from gateway.graphql.node import global_id
from gateway.identity import DemoIssuer, Issuer
from gateway.settings import Settings
from gateway.signature import DemoCards

T = TypeVar("T")
PROTOCOL = Subprotocol("graphql-transport-ws")
STUCK = 20.0
"""Longer than this nothing may take: whoever waits so long is stuck."""
CHANGED = """subscription ($number: EnterpriseNumber!, $since: ID) {
  companyChanged(number: $number, since: $since) {
    __typename id at event company { number } entry { id message by { firstName } } ... on CompanyChanged { action }
  }
}"""
POLICY = "subscription { policyChanged { version lastError { message } } }"


def following(number: str = MAES, since: str | None = None) -> dict[str, Any]:
    """The question that follows a company."""
    return {"query": CHANGED, "variables": {"number": number, "since": since}}


def from_the_beginning(number: str = MAES) -> dict[str, Any]:
    """The question that follows a company from the beginning of its history."""
    return following(number, global_id("Company", number))


class Live(Asking):
    """The application behind a port of its own."""

    def __init__(
        self, settings: Settings, folder: Path, issuers: Sequence[Issuer] = (), clock: Clock | None = None
    ) -> None:
        """`issuers`: whom it trusts instead of the demo's."""
        self.clock = clock or Clock()
        self.folder = folder
        self.settings = settings
        self.issuer = DemoIssuer(folder / ISSUER, self.clock)
        self.cards = DemoCards(folder / CARDS, self.clock)
        app = application(settings, issuers or [self.issuer.issuer], self.clock)
        self.server: uvicorn.Server = server_of(app, "127.0.0.1", 0)
        self._thread = Thread(target=self.server.run)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self.server.started:
            assert self._thread.is_alive()
        [listening] = self.server.servers[0].sockets
        self.address = f"127.0.0.1:{listening.getsockname()[1]}"
        self.client = httpx.Client(base_url=f"http://{self.address}", timeout=STUCK)
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.stop()

    def stop(self) -> None:
        """Stop as an operator would; nobody who is connected may hold it up."""
        self.server.should_exit = True
        self._thread.join(STUCK)
        assert not self._thread.is_alive()

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, **request)

    async def meanwhile(self, act: Callable[..., T], *given: Any, **named: Any) -> T:
        """Do something that takes its time while streams are listened to."""
        return await asyncio.to_thread(act, *given, **named)

    def entries(self, company: str = MAES) -> list[str]:
        """What a company's history holds, in the order in which it was committed."""
        rows = self.rows("audit")
        return [row["event"] for row in rows if row["company"] == company and row["event"]]

    def connect(self, **given: Any) -> connect:
        """A WebSocket; nothing is said yet."""
        return connect(f"ws://{self.address}/graphql", **{"subprotocols": [PROTOCOL], **given})

    @asynccontextmanager
    async def socket(self, who: str | None, language: str = "en", **given: Any) -> AsyncIterator["Socket"]:
        """A connection over which a persona is greeted already."""
        async with self.connect(**given) as connection:
            socket = Socket(connection)
            await socket.say(type="connection_init", payload=self.headers(who, language))
            assert await socket.hear() == {"type": "connection_ack"}
            yield socket

    @asynccontextmanager
    async def events(self, who: str | None, question: dict[str, Any], **headers: str) -> AsyncIterator["Events"]:
        """Server-sent events, by POST."""
        given = {**self.headers(who), "Accept": "text/event-stream", **headers}
        async with (
            httpx.AsyncClient(base_url=f"http://{self.address}", timeout=STUCK) as client,
            client.stream("POST", "/graphql", json=question, headers=given) as response,
        ):
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            yield Events(response)


class Socket:
    """Speaks graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, **message: object) -> None:
        """A message."""
        await self.connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(STUCK):
            return dict(json.loads(await self.connection.recv()))

    async def ask(self, question: dict[str, Any], key: str = "1") -> None:
        """Ask something."""
        await self.say(type="subscribe", id=key, payload=question)

    async def told(self, field: str = "companyChanged") -> Any:
        """What is told next, without an error."""
        message = await self.hear()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"][field]

    async def caught_up(self, entries: list[str]) -> None:
        """Follow from the beginning, and hear what has happened already: what happens next is told."""
        await self.ask(from_the_beginning())
        for _ in entries:
            await self.told()

    async def refused(self) -> dict[str, Any]:
        """The one error with which what was asked has come to an end."""
        message = await self.hear()
        assert message["type"] == "error", message
        [error] = message["payload"]
        return dict(error)

    async def closed(self) -> int:
        """The code with which the connection is closed, whatever comes before."""
        return (await closing(self.connection))[0]


async def until(happens: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(1_000):
        if happens():
            return
        await asyncio.sleep(STUCK / 1_000)
    raise AssertionError("It never is.")


async def closing(connection: ClientConnection) -> tuple[int, str]:
    """The code and the reason with which a connection is closed."""
    try:
        async with asyncio.timeout(STUCK):
            while True:
                await connection.recv()
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code, closed.rcvd.reason


class Events:
    """Reads server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self.lines = response.aiter_lines()

    async def next(self) -> tuple[str, Any]:
        """The next event and its data; the end of the response is an event too, called `end`."""
        kind = "end"
        async with asyncio.timeout(STUCK):
            async for line in self.lines:
                name, _, value = line.partition(":")
                if name == "event":
                    kind = value.strip()
                if name == "data":
                    return kind, json.loads(value) if value else None
        return kind, None

    async def told(self) -> Any:
        """What is told next of a company, without an error."""
        kind, body = await self.next()
        assert kind == "next" and "errors" not in body, (kind, body)
        return body["data"]["companyChanged"]

    async def caught_up(self, entries: list[str]) -> None:
        """Hear what has happened already: what happens next is told."""
        for _ in entries:
            await self.told()

    async def refused(self) -> dict[str, Any]:
        """The one error with which what was asked has come to an end."""
        kind, body = await self.next()
        assert kind == "next", kind
        [error] = body["errors"]
        assert await self.next() == ("complete", None)
        return dict(error)
