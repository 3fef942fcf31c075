"""The names under which the gateway may be called.

Whoever owns another name can have it point at the gateway (DNS rebinding): a browser then takes their page for one of
the gateway's own, and lets it read what we answer. A browser always sends the name, and an address is nobody's name.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from gateway.http.refusal import problem

PROBED = ("/livez", "/readyz", "/metrics")
"""Who watches a process calls it by its address, whatever that is, or says no name at all."""
_PORT = re.compile(r":\d*$")


class Hosts:
    """Refuses what is called by any other name, before anything else is looked at."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._may_be_called(scope):
            await self._app(scope, receive, send)
            return
        answer = problem(421, "MISDIRECTED_REQUEST", "The gateway is not called by this name.")
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(answer)
        else:
            await answer(scope, receive, send)

    def _may_be_called(self, scope: Scope) -> bool:
        called = [_PORT.sub("", value.decode("latin-1").lower()) for name, value in scope["headers"] if name == b"host"]
        if scope["path"] in PROBED and scope["type"] == "http" and all(map(_is_address, called)):
            return True
        return len(called) == 1 and called[0] in self._allowed


def _is_address(host: str) -> bool:
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
