"""A socket ends with the token that opened it, and without one after a while, also if nothing is asked over it."""

import asyncio
import json
from datetime import timedelta

import pytest
from streaming import POLICY, Live, closing
from websockets.exceptions import ConnectionClosed

from gateway.demo.personas import PERSONAS
from gateway.http.token_end import LONGEST


@pytest.mark.parametrize("asks", [False, True], ids=["idle", "busy"])
def test_it_is_closed_when_the_token_expires_which_opens_no_other(own_live: Live, asks: bool) -> None:
    token = own_live.issuer.sign(PERSONAS["emma"].claims(), timedelta(minutes=5))
    own_live.token = lambda _who, **_claims: token  # type: ignore[method-assign]

    async def story() -> None:
        async with own_live.socket("emma") as socket:
            if asks:
                await socket.ask({"query": POLICY})
                assert await socket.told("policyChanged")
            own_live.clock.advance(minutes=4)
            await socket.ask({"query": "{ policy { version } }"}, "2")
            assert await socket.told("policy")
            own_live.clock.advance(minutes=1)
            assert await closing(socket.connection) == (4403, "The token has expired")
        async with own_live.connect() as connection:
            await connection.send(json.dumps({"type": "connection_init", "payload": own_live.headers("emma")}))
            with pytest.raises(ConnectionClosed, match="4403"):
                await connection.recv()

    asyncio.run(story())


def test_one_without_a_token_is_to_come_back_after_a_while(own_live: Live) -> None:
    async def story() -> None:
        async with own_live.socket(None) as socket:
            await socket.ask({"query": POLICY})
            assert await socket.told("policyChanged")
            own_live.clock.time += LONGEST
            assert await socket.closed() == 1013

    asyncio.run(story())


def test_a_stream_is_to_come_back_after_a_while(own_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.http.event_stream.LONGEST", timedelta(seconds=1))

    async def story() -> None:
        async with own_live.events(None, {"query": POLICY}) as events:
            assert (await events.next())[0] == "next"
            assert await events.next() == ("end", None)

    asyncio.run(story())
