"""Whoever has many subscriptions takes no turns from those who have few; whoever does not read holds nothing."""

import asyncio
import gc
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from large import large, until
from streaming import STUCK, Live, from_the_beginning

from gateway.authorization.changes import Changes
from gateway.authorization.gate import Gate
from gateway.domain.language import Language
from gateway.graphql.answer import Executor
from gateway.graphql.documents import DocumentRules, Documents, Prepared
from gateway.graphql.following import Following
from gateway.graphql.not_now import Overloaded
from gateway.graphql.question import Caller, Question
from gateway.graphql.schema import build_schema
from gateway.graphql.subscribing import Subscriptions

MANY = 400


class Followers:
    """Stands for an executor: a turn takes a moment, and finds nothing new."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self._looked = asyncio.Event()

    async def turn(self, _prepared: object, _question: object, caller: Caller, following: Following) -> None:
        following.begin()
        await asyncio.sleep(0.001)
        self.turns.append(caller.counted_as)
        self._looked.set()

    async def all_have_looked(self, count: int) -> None:
        async with asyncio.timeout(STUCK):
            while len(self.turns) < count:
                await self._looked.wait()
                self._looked.clear()


def test_one_caller_with_many_subscriptions_does_not_keep_others_waiting() -> None:
    async def story() -> None:
        followers, changes = Followers(), Changes()
        gate = cast("Gate", SimpleNamespace(changes=changes, clock=lambda: datetime.now(UTC)))
        subscriptions = Subscriptions(cast("Executor", followers), gate)
        asked = from_the_beginning()
        question = Question(asked["query"], asked["variables"], None, reads_only=True)
        prepared: Prepared = Documents(build_schema()._schema, DocumentRules()).prepare(question)

        def follow(name: str) -> asyncio.Task[Any]:
            caller = Caller(None, Language.FR, "http://gateway.test/", counted_as=name)
            return asyncio.create_task(anext(subscriptions.answers(prepared, question, caller)))

        tasks = [follow("many") for _ in range(MANY)] + [follow("few")]
        await followers.all_have_looked(MANY + 1)
        followers.turns.clear()
        changes.anywhere()
        await followers.all_have_looked(MANY + 1)
        assert followers.turns.index("few") <= 2
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(story())


def ask_and_read_nothing(gateway: Live, who: str) -> socket.socket:
    """A client that sends a question, and then does nothing at all."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    host, port = gateway.address.split(":")
    client.connect((host, int(port)))
    body = json.dumps(large(40, deferred=True)).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: {gateway.address}\r\nContent-Type: application/json\r\n"
    head += f"Accept: multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9\r\nContent-Length: {len(body)}\r\n"
    head += f"Authorization: {gateway.headers(who)['Authorization']}\r\n\r\n"
    client.sendall(head.encode() + body)
    return client


class Full:
    """Stands for an executor that finds no turn for anybody, after a while."""

    def __init__(self) -> None:
        self.waiting, self.over = asyncio.Event(), asyncio.Event()

    async def execute(self, *_asked: object) -> None:
        self.waiting.set()
        await self.over.wait()
        raise Overloaded


def test_who_goes_away_before_they_are_refused_leaves_no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        full, question = Full(), Question("{ __typename }", {}, None, reads_only=True)
        prepared = Documents(build_schema()._schema, DocumentRules()).prepare(question)
        subscriptions = Subscriptions(cast("Executor", full), cast("Gate", None))
        caller = Caller(None, Language.FR, "http://gateway.test/", counted_as="somebody")
        asked: asyncio.Task[Any] = asyncio.create_task(anext(subscriptions.answers(prepared, question, caller)))
        await full.waiting.wait()
        asked.cancel()
        full.over.set()
        await asyncio.wait([asked])
        assert asked.cancelled()

    asyncio.run(story())
    gc.collect()
    assert "never retrieved" not in caplog.text


@pytest.mark.parametrize("goes_away", [True, False])
def test_who_reads_nothing_of_what_is_deferred_holds_a_place_for_a_while_and_then_nothing(
    limited_live: Callable[..., Live], monkeypatch: pytest.MonkeyPatch, goes_away: bool
) -> None:
    monkeypatch.setattr("gateway.http.multipart.SEND_SECONDS", 60 if goes_away else 0.5)
    gateway = limited_live()
    crowd = gateway.server.config.app.state.crowd  # type: ignore[union-attr]
    clients = [ask_and_read_nothing(gateway, "emma") for _ in range(3)]
    until(lambda: crowd.present == 3)
    if goes_away:
        for client in clients:
            client.close()
    until(lambda: crowd.present == 0)
    pools = gateway.send("GET", "/metrics").text
    assert 'gateway_database_connections{pool="reader",state="in_use"} 0.0' in pools
    for client in clients:
        client.close()
