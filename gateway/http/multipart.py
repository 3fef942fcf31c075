"""Deferred parts of an answer, each sent when it is there (multipart/mixed), as Apollo Client and urql read them."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.domain.language import Language
from gateway.graphql.deferred import Incremental
from gateway.http.crowd import SEND_SECONDS, Crowd, TooMany
from gateway.http.media_type import Accept, MediaType
from gateway.http.refusal import NOT_STORED, too_many

PARTS = MediaType.read("multipart/mixed; incrementalSpec=v0.2")
CONTENT_TYPE = 'multipart/mixed; boundary="-"; incrementalSpec=v0.2'
"""JSON on one line holds no line that begins with this boundary."""
HEADERS = {**NOT_STORED, "Vary": f"Accept, {NOT_STORED['Vary']}"}
_OPENED = b"\r\n---"


def wants_parts(accept: Accept, otherwise: MediaType) -> bool:
    """Whether a client names parts, and takes them as gladly as what it would get otherwise.

    urql names them after JSON, of the same quality: it leaves it to the server.
    """
    return accept.names(PARTS) and accept.quality(PARTS) >= accept.quality(otherwise)


class PartsResponse(StreamingResponse):
    """An answer in parts. As long as it lasts, its reader has a place in the crowd, as those of streams have."""

    def __init__(self, answer: Incremental, language: Language, crowd: Crowd, caller: str) -> None:
        self._parts = _bytes_of(answer)
        headers = {**HEADERS, "Content-Language": language, "Content-Type": CONTENT_TYPE}
        super().__init__(self._parts, headers=headers)
        self._crowd = crowd
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._parts) as parts:
            try:
                with self._crowd.place(self._caller), suppress(TimeoutError):
                    await self._tell(parts, send)
            except TooMany:
                await too_many()(scope, receive, send)

    async def _tell(self, parts: AsyncGenerator[bytes], send: Send) -> None:
        """Until all is told. Of a client that has gone nobody is told; one that does not read is given up."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for part in parts:
            await _send(send, part, more=True)
        await _send(send, b"", more=False)


async def _send(send: Send, part: bytes, *, more: bool) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": part, "more_body": more})


async def _bytes_of(answer: Incremental) -> AsyncGenerator[bytes]:
    """The next boundary stands at once after each part: only then do clients know that it has ended."""
    async with aclosing(answer.rest) as rest:
        yield _OPENED + _part(answer.first)
        async for part in rest:
            yield _part(part)
        yield b"--\r\n"


def _part(part: Mapping[str, Any]) -> bytes:
    content = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + content + _OPENED
