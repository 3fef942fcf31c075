"""What is done in the trace that a request is a part of: its operation, the acts behind the gate, fetches of keys.

Whether anything is recorded is known once a request: where not, a span costs one look at a variable. Trace ids are
there in any case, so that the log of this gateway can be found from that of its caller.

Nothing that anybody typed becomes an attribute: no document, no variable, no company, no person, no address.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Protocol, Self

from opentelemetry.context import attach, detach
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer, get_current_span, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway.telemetry.seen import ALLOWED, Seen, current

Value = str | int

recorded_by: ContextVar[Tracer | None] = ContextVar("recorded_by", default=None)
"""Who records the request at hand, if anybody does."""
_W3C = TraceContextTextMapPropagator()


class Span(Protocol):
    """What goes on from here to the end of its block."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End it. An exception makes it a failed one, unless an `outcome` was told: then it was to be expected."""

    def tell(self, **attributes: Value) -> None:
        """Add what is known by now. A name without a dot is one of ours: `reason` is written as `gateway.reason`."""


class Nothing:
    """A span that nobody records."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass

    def tell(self, **attributes: Value) -> None:
        pass


NOTHING = Nothing()


class Recorded:
    """A span that is recorded. Of an exception only the class is: its message may hold what somebody typed."""

    __slots__ = ("_answered", "_span", "_token")

    def __init__(self, tracer: Tracer, name: str, kind: SpanKind, attributes: Mapping[str, Value]) -> None:
        self._span = tracer.start_span(name, kind=kind, attributes=_named(attributes))
        self._answered = False

    def __enter__(self) -> Self:
        self._token = attach(set_span_in_context(self._span))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind and not self._answered:
            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(Status(StatusCode.ERROR))
        detach(self._token)
        self._span.end()

    def tell(self, **attributes: Value) -> None:
        self._answered = self._answered or "outcome" in attributes
        self._span.set_attributes(_named(attributes))


class _Operation(Recorded):
    """What was denied in it is known at its end: a field that is read takes no time of its own at the gate."""

    __slots__ = ("_seen",)

    def __init__(self, tracer: Tracer, seen: Seen) -> None:
        attributes: dict[str, Value] = {"graphql.operation.type": seen.kind, "root": seen.root, "cost": seen.cost}
        super().__init__(tracer, f"{seen.kind} {seen.root}", SpanKind.INTERNAL, attributes)
        self._seen = seen

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        denied = sorted(f"{action} {reason}" for action, reason in self._seen.decisions if reason != ALLOWED)
        if denied:
            self.tell(denied=", ".join(denied))
        super().__exit__(kind, error, at)


def operation_span() -> Span:
    """The GraphQL operation at hand, named by what the schema calls its first field and not by what its author does."""
    tracer, seen = recorded_by.get(), current()
    return _Operation(tracer, seen) if tracer and seen else NOTHING


def gate_span(action: str) -> Span:
    """A decision, and the act that is done on it."""
    return _span("authorize", SpanKind.INTERNAL, {"action": action})


def fetch_span(host: str) -> Span:
    """A fetch of an issuer's keys from a host."""
    return _span("fetch keys", SpanKind.CLIENT, {"server.address": host})


def _span(name: str, kind: SpanKind, attributes: Mapping[str, Value]) -> Span:
    tracer = recorded_by.get()
    return Recorded(tracer, name, kind, attributes) if tracer else NOTHING


def trace_id() -> str:
    """The id of the trace at hand, 32 hexadecimal digits; empty outside of a request."""
    found = get_current_span().get_span_context().trace_id
    return f"{found:032x}" if found else ""


def traceresponse() -> str:
    """What a response says of the trace at hand, as the draft of W3C Trace Context has it; empty outside of one."""
    here = get_current_span().get_span_context()
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}" if here.is_valid else ""


def traceparent_headers() -> dict[str, str]:
    """The header with which a call to elsewhere joins the trace at hand."""
    headers: dict[str, str] = {}
    _W3C.inject(headers)
    return headers


def _named(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {name if "." in name else f"gateway.{name}": value for name, value in attributes.items()}
