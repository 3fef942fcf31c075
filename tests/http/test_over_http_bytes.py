"""Bytes that are meant to harm: each is refused, soon, and others are answered meanwhile."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import Running, Served

from gateway.http import question

QUESTION = b'{"query": "{ __typename }"}'
HANGS = 5.0
"""Seconds. What is refused takes milliseconds: this is to find what hangs, on the slowest machine."""


def with_variables(variables: bytes) -> bytes:
    return b'{"query": "{ __typename }", "variables": ' + variables + b"}"


REFUSED: dict[str, tuple[int, bytes]] = {
    "an integer of 5,000 digits": (400, with_variables(b'{"x": ' + b"9" * 5_000 + b"}")),
    "an integer of as many digits as fit": (400, with_variables(b'{"x": ' + b"9" * 260_000 + b"}")),
    "arrays in one another": (400, b"[" * 100_000),
    "closed arrays in one another": (400, with_variables(b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    "objects in one another": (400, with_variables(b'{"x":' * 40_000 + b"1" + b"}" * 40_000)),
    "a million spaces": (413, b'{"query": "' + b" " * 1_000_000 + b'{ __typename }"}'),
    "fifty megabytes": (413, b" " * 50_000_000),
    "a batch": (400, b"[" + QUESTION + b"]"),
    "a batch of a thousand": (400, b"[" + b",".join([QUESTION] * 1_000) + b"]"),
    "a query that stands twice": (400, b'{"query": "{ __typename }", "query": "{ nothing }"}'),
    "a variable that stands twice": (400, with_variables(b'{"x": 1, "\\u0078": 2}')),
    "not a number": (400, with_variables(b'{"x": NaN}')),
    "infinity": (400, with_variables(b'{"x": [-Infinity]}')),
    "a number beyond all others": (400, with_variables(b'{"x": 1e999}')),
    "half a character": (400, with_variables(b'{"x": "\\ud83d"}')),
    "half a character as a name": (400, with_variables(b'{"\\udc00": 1}')),
    "Latin 1": (400, '{"query": "{ __typename }", "operationName": "é"}'.encode("latin-1")),
    "UTF-16": (400, QUESTION.decode().encode("utf-16")),
    "UTF-32": (400, QUESTION.decode().encode("utf-32-be")),
    "a byte order mark": (400, b"\xef\xbb\xbf" + QUESTION),
    "two values": (400, QUESTION + QUESTION),
    "a comma too many": (400, b'{"query": "{ __typename }",}'),
    "a line feed in a string": (400, b'{"query": "{ __typename\n }"}'),
    "zeros": (400, bytes(1_000)),
}


def post(gateway: Running | Served, content: Any, **headers: str) -> httpx.Response:
    return gateway.send("POST", "/graphql", content=content, headers={"Content-Type": "application/json", **headers})


@pytest.mark.parametrize("attack", REFUSED)
def test_it_is_refused_at_once(shared: Running, attack: str) -> None:
    status, content = REFUSED[attack]
    began = time.monotonic()
    response = post(shared, content)
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (status, {"code": "BAD_REQUEST"})
    assert time.monotonic() - began < HANGS


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "us-ascii", "utf-7", "x", ""])
def test_another_encoding_of_characters_is_refused(shared: Running, charset: str) -> None:
    assert post(shared, QUESTION, **{"Content-Type": f"application/json; charset={charset}"}).status_code == 415


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "identity, gzip", "x"])
def test_a_compressed_body_is_refused_unread(shared: Running, encoding: str) -> None:
    response = post(shared, QUESTION, **{"Content-Encoding": encoding})
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


def test_two_media_types_are_none(shared: Running) -> None:
    both = [("Content-Type", "application/json"), ("Content-Type", "application/json")]
    assert shared.send("POST", "/graphql", content=QUESTION, headers=both).status_code == 415


@pytest.mark.parametrize("announced", ["50000000", "9" * 19])
def test_a_body_that_is_announced_as_too_large_is_not_waited_for(shared: Running, announced: str) -> None:
    async def never() -> AsyncIterator[bytes]:
        await asyncio.sleep(HANGS)
        yield b""

    assert post(shared, never(), **{"Content-Length": announced}).status_code == 413


def test_a_body_in_pieces_is_left_when_it_has_become_too_large(shared: Running) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 40:
            sent += 1
            yield b" " * 10_000

    assert post(shared, pieces()).status_code == 413
    assert sent < 40


def test_a_body_that_comes_too_slowly_is_408(shared: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" "
            await asyncio.sleep(0.01)

    monkeypatch.setattr(question, "SLOWEST_BODY", 0.1)
    response = post(shared, drops())
    assert (response.status_code, response.headers["connection"]) == (408, "close")


def test_who_goes_away_in_the_middle_of_a_body_is_not_unexpected(
    shared: Running, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[dict[str, Any]] = []

    async def broken_off() -> None:
        events = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

        async def receive() -> Any:
            return next(events)

        async def send(event: Any) -> None:
            sent.append(event)

        headers = [(b"host", b"gateway.test"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
        await shared._client._transport.app(scope, receive, send)  # type: ignore[attr-defined]

    shared._runner.run(broken_off())
    assert sent[0]["status"] == 400
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depth=st.integers(1, 1_500), opened=st.sampled_from([b"[", b'{"a":']))
def test_at_no_depth_does_anything_overflow(shared: Running, depth: int, opened: bytes) -> None:
    closed = b"]" if opened == b"[" else b"}"
    asked = b'{"query": "query ($x: [ID!]!) { nodes(ids: $x) { id } }", "variables": {"x": '
    assert post(shared, asked + opened * depth + b"1" + closed * depth + b"}}").status_code in (200, 400)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=50) | st.text(st.sampled_from('{}[]":,query variables01eE+-.\\u'), max_size=50))
def test_no_bytes_are_unexpected(shared: Running, content: bytes | str) -> None:
    assert post(shared, content).status_code in (200, 400)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(variables=st.dictionaries(st.text(), JSON, max_size=3), escaped=st.booleans())
def test_all_that_is_json_is_taken(shared: Running, variables: dict[str, Any], escaped: bool) -> None:
    content = json.dumps({"query": "{ __typename }", "variables": variables}, ensure_ascii=escaped)
    assert post(shared, content.encode()).json()["data"] == {"__typename": "Query"}


def connected(served: Served) -> socket.socket:
    host, port = served.base.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=HANGS)
    connection.sendall(f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n".encode())
    return connection


def test_others_are_answered_while_bodies_do_not_come(served: Served) -> None:
    stalled = [connected(served) for _ in range(50)]
    for each in stalled:
        each.sendall(b"Content-Length: 100\r\n\r\n{")
    assert served.read(None, "{ __typename }") == {"__typename": "Query"}
    for each in stalled:
        each.close()


def test_a_server_refuses_fifty_megabytes_before_they_have_come(served: Served) -> None:
    with connected(served) as connection:
        connection.sendall(b"Content-Length: 50000000\r\n\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 413 ")


def test_a_server_refuses_a_body_without_end(served: Served) -> None:
    with connected(served) as connection:
        connection.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(27):
            connection.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 413 ")
