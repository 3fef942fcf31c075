"""One connection of a client: it gets the room and the time that it needs, and no more, so that others get theirs.

uvicorn waits for ever for a request that does not come to its end, and for whoever does not read; and when it stops, it
closes connections on which a request may be on its way. So each step of a connection has a time of its own here.
"""

import asyncio
import sys
from asyncio import TimerHandle, Transport
from typing import Any, cast

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gateway.cli.connections import Connections
from gateway.cli.refused import refused
from gateway.cli.steps import LEAVING_SECONDS, SECONDS, WAITING, Step

_PIECE = 4096


class Connection(H11Protocol):
    """From its beginning to its end, or until it becomes a WebSocket."""

    server_state: Connections

    def __init__(
        self,
        config: Config,
        server_state: Connections,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._step = Step.ANSWER
        self._refused = False
        self._timer: TimerHandle | None = None

    def hurry(self) -> None:
        """Wait for the client no longer than there is time before the server stops."""
        self._wait_for(self._step)

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.server_state.make_room_for(self)
        self._look()

    def data_received(self, data: bytes) -> None:
        """In pieces as long as a head is to come: of one that comes at once, h11 does not look at the size."""
        size = _PIECE if self._step in WAITING else len(data)
        for start in range(0, len(data), size):
            if self._refused or self.transport.is_closing() or not self._is_http:
                break
            super().data_received(data[start : start + size])
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._unset_keepalive_if_required()  # That is uvicorn's own timer, beside ours.
        self._look()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._look()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """uvicorn would wait for ever on what is no handshake after all, such as one with a body."""
        self._forget()
        super().handle_websocket_upgrade(event)
        if not cast("WebSocketsSansIOProtocol", self.transport.get_protocol()).handshake_initiated:
            self.transport.write(refused(400, self.server_state.default_headers))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """uvicorn would close it here. But whoever waits has been hurried, and all others hear it with the answer."""

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this while it handles an error of h11, which knows better what is wrong."""
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        if status == 431 and self._step is Step.REST_OF_BODY:
            status = 400
        elif status == 431 and b"\n" not in self.conn.trailing_data[0]:
            status = 414
        self._refuse(status)

    @property
    def _is_http(self) -> bool:
        return self.transport.get_protocol() is self

    def _look(self) -> None:
        """See what is waited for now, and for how long."""
        step = self._next_step()
        if step is not self._step and self._is_http:
            self._step = step
            self._wait_for(step)

    def _next_step(self) -> Step:
        if self._refused:
            return Step.GOING
        if self.transport.is_closing() or self.flow.write_paused:
            return Step.READING
        if self.conn.their_state is h11.SEND_BODY:
            return Step.REST_OF_BODY
        if self.conn.their_state is not h11.IDLE:
            return Step.ANSWER
        if self.conn.trailing_data[0]:
            return Step.REST_OF_HEAD
        return Step.NEXT_REQUEST if self.cycle else Step.FIRST_REQUEST

    def _wait_for(self, step: Step) -> None:
        seconds = {**SECONDS, **LEAVING_SECONDS} if self.server_state.leaving else SECONDS
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds[step], self._is_late) if step in seconds else None
        self.server_state.waits_for(self, step)

    def _forget(self) -> None:
        """It has ended, or goes on as a WebSocket."""
        self._step = Step.ANSWER
        self._wait_for(self._step)

    def _is_late(self) -> None:
        match self._step:
            case Step.FIRST_REQUEST | Step.NEXT_REQUEST:
                self.transport.close()
            case Step.REST_OF_HEAD | Step.REST_OF_BODY:
                self._refuse(503 if self.server_state.leaving else 408)
            case _:
                self.transport.abort()
        self._look()

    def _refuse(self, status: int) -> None:
        """Say why, and wait a little until it is read: on a connection that is closed at once, it may get lost."""
        if self.cycle and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(refused(status, self.server_state.default_headers))
        self._refused = True
        self.transport.write_eof()
