"""uvicorn, as it must be set for connections that stay open, which is not how it comes."""

import gc
import logging
import socket
import sys
from contextlib import suppress

import uvicorn

from gateway.http.question import LARGEST_BODY
from gateway.http.web import Application

STOP_SECONDS = 10
"""So long requests may go on when the server stops; what goes on for ever is told to end before."""
STARTUP_FAILURE = 3
UNREAD_SECONDS = 60
"""After these the system gives a connection up on which nothing arrives that is sent."""


def run(app: Application, host: str, port: int) -> None:
    """Serve until told to stop."""
    # One format for what uvicorn says and for what the gateway does: a refused policy without a time is of little use.
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("gateway").setLevel(logging.INFO)
    server = server_of(app, host, port)
    # What is there now stays: looked through again whenever garbage is, everybody waits for a tenth of a second.
    gc.collect()
    gc.freeze()
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def server_of(app: Application, host: str, port: int) -> uvicorn.Server:
    """The server, ready to run."""
    logging.getLogger("uvicorn.error").addFilter(_without_addresses)
    # No access log: an address can hold a query, and a query whatever somebody typed into it. No compression of
    # messages: it takes memory for each connection, and what is small when it comes may not be when it is read.
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        log_level="info",
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="websockets-sansio",
        ws_max_size=LARGEST_BODY,
        ws_per_message_deflate=False,
    )
    return _Server(config, app)


class _Server(uvicorn.Server):
    """Has those who stay connected end when it stops, and gives up those who never read: neither keeps it for ever."""

    def __init__(self, config: uvicorn.Config, app: Application) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            for listening in (each for server in self.servers for each in server.sockets):
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.crowd.closing.set()
        await super().shutdown(sockets)


def _without_addresses(record: logging.LogRecord) -> bool:
    """What uvicorn says of each WebSocket holds its address, with all that was typed into it."""
    return '"WebSocket' not in str(record.msg)
