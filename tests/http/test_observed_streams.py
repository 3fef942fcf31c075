"""Connections that stay open: a line for each question when it is over, and one for the connection when that is."""

import asyncio
from typing import Any

import pytest
from asking import contact
from logged import Line, Log, logged
from streaming import Live, following, until
from websockets.exceptions import InvalidStatus

from gateway.demo.world import LAMBERT, MAES

WHO = "query Who { viewer { person { firstName } } }"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def ended(log: Log, *events: str) -> list[Line]:
    """The one line of each kind, once they are there."""
    await until(lambda: all(log.told(event) for event in events))
    return [line for event in events for line in log.told(event)]


def test_each_question_over_a_socket_has_a_line_in_the_trace_of_its_connection(live: Live) -> None:
    async def story() -> None:
        given = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        async with live.socket("emma", additional_headers=given) as socket:
            assert socket.connection.response.headers["traceresponse"].split("-")[1] == TRACE
            await socket.ask({"query": WHO})
            assert (await socket.hear())["type"] == "next"
            assert (await socket.hear())["type"] == "complete"
            [question] = await ended(log, "question")
            assert log.told("connection") == []
            await socket.ask({"query": "{ typed }"})
            await socket.refused()
            await until(lambda: len(log.told("question")) == 2)
        [connection] = await ended(log, "connection")
        tells(question, connection, log.told("question")[1])

    def tells(question: Line, connection: Line, wrong: Line) -> None:
        assert {line["trace_id"] for line in (question, connection, wrong)} == {TRACE}
        assert len({line["span_id"] for line in (question, connection, wrong)}) == 3
        shown = (question["outcome"], question["caller"], question["kind"], question["root"], question["name"])
        assert shown == ("ok", "person", "query", "viewer", "Who")
        assert (question["allowed"], question["statements"] > 0) == (1, True)
        assert wrong["outcome"] == "invalid"
        assert (connection["route"], connection["status"], connection["code"]) == ("/graphql", 101, 1000)
        assert (connection["questions"], connection["caller"], connection["outcome"]) == (2, "person", "ok")
        assert connection["duration_ms"] >= question["duration_ms"]

    with logged() as log:
        asyncio.run(story())
    assert "typed" not in log.text
    assert {line["logger"] for line in log.lines} == {"gateway.http.observed"}


def test_the_turns_of_a_subscription_are_one_line_at_its_end(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.caught_up(live.entries())
            seen = live.entries()
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            await socket.told()
            assert log.told("question") == []
            assert len(live.entries()) > len(seen)
            await socket.say(type="complete", id="1")
            [question] = await ended(log, "question")
        assert (question["kind"], question["root"], question["outcome"]) == ("subscription", "companyChanged", "ok")
        assert question["statements"] > 5

    with logged() as log:
        asyncio.run(story())


def test_a_token_that_identifies_nobody_is_told_of_a_connection_too(shared_live: Live) -> None:
    async def story() -> None:
        async with shared_live.connect() as connection:
            await connection.send('{"type": "connection_init", "payload": {"authorization": "Bearer typed"}}')
            await connection.wait_closed()
        [line] = await ended(log, "connection")
        assert (line["outcome"], line["code"], line["caller"]) == ("not_identified", 4403, "nobody")
        assert "questions" not in line

    with logged() as log:
        asyncio.run(story())
    assert "typed" not in log.text


def test_a_page_that_may_not_connect_is_refused(shared_live: Live) -> None:
    async def story() -> None:
        with pytest.raises(InvalidStatus):
            async with shared_live.connect(additional_headers={"Origin": "https://typed.example"}):
                pass
        [line] = await ended(log, "connection")
        assert (line["outcome"], line["status"]) == ("refused", 403)

    with logged() as log:
        asyncio.run(story())
    assert "typed" not in log.text


def test_a_stream_of_events_is_one_line_at_its_end(live: Live) -> None:
    async def story() -> None:
        async with live.events("emma", following()) as events:
            given: dict[str, Any] = {"company": LAMBERT, "manager": contact("petra")}
            assert (await live.meanwhile(live.act, "lea", "designateChiefAccessManager", given))["errors"] == []
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            await events.told()
            assert [line["root"] for line in log.told("request")] == [
                "designateChiefAccessManager",
                "requestAccountClosure",
            ]
        await until(lambda: len(log.told("request")) == 3)
        line = log.told("request")[-1]
        assert (line["root"], line["status"], line["outcome"], line["gone"]) == ("companyChanged", 200, "ok", True)
        assert line["bytes"] > 100

    with logged() as log:
        asyncio.run(story())
