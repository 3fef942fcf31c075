"""Deferred parts of an answer, each sent when it is there (multipart/mixed), as Apollo Client and urql read them."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from gateway.graphql.deferred import Incremental
from gateway.http.media_type import Accept, MediaType

PARTS = MediaType.read("multipart/mixed; incrementalSpec=v0.2")
CONTENT_TYPE = 'multipart/mixed; boundary="-"; incrementalSpec=v0.2'
"""JSON on one line holds no line that begins with this boundary."""
_OPENED = b"\r\n---"


def wants_parts(accept: Accept, otherwise: MediaType) -> bool:
    """Whether a client names parts, and takes them as gladly as what it would get otherwise.

    urql names them after JSON, of the same quality: it leaves it to the server.
    """
    return accept.names(PARTS) and accept.quality(PARTS) >= accept.quality(otherwise)


async def parts_of(answer: Incremental) -> AsyncIterator[bytes]:
    """The bytes. The next boundary stands at once after each part: only then do clients know that it has ended."""
    yield _OPENED + _part(answer.first)
    async for part in answer.rest:
        yield _part(part)
    yield b"--\r\n"


def _part(part: Mapping[str, Any]) -> bytes:
    content = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + content + _OPENED
