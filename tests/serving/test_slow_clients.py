"""At the socket: whoever is slow, silent or endless gets an end, and nobody waits for them."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest
from running import Prepared
from streaming import Live

from gateway.cli import connections
from gateway.cli.refused import LARGEST_HEAD
from gateway.cli.steps import SECONDS, Step

STUCK = 20.0
TOO_MUCH = LARGEST_HEAD + 8 * 1024
GET = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def live(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One for all: what one client does at the socket, no other one feels."""
    folder = tmp_path_factory.mktemp("live") / "world"
    with Live(prepared.copy_to(folder), folder) as listening:
        yield listening


@pytest.fixture
def hurried(live: Live, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Every step has a fifth of a second."""
    for step in SECONDS:
        monkeypatch.setitem(SECONDS, step, 0.2)
    return live


def connected(live: Live) -> socket.socket:
    return socket.create_connection(place(live), timeout=STUCK)


def place(live: Live) -> tuple[str, int]:
    host, _, port = live.address.partition(":")
    return host, int(port)


def said_to(live: Live, *pieces: bytes, pause: float = 0.0) -> bytes:
    """All that is answered to these pieces, until the connection is closed."""
    with connected(live) as client:
        for piece in pieces:
            with suppress(OSError):
                client.sendall(piece)
            time.sleep(pause)
        return read(client)


def read(client: socket.socket) -> bytes:
    told = b""
    with suppress(ConnectionResetError):
        while piece := client.recv(65536):
            told += piece
    return told


def status_of(told: bytes) -> int:
    """The status of a refusal, which has the shape of all errors and ends its connection."""
    head, _, body = told.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    assert b"content-security-policy: default-src 'none'" in head.lower()
    assert json.loads(body)["errors"][0]["extensions"]["code"]
    return int(head.split()[1])


@pytest.mark.parametrize(
    "begun",
    [b"G", GET, POST + b"Content-Length: 100\r\n\r\n{", POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n"],
    ids=["one byte", "half a head", "half a body", "half a chunk"],
)
def test_what_does_not_come_to_its_end_is_refused(hurried: Live, begun: bytes) -> None:
    assert status_of(said_to(hurried, begun)) == 408


def test_byte_by_byte_wins_no_time(hurried: Live) -> None:
    told = said_to(hurried, *(bytes([byte]) for byte in GET[:30]), pause=0.02)
    assert status_of(told) == 408


def test_a_connection_on_which_nothing_is_ever_sent_is_closed_without_a_word(hurried: Live) -> None:
    assert said_to(hurried) == b""


def test_a_connection_that_is_idle_after_an_answer_is_closed(hurried: Live) -> None:
    told = said_to(hurried, GET + b"\r\n")
    assert told.startswith(b"HTTP/1.1 200") and told.endswith(b"ok\n")


def test_a_body_that_nobody_asked_for_does_not_keep_a_connection_open(hurried: Live) -> None:
    endless = b"POST /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
    told = said_to(hurried, endless, *([b"x"] * 20), pause=0.02)
    assert told.startswith(b"HTTP/1.1 405")


def test_who_does_not_read_is_given_up(own_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECONDS, Step.READING, 0.2)
    own_live.server.servers[0].sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    asked = (GET.replace(b"livez", b"metrics") + b"\r\n") * 100
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(place(own_live))
        client.setblocking(False)
        client.send(asked)  # As much as fits: whoever has no room for an answer may never hear that it was given up.
        deadline = time.monotonic() + STUCK
        while own_live.server.server_state.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not own_live.server.server_state.connections


@pytest.mark.parametrize("pieces", [1, 2, 40])
@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * TOO_MUCH + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (GET + b"A: " + b"a" * TOO_MUCH + b"\r\n\r\n", 431),
        (GET + b"A: a\r\n" * (TOO_MUCH // 6) + b"\r\n", 431),
        (GET + b"A: " + b"a" * 10 * TOO_MUCH, 431),
    ],
    ids=["address", "one header", "many headers", "endless"],
)
def test_a_head_that_is_too_large_is_refused_however_it_comes(
    live: Live, head: bytes, status: int, pieces: int
) -> None:
    size = len(head) // pieces + 1
    with connected(live) as client:
        for start in range(0, len(head), size):
            client.sendall(head[start : start + size])  # Who is refused can say all that they have to say.
        assert status_of(read(client)) == status


def test_a_head_with_a_large_token_is_not(live: Live) -> None:
    head = GET + b"Authorization: Bearer " + b"a" * (LARGEST_HEAD // 2) + b"\r\nConnection: close\r\n\r\n"
    assert said_to(live, head).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"SSH-2.0-client\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        POST + b"Content-Length: nothing\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nno size\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n1" + b"0" * 30 + b"\r\n",
    ],
    ids=["TLS", "SSH", "no host", "two hosts", "two lengths", "no length", "no chunk", "a large chunk"],
)
def test_what_is_no_http_is_refused_without_repeating_it(
    live: Live, nonsense: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert status_of(said_to(live, nonsense)) == 400
    assert not [record for record in caplog.records if "127.0.0.1" in record.getMessage() or record.exc_info]


@pytest.mark.parametrize(
    "headers",
    [b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"A: a\r\n" * 200, b"A: " + b"a" * 9_000 + b"\r\n"],
    ids=["a body", "chunks", "many headers", "a long header"],
)
def test_what_is_no_handshake_after_all_is_not_waited_for(live: Live, headers: bytes) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    asked = GET.replace(b"livez", b"graphql") + upgrade + b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers
    assert status_of(said_to(live, asked + b"\r\n")) == 400


def test_others_are_served_beside_five_hundred_half_open_connections(live: Live) -> None:
    with ExitStack() as open_ones:
        for number in range(500):
            client = open_ones.enter_context(connected(live))
            client.sendall(GET[: number % len(GET)])
        began = time.monotonic()
        assert [live.ask("emma", "{ policy { version } }") for _ in range(10)]
        assert time.monotonic() - began < STUCK


def test_where_there_are_too_many_who_has_waited_longest_goes_first(
    own_live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 10)
    with ExitStack() as open_ones:
        waiting = [open_ones.enter_context(connected(own_live)) for _ in range(11)]
        assert read(waiting[0]) == b""
        for client in waiting[1:]:
            client.sendall(GET + b"Connection: close\r\n\r\n")
        assert all(read(client).startswith(b"HTTP/1.1 200") for client in waiting[1:])


@pytest.mark.parametrize("begun", [GET, POST + b"Content-Length: 100\r\n\r\n{"], ids=["half a head", "half a body"])
def test_those_who_keep_us_waiting_keep_nobody_out(
    own_live: Live, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "MOST", 3)
    with ExitStack() as open_ones:
        for _ in range(3):
            client = open_ones.enter_context(connected(own_live))
            client.sendall(begun)
            time.sleep(0.05)  # Else the server may not have read it when the next one comes.
        assert said_to(own_live, GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_one_who_does_not_read_keeps_no_place(own_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 1)
    own_live.server.servers[0].sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(place(own_live))
        client.setblocking(False)
        client.send((GET.replace(b"livez", b"metrics") + b"\r\n") * 100)
        time.sleep(0.5)
        told = [said_to(own_live, GET + b"Connection: close\r\n\r\n") for _ in range(2)]
        assert all(each.startswith(b"HTTP/1.1 200") for each in told)


def test_where_all_are_busy_whoever_has_most_connections_gives_one_up(
    own_live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 2)

    def from_elsewhere() -> bytes:
        with socket.create_connection(place(own_live), timeout=STUCK, source_address=("127.0.0.2", 0)) as client:
            client.sendall(GET + b"Connection: close\r\n\r\n")
            return read(client)

    async def story() -> None:
        async with own_live.socket("emma"), own_live.socket("emma"):
            assert (await own_live.meanwhile(from_elsewhere)).startswith(b"HTTP/1.1 200")

    asyncio.run(story())


def test_one_who_is_being_answered_is_not_sent_away_for_another(
    own_live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 1)

    async def story() -> None:
        async with own_live.socket("emma") as busy:
            with pytest.raises(httpx.TransportError):
                await own_live.meanwhile(own_live.client.get, "/livez")
            await busy.ask({"query": "{ policy { version } }"})
            assert await busy.told("policy")

    asyncio.run(story())
