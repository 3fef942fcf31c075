"""Inside of everything else: what nobody expects becomes an answer, which gets all the headers that answers get."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.http.refusal import broken_off, unexpected


@dataclass(frozen=True, slots=True)
class Unexpected:
    """The innermost part of the application: nobody who asks is left without an answer."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http":
                raise
            answer = unexpected(Request(scope), error)
            if begun:
                raise  # The server breaks off what cannot be answered any more.
            await answer(scope, receive, send)
        except asyncio.CancelledError:
            # The server stops, and has waited for as long as it may.
            if scope["type"] == "http" and not begun:
                await broken_off()(scope, receive, send)
            raise
