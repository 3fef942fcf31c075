"""Stopping in good order: nobody new is sent here, whoever asks is answered, and what is done is done as a whole."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from running import Prepared, serving
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streaming import STUCK, Live, from_the_beginning
from supervising import act, until, workers
from typer.testing import CliRunner

from gateway.cli import main
from gateway.cli.server import server_of
from gateway.cli.steps import LEAVING_SECONDS, SECONDS, Step
from gateway.demo.world import MAES
from gateway.http.crowd import Crowd

BEGUN = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"


@pytest.fixture
def leaving(own_live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """One that is about to stop, and waits for a client who has a connection and says nothing."""
    for step in LEAVING_SECONDS:
        monkeypatch.setitem(LEAVING_SECONDS, step, STUCK)
    with closing(httpx.Client(base_url=f"http://{own_live.address}")) as idle:
        idle.get("/livez")
        own_live.server.should_exit = True
        until(lambda: own_live.server.config.loaded_app.state.crowd.leaving)
        yield own_live


def test_it_is_not_ready_any_more_at_once_and_answers_all_the_same(leaving: Live) -> None:
    ready, asked = leaving.send("GET", "/readyz"), leaving.post("emma", {"query": "{ policy { version } }"})
    assert (ready.status_code, ready.json()["status"]) == (503, "stopping")
    assert asked.status_code == 200
    assert {ready.headers["connection"], asked.headers["connection"]} == {"close"}
    assert leaving.send("GET", "/livez").status_code == 200


def test_what_is_asked_over_an_idle_connection_meanwhile_is_answered(own_live: Live) -> None:
    own_live.client.get("/livez")
    own_live.server.should_exit = True
    until(lambda: own_live.server.server_state.leaving)  # type: ignore[attr-defined]
    assert own_live.client.get("/livez").headers["connection"] == "close"


def test_a_request_that_does_not_come_to_its_end_is_told_that_nothing_was_done(
    own_live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEAVING_SECONDS, Step.REST_OF_BODY, 0.2)

    async def story() -> bytes:
        host, _, port = own_live.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(BEGUN)
        await asyncio.sleep(0.1)
        own_live.server.should_exit = True
        told = await reader.read()
        writer.close()
        return told

    told = asyncio.run(story())
    assert told.startswith(b"HTTP/1.1 503 ") and b"\r\nRetry-After: 1\r\n" in told


def test_who_is_taken_at_the_last_moment_is_answered() -> None:
    """asyncio takes a connection in one turn of its loop, and knows it in the next: the server stops in between."""

    async def story() -> bytes:
        application = Starlette(routes=[Route("/", lambda _: PlainTextResponse("ok"))])
        application.state.crowd = Crowd()
        server = server_of(application)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
        with socket.create_connection(server.servers[0].sockets[0].getsockname(), timeout=STUCK) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await server.shutdown()
            return client.recv(4096)

    assert asyncio.run(story()).startswith(b"HTTP/1.1 200 ")


def test_who_does_not_read_holds_nobody_up(own_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEAVING_SECONDS, Step.READING, 0.2)
    own_live.server.config.timeout_graceful_shutdown = 10 * int(STUCK)
    own_live.server.servers[0].sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    host, _, port = own_live.address.partition(":")
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((host, int(port)))
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100)
        time.sleep(0.5)
        own_live.stop()


def test_an_act_in_flight_is_done_and_acknowledged(own_live: Live) -> None:
    async def story() -> httpx.Response:
        async with httpx.AsyncClient(base_url=f"http://{own_live.address}", timeout=STUCK) as client:
            with closing(sqlite3.connect(own_live.folder / "gateway.sqlite", isolation_level=None)) as busy:
                busy.execute("BEGIN IMMEDIATE")
                asked = asyncio.create_task(client.post("/graphql", json=act(0), headers=own_live.headers("emma")))
                await asyncio.sleep(0.3)
                own_live.server.should_exit = True
                await asyncio.sleep(0.5)
                assert not asked.done()
                busy.execute("ROLLBACK")
            return await asked

    answer = asyncio.run(story())
    assert answer.json()["data"]["answer"]["errors"] == []
    assert answer.headers["connection"] == "close"
    assert own_live.entries()[-1] == "closure_requested"


def test_who_is_connected_is_told_to_come_back(own_live: Live) -> None:
    async def story() -> None:
        async with own_live.socket("emma") as socket, own_live.events("emma", from_the_beginning()) as events:
            await events.caught_up(own_live.entries())
            own_live.server.should_exit = True
            assert await socket.closed() == 1012
            assert await events.next() == ("end", None)

    asyncio.run(story())


def test_no_step_takes_longer_when_it_stops() -> None:
    assert set(SECONDS) - set(LEAVING_SECONDS) == {Step.GOING}
    assert all(seconds <= SECONDS[step] for step, seconds in LEAVING_SECONDS.items())


def test_term_in_the_middle_of_acts_leaves_each_that_was_acknowledged_and_a_whole_trail(
    prepared: Prepared, tmp_path: Path
) -> None:
    done = 0
    prepared.copy_to(tmp_path / "world")
    with serving(tmp_path / "world") as served:
        with suppress(httpx.TransportError):
            for number in range(1_000):
                if number == 20:
                    served.process.send_signal(signal.SIGTERM)
                answer = served.client.post("/graphql", json=act(number), headers=served.headers("emma"))
                done += answer.json()["data"]["answer"]["errors"] == []
        assert served.process.wait(STUCK) == 0
        kept = [row for row in served.rows("audit") if row["company"] == MAES and row["event"].startswith("closure")]
        assert len(kept) == done >= 20
    verified = CliRunner().invoke(main, ["audit", "verify", "--data", str(tmp_path / "world")])
    assert (verified.exit_code, verified.output) == (0, "6 signatures and mandates hold, 0 do not.\n")


def test_a_closed_terminal_stops_it_and_a_second_signal_ends_what_is_stuck(prepared: Prepared, tmp_path: Path) -> None:
    """The system says that a terminal is closed with the signal that means a restart otherwise."""
    prepared.copy_to(tmp_path / "world")
    ours, terminal = os.openpty()
    with serving(tmp_path / "world", stdin=terminal) as served:
        os.kill(workers(served)[-1], signal.SIGSTOP)
        os.close(terminal)
        os.close(ours)
        served.process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            served.process.wait(0.5)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(STUCK) == 1
    told = served.printed.read_text()
    assert "A new worker" not in told and "Traceback" not in told


def test_a_worker_whose_parent_is_gone_stops(prepared: Prepared, tmp_path: Path) -> None:
    prepared.copy_to(tmp_path / "world")
    with serving(tmp_path / "world") as served:
        served.process.kill()
        until(lambda: not _lives(workers(served)[-1]))


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
