"""What goes over the wire for one request, or over one connection, seen as it passes by."""

from time import perf_counter

from starlette.types import Message, Receive, Send

from gateway.telemetry.seen import Outcome
from gateway.telemetry.spans import traceresponse

TRACE = "traceresponse"
"""Tells callers of which trace their request is a part: a header of the editors' draft of W3C Trace Context."""
_BEGINS = ("http.response.start", "websocket.accept", "websocket.http.response.start")
_OUTCOMES = {
    401: Outcome.REFUSED,
    403: Outcome.REFUSED,
    404: Outcome.NOT_FOUND,
    408: Outcome.TIMED_OUT,
    429: Outcome.TOO_MANY,
    503: Outcome.UNAVAILABLE,
    504: Outcome.TIMED_OUT,
}


class Exchange:
    """Stands between the application and the server, and adds the trace to whatever is answered.

    `status`: of the answer, None before there is one. `closed`: the code with which a WebSocket was closed.
    `gone`: the client went away before all was answered.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self.began = perf_counter()
        self.status: int | None = None
        self.closed: int | None = None
        self.sent = 0
        self.gone = False
        self._answered = False
        self._receive = receive
        self._send = send

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return perf_counter() - self.began

    @property
    def outcome(self) -> Outcome:
        """What its status says, where nothing more is known."""
        if self.status is None:
            return Outcome.ABANDONED if self.gone else Outcome.INTERNAL
        if self.status < 400:
            return Outcome.OK
        return _OUTCOMES.get(self.status, Outcome.MALFORMED if self.status < 500 else Outcome.INTERNAL)

    async def receive(self) -> Message:
        """What comes from the client."""
        message = await self._receive()
        match message["type"]:
            case "http.disconnect":
                self.gone = not self._answered
            case "websocket.disconnect":
                self.closed = self.closed or message.get("code")
        return message

    async def send(self, message: Message) -> None:
        """What goes to the client."""
        kind = message["type"]
        if kind in _BEGINS:
            self.status = message.get("status", 101)
            message["headers"] = [*message.get("headers", ()), (TRACE.encode(), traceresponse().encode())]
        elif kind == "http.response.body":
            self.sent += len(message.get("body", b""))
            self._answered = not message.get("more_body", False)
        elif kind == "websocket.close":
            self.status = self.status or 403  # Closed before it was accepted.
            self.closed = message.get("code", 1000)
        await self._send(message)
