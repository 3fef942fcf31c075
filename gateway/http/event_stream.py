"""Server-sent events, as graphql-sse has them in its distinct connections mode: a response that goes on and on."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.graphql.answer import Answer
from gateway.graphql.documents import Prepared
from gateway.graphql.question import Caller, Question
from gateway.graphql.subscribing import Subscriptions, Told
from gateway.http.crowd import SEND_SECONDS, Crowd, TooMany
from gateway.http.media_type import Accept, MediaType
from gateway.http.refusal import NOT_STORED, too_many
from gateway.http.reply import MODERN, PLAIN
from gateway.http.token_end import LONGEST

EVENT_STREAM = MediaType("text/event-stream")
KEEP_ALIVE_SECONDS = 12.0
"""So often something is sent in any case, so that nobody on the way takes the connection for dead."""
ALIVE = ":\n\n"


@dataclass(frozen=True, slots=True)
class EventStreams:
    """Answers questions, and goes on answering those that are subscriptions."""

    subscriptions: Subscriptions
    crowd: Crowd

    def answer(self, prepared: Prepared | Answer, question: Question, caller: Caller) -> Response:
        """All that is told, until it ends. Raises ChangesNotAllowed for a mutation that may only read."""
        answers = self.subscriptions.answers(prepared, question, caller)
        return _EventStream(answers, self.crowd, caller.counted_as)


class _EventStream(StreamingResponse):
    def __init__(self, answers: AsyncGenerator[Told], crowd: Crowd, caller: str) -> None:
        # Nothing is to follow on the same connection: when a stream ends, its server stops, or it is time to come back.
        headers = {**NOT_STORED, "X-Accel-Buffering": "no", "Connection": "close"}
        self._events = _events(answers)
        super().__init__(self._events, headers=headers, media_type=EVENT_STREAM.name)
        self._crowd = crowd
        self._caller = caller
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._crowd.place(self._caller):
                await self._go_on(receive, send)
        except TooMany:
            await too_many()(scope, receive, send)

    async def _go_on(self, receive: Receive, send: Send) -> None:
        """Until all is told, the client has gone or does not read, or is to come back, as when the server stops."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        ways_to_end = [
            asyncio.create_task(self._tell(send)),
            asyncio.create_task(self._crowd.closing.wait()),
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(self._keep_alive(send)),
        ]
        try:
            ended, _ = await asyncio.wait(ways_to_end, timeout=LONGEST.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways_to_end:
                way.cancel()
            await asyncio.wait(ways_to_end)
        with suppress(TimeoutError):
            for way in ended:
                way.result()
            await self._send(send, "", more=False)

    async def _tell(self, send: Send) -> None:
        async with aclosing(self._events) as events:
            async for event in events:
                await self._send(send, event)

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await self._send(send, ALIVE)
            await asyncio.sleep(KEEP_ALIVE_SECONDS)

    async def _send(self, send: Send, text: str, *, more: bool = True) -> None:
        async with self._one_at_a_time, asyncio.timeout(SEND_SECONDS):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _events(answers: AsyncGenerator[Told]) -> AsyncGenerator[str]:
    async with aclosing(answers):
        async for told in answers:
            yield f"event: next\ndata: {json.dumps(told.answer.body(), ensure_ascii=False, separators=(',', ':'))}\n\n"
    yield "event: complete\ndata:\n\n"


def wants_events(accept: Accept) -> bool:
    """Whether a client would rather have events than one answer."""
    return accept.prefers((PLAIN, MODERN, EVENT_STREAM)) == EVENT_STREAM


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
