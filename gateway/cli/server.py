"""uvicorn, as it must be set for connections that stay open, which is not how it comes."""

import asyncio
import gc
import logging
import resource
import socket
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import uvicorn

from gateway.cli.connection import Connection
from gateway.cli.connections import MOST, Connections
from gateway.cli.refused import LARGEST_HEAD
from gateway.http.question import LARGEST_BODY
from gateway.http.web import Application

STOP_SECONDS = 10
"""So long requests may go on when the server stops; what goes on for ever is told to end before."""
STARTUP_FAILURE = 3
UNREAD_SECONDS = 60
"""After these the system gives a connection up on which nothing arrives that is sent."""
FILES = MOST + 500
"""As many can be open: the connections, and what a gateway has open besides."""

_LESS_THAN_OUR_OWN = (
    "connection open",
    "connection closed",
    "ASGI callable returned without completing handshake.",  # Said, as an error, of each WebSocket that we refuse.
)

logger = logging.getLogger(__name__)


def run(server: uvicorn.Server, sockets: Sequence[socket.socket]) -> None:
    """Serve until told to stop."""
    _have_room_for(FILES)
    # What is there now stays: looked through again whenever garbage is, everybody waits for a tenth of a second.
    gc.freeze()
    server.run(list(sockets))
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def server_of(
    app: Application,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    stop_seconds: int = STOP_SECONDS,
    trusted_proxies: Sequence[str] = (),
    started: Callable[[], None] = lambda: None,
) -> uvicorn.Server:
    """The server, ready to run, on host and port or on sockets that it is given then. `started`: told that it answers.

    What `trusted_proxies` say of who calls, and how, is believed; whoever else says such things is not heard.
    """
    logging.getLogger("uvicorn.error").addFilter(_worth_a_line)
    # No access log: an address can hold a query, and a query whatever somebody typed into it. No compression of
    # messages: it takes memory for each connection, and what is small when it comes may not be when it is read.
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=stop_seconds,
        ws="websockets-sansio",
        ws_max_size=LARGEST_BODY,
        ws_per_message_deflate=False,
    )
    return _Server(config, app, started)


class _Server(uvicorn.Server):
    """Has everybody be answered before it stops, and ends those who stay connected: they come back to the next."""

    def __init__(self, config: uvicorn.Config, app: Application, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._connections = self.server_state = Connections()
        self._crowd = app.state.crowd
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """None: they are for the parent process, which tells its worker to stop."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            for listening in (each for server in self.servers for each in server.sockets):
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
        self._tell_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """First while new connections are still taken, so that these do not wait for those who are slow to ask."""
        self._crowd.leaving = True
        await self._connections.leave()
        await self._take_no_more()
        self._crowd.closing.set()
        await super().shutdown(sockets)

    async def _take_no_more(self) -> None:
        """Whoever is taken in one turn of the loop is known in the next; closed in between, asyncio drops them."""
        for listening in (each for server in self.servers for each in server.sockets):
            asyncio.get_running_loop().remove_reader(listening.fileno())
        await asyncio.sleep(0)


def _have_room_for(files: int) -> None:
    """Take as many of the files that the system lets a process have open as are needed; 1,024 are often what it has."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= files:
        return
    if most != resource.RLIM_INFINITY and most < files:
        logger.warning("The system lets this process have %s files open, of %s that it may need.", most, files)
        files = most
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))


def _worth_a_line(record: logging.LogRecord) -> bool:
    """What is said of each WebSocket holds its address, with all that was typed into it, or less than our own line."""
    said = str(record.msg)
    return '"WebSocket' not in said and said not in _LESS_THAN_OUR_OWN
