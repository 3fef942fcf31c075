"""Around everything: each request takes its place in a trace, and leaves one line in the log and its figures.

Nothing is told of it that somebody typed: the address as the gateway knows it and not as it was called, no header, no
variable, and the name of an operation only if it is harmless.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.identifiers import holds_national_number
from gateway.http.exchange import Exchange
from gateway.http.hosts import PROBED
from gateway.telemetry.logs import fields
from gateway.telemetry.measures import Measures
from gateway.telemetry.seen import Outcome, Seen, current, seeing
from gateway.telemetry.spans import traceparent_headers
from gateway.telemetry.tracing import METHODS, Tracing

_OBSERVED = "gateway.observed"
_ELEVEN_DIGITS = re.compile(r"(?=(\d{11}))")
_GRAVE = {
    Outcome.TOO_MANY: logging.WARNING,
    Outcome.UNAVAILABLE: logging.WARNING,
    Outcome.TIMED_OUT: logging.WARNING,
    Outcome.INTERNAL: logging.ERROR,
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Observed:
    """The outermost part of the application."""

    app: ASGIApp
    tracing: Tracing
    measures: Measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._request(scope, receive, send)
            case "websocket":
                await self._connection(scope, receive, send)
            case _:
                await self._life(scope, receive, send)

    async def _life(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start and stop. What goes wrong then is told as everything is: else the server would print all of it."""

        async def sending(message: Message) -> None:
            await send({"type": message["type"]})

        try:
            await self.app(scope, receive, sending)
        except Exception:
            logger.exception("The gateway could not start, or not stop in good order.")
            raise

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        probe = scope["path"] in PROBED
        with self.tracing.begin_request(_parent(scope), method, recorded=not probe) as span, seeing(Seen()) as seen:
            exchange = Exchange(receive, send)
            try:
                with self.measures.answering():
                    await self.app(scope, exchange.receive, exchange.send)
            finally:
                route, status = _route(scope), exchange.status or 500
                seen.came_to(exchange.outcome)
                span.answered(status, route)
                if not probe:
                    self.measures.observe(seen, exchange.seconds, route)
                about = {"method": method, "route": route, "status": exchange.status, "bytes": exchange.sent}
                if exchange.gone:
                    about["gone"] = True
                _tell("request", seen, exchange.seconds, about)

    async def _connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_OBSERVED] = self
        with self.tracing.begin_request(_parent(scope), "GET") as span, seeing(Seen()) as seen:
            exchange = Exchange(receive, send)
            try:
                await self.app(scope, exchange.receive, exchange.send)
            finally:
                route = _route(scope)
                seen.came_to(exchange.outcome)
                span.answered(exchange.status or 500, route)
                self.measures.closed(seen)
                about = {"route": route, "status": exchange.status, "code": exchange.closed}
                _tell("connection", seen, exchange.seconds, about)

    async def question(self, answer: Callable[[], Awaitable[None]]) -> None:
        """Observe the answering of one question of a connection, in its trace."""
        connection, began = current() or Seen(), perf_counter()
        connection.questions += 1
        seen = Seen(signed_in=connection.signed_in)
        with self.tracing.begin_request(traceparent_headers()), seeing(seen):
            try:
                await answer()
            finally:
                seconds = perf_counter() - began
                self.measures.observe(seen, seconds)
                _tell("question", seen, seconds, {})


def observed(connection: HTTPConnection, answer: Callable[[], Awaitable[None]]) -> Coroutine[Any, Any, None]:
    """The answering of one question of a connection that stays open, observed as a request is."""
    around: Observed = connection.scope[_OBSERVED]
    return around.question(answer)


def _parent(scope: Scope) -> dict[str, str]:
    """What the caller says of their trace, if they say it once, and there is no number of anybody's in it."""
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"]
    if len(said) != 1 or any(map(holds_national_number, _ELEVEN_DIGITS.findall(said[0]))):
        return {}
    return {"traceparent": said[0]}


def _route(scope: Scope) -> str:
    """The address as the gateway knows it; empty if it knows none such."""
    return getattr(scope.get("route"), "path", "")


def _tell(event: str, seen: Seen, seconds: float, about: dict[str, Any]) -> None:
    level = _GRAVE.get(seen.outcome, logging.DEBUG if about.get("route") in PROBED else logging.INFO)
    if logger.isEnabledFor(level):
        told = {**about, "duration_ms": round(seconds * 1000, 3), **seen.report()}
        logger.log(level, event, extra=fields(**told))
