"""WebSockets at /graphql: who may open one, and how it ends. What is said over it is in `conversation`."""

import asyncio
import logging
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gateway.graphql.subscribing import Subscriptions
from gateway.http.conversation import Conversation
from gateway.http.crowd import Crowd, TooMany, counted_as
from gateway.http.door import Door
from gateway.http.refusal import problem
from gateway.http.socket_message import Closed, Code
from gateway.telemetry.seen import Outcome, came_to
from gateway.telemetry.spans import trace_id

PROTOCOL = "graphql-transport-ws"
CLOSE_SECONDS = 2.0
"""So long a client that does not read is waited for, to be told why it is closed."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sockets:
    """Opens connections for pages of our own origin and of `origins`, and for clients that are no browsers."""

    door: Door
    subscriptions: Subscriptions
    crowd: Crowd
    origins: frozenset[str]

    async def handle(self, websocket: WebSocket) -> None:
        """One connection, from the handshake to its end."""
        if not self._may_come_from(websocket.headers.getlist("origin"), websocket):
            await websocket.send_denial_response(problem(403, "FORBIDDEN", "Pages of this origin may not connect."))
            return
        with suppress(WebSocketDisconnect):
            if PROTOCOL not in websocket.scope["subprotocols"]:
                await websocket.accept()
                await _close(websocket, Closed(Code.NO_SUCH_SUBPROTOCOL, "Subprotocol not acceptable"))
                return
            await websocket.accept(PROTOCOL)
            with ExitStack() as place:
                await self._converse(websocket, place)

    async def _converse(self, websocket: WebSocket, place: ExitStack) -> None:
        # Who arrives is counted apart, so that those who stay unnamed keep nobody at their address from coming in.
        try:
            place.enter_context(self.crowd.place(f"arriving {counted_as(websocket, None)}"))
            await Conversation(websocket, self.door, self.subscriptions, self.crowd, place).go_on()
        except TooMany:
            came_to(Outcome.TOO_MANY)
            await _close(websocket, Closed(Code.TRY_AGAIN_LATER, "Too many connections"))
        except Closed as closed:
            await _close(websocket, closed)
        except Exception:
            came_to(Outcome.INTERNAL)
            logger.exception("Something unexpected ended a WebSocket.")
            await _close(websocket, Closed(Code.UNEXPECTED, f"Unexpected error {trace_id()}"))

    def _may_come_from(self, sent: list[str], websocket: WebSocket) -> bool:
        """A browser always says from where; a page of another origin could not read an answer, but hear a socket."""
        scheme = "https" if websocket.scope["scheme"] == "wss" else "http"
        own = f"{scheme}://{websocket.headers.get('host', '')}".lower()
        return all(origin in self.origins or origin.lower() == own for origin in sent)


async def _close(websocket: WebSocket, closed: Closed) -> None:
    """Say why; a client that does not read is not waited for."""
    if websocket.client_state is WebSocketState.DISCONNECTED:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close(closed.code, closed.reason)
