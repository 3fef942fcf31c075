"""The traces of one gateway: each request takes its place in the one that its caller names, or begins one."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from opentelemetry.context import Context, attach, detach
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway.telemetry.spans import recorded_by

if TYPE_CHECKING:
    from gateway.telemetry.sending import Sending

LONGEST_PARENT = 128
"""A `traceparent` of today has 55 characters."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE")
_W3C = TraceContextTextMapPropagator()


class RequestSpan:
    """The span of a request."""

    __slots__ = ("_begun", "_method")

    def __init__(self, begun: Span, method: str) -> None:
        self._begun = begun
        self._method = method

    def answered(self, status: int, route: str) -> None:
        """Say what came of it. `route`: the address as the gateway knows it, empty if it knows none such."""
        if self._begun.is_recording():
            self._begun.set_attribute("http.response.status_code", status)
            if route:
                self._begun.update_name(f"{self._method} {route}")
                self._begun.set_attribute("http.route", route)
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                self._begun.set_status(Status(StatusCode.ERROR))


class Tracing:
    """Where nothing is sent nothing is recorded, and there are trace ids all the same."""

    def __init__(self, sending: "Sending | None" = None) -> None:
        self._sending = sending
        self._tracer = sending.tracer if sending else None

    @contextmanager
    def begin_request(
        self, headers: Mapping[str, str], method: str = "", *, recorded: bool = True
    ) -> Iterator[RequestSpan]:
        """A request; without a method, a question of a connection that stays open. `headers`: by lower-case names.

        `recorded`: whether it may be; what machines ask every few seconds is not worth it.
        """
        method = method if method in METHODS else "_OTHER" if method else ""
        begun = self._begun(method, _begun_by(headers), recorded=recorded)
        token = attach(set_span_in_context(begun))
        recorder = recorded_by.set(self._tracer if begun.is_recording() else None)
        try:
            yield RequestSpan(begun, method)
        finally:
            recorded_by.reset(recorder)
            detach(token)
            begun.end()

    def close(self) -> None:
        """Send what was recorded, and no more."""
        if self._sending:
            self._sending.close()

    def _begun(self, method: str, context: Context, *, recorded: bool) -> Span:
        if self._tracer is None or not recorded:
            return NonRecordingSpan(_next_in(context))
        attributes = {"http.request.method": method} if method else {}
        return self._tracer.start_span(method or "question", context, SpanKind.SERVER, attributes)


def tracing_to(endpoint: str | None, ratio: float) -> Tracing:
    """Traces that are sent to an endpoint, if there is one; this part of those that begin here."""
    if endpoint is None:
        return Tracing()
    # Imported when it is asked for: it brings an HTTP client of its own.
    from gateway.telemetry.sending import Sending

    return Tracing(Sending(endpoint, ratio))


def _begun_by(headers: Mapping[str, str]) -> Context:
    """What the caller says of the trace; not `tracestate`, in which anything could be."""
    parent = headers.get("traceparent", "")
    return _W3C.extract({"traceparent": parent}, Context()) if 0 < len(parent) <= LONGEST_PARENT else Context()


def _next_in(context: Context) -> SpanContext:
    """A place in the caller's trace, or in a new one, that says of itself what the caller said of theirs."""
    parent = get_current_span(context).get_span_context()
    trace_id, span_id = parent.trace_id or secrets.randbits(128), secrets.randbits(64)
    return SpanContext(trace_id, span_id, is_remote=False, trace_flags=parent.trace_flags)
