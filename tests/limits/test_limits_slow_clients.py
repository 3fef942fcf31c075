"""Clients that send or read slowly, or not at all, do not hold others up, and leave nothing behind when they go."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from attacking import Bystander
from large import large, until
from running import Served, serving

from gateway.storage.sqlite import READERS

LARGE = large(8)
"""Its answer is of 1.6 MB: more than fits into what lies between."""
POLICY = {"query": "subscription { policyChanged { version } }"}
SECONDS = 0.7
OF_THE_DATABASE = 3 * READERS
"""Handles that stay: a file, its log and what is shared of it, for each reader that was needed meanwhile."""
HANGS = 5.0
"""Seconds, on the slowest machine. What the others wait for with and without the slow ones is printed."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("slow") / "world") as served:
        yield served


class Slow:
    """A client with as little room for what it gets as the system allows."""

    def __init__(self, served: Served) -> None:
        self.host = served.base.removeprefix("http://")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        host, port = self.host.split(":")
        self.socket.connect((host, int(port)))

    def __enter__(self) -> "Slow":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def post(self, question: dict[str, Any], *headers: str, send: int | None = None) -> None:
        """Send a question, or only so much of its body."""
        body = json.dumps(question).encode()
        lines = [
            "POST /graphql HTTP/1.1",
            f"Host: {self.host}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            *headers,
        ]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:send])


def figure(served: Served, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", served.send("GET", "/metrics").text, re.MULTILINE)
    assert found, name
    return float(found[1])


def p99(waited: list[float]) -> float:
    return quantiles(waited, n=100)[-1]


def all_slow(served: Served, slow: ExitStack) -> list[Slow]:
    """Fifty who read nothing of large answers, fifty whose body comes byte by byte, and twenty who follow."""
    reading = [slow.enter_context(Slow(served)) for _ in range(50)]
    sending = [slow.enter_context(Slow(served)) for _ in range(50)]
    streams = [slow.enter_context(Slow(served)) for _ in range(20)]
    for client in reading:
        client.post(LARGE)
    for client in sending:
        client.post(LARGE, send=1)
    for client in streams:
        client.post(POLICY, "Accept: text/event-stream", f"Authorization: {served.headers('emma')['Authorization']}")
    return sending


def sockets(served: Served, slow: ExitStack) -> None:
    """Twenty WebSockets that follow, and read nothing either."""
    for _ in range(20):
        client = slow.enter_context(Slow(served))
        head = ["GET /graphql HTTP/1.1", f"Host: {client.host}", "Upgrade: websocket", "Connection: Upgrade"]
        head += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13"]
        head += ["Sec-WebSocket-Protocol: graphql-transport-ws"]
        client.socket.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
        assert client.socket.recv(4_096).startswith(b"HTTP/1.1 101 ")
        client.socket.sendall(_masked({"type": "connection_init", "payload": served.headers("dries")}))
        for key in range(5):
            client.socket.sendall(_masked({"type": "subscribe", "id": str(key), "payload": LARGE}))


def _masked(message: dict[str, Any]) -> bytes:
    """A frame of a client, whose mask is all zeros."""
    data = json.dumps(message).encode()
    length = bytes([0x80 | 127]) + len(data).to_bytes(8, "big")
    return b"\x81" + length + bytes(4) + data


def test_slow_clients_hold_nobody_up_and_leave_nothing_behind(server: Served) -> None:
    server.read("emma", "{ __typename }")
    handles, memory = figure(server, "process_open_fds"), figure(server, "process_resident_memory_bytes")
    with Bystander(server.base) as alone:
        time.sleep(SECONDS)
    with ExitStack() as slow:
        sending = all_slow(server, slow)
        sockets(server, slow)
        until(lambda: figure(server, "gateway_connections_open") >= 40)
        until(lambda: figure(server, 'gateway_turns{state="taken"}') == 0)
        with Bystander(server.base) as beside:
            for _ in range(3):
                time.sleep(SECONDS / 3)
                for client in sending:
                    client.socket.sendall(b" ")
        grown = figure(server, "process_resident_memory_bytes") - memory
    print(
        f"p99 alone {p99(alone.waited):.1f} ms, beside slow clients {p99(beside.waited):.1f} ms; {grown / 1e6:.0f} MB"
    )
    assert beside.statuses == {200}
    assert max(beside.waited) < HANGS * 1000
    assert grown < 400e6
    until(lambda: figure(server, "process_open_fds") <= handles + OF_THE_DATABASE)
    until(lambda: figure(server, "gateway_connections_open") == 0)
    assert figure(server, 'gateway_database_connections{pool="reader",state="in_use"}') == 0
    assert "Traceback" not in Path(server.printed).read_text()
