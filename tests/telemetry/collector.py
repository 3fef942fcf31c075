"""A collector of traces: takes what a gateway sends over OTLP, and reads it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1 import trace_pb2

LATER_SECONDS = 4
"""After these a collector that does not take what it is sent wants to be asked again."""


@dataclass(frozen=True)
class Received:
    """A span as it was received."""

    trace: str
    id: str
    parent: str
    name: str
    kind: str
    failed: bool
    attributes: Mapping[str, object]

    @classmethod
    def read(cls, span: trace_pb2.Span) -> Self:
        """From the wire."""
        values = {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}
        kind = trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower()
        failed = span.status.code == trace_pb2.Status.STATUS_CODE_ERROR
        return cls(span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), span.name, kind, failed, values)


class Collector:
    """What was received, and the bytes of it; `answers` is the status that it answers with."""

    def __init__(self) -> None:
        self.answers = HTTPStatus.OK
        self.asked = 0
        self.bodies: list[bytes] = []
        self.paths: list[str] = []

    @property
    def spans(self) -> list[Received]:
        """All spans, in the order in which they began."""
        received = [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        return [Received.read(span) for span in sorted(received, key=lambda span: span.start_time_unix_nano)]

    def below(self, parent: Received) -> list[Received]:
        """The spans of which this one is the parent."""
        return [span for span in self.spans if span.parent == parent.id]

    def one(self, name: str) -> Received:
        """The only span of this name."""
        [found] = [span for span in self.spans if span.name == name]
        return found


@contextmanager
def collecting() -> Iterator[tuple[str, Collector]]:
    """A collector that listens, and its address."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.asked += 1
            if collector.answers is HTTPStatus.OK:
                collector.bodies.append(body)
                collector.paths.append(self.path)
            self.send_response(collector.answers)
            self.send_header("content-length", "0")
            self.send_header("retry-after", str(LATER_SECONDS))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=[0.01]).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", collector
        finally:
            server.shutdown()
