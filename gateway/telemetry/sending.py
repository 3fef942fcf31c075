"""Where traces are sent: over OTLP to a collector, from a thread of its own, so that no request waits for it."""

import logging
from collections.abc import Sequence
from importlib.metadata import version
from threading import Timer

from opentelemetry.exporter.otlp.proto.http import trace_exporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

TRACES = "/v1/traces"
SEND_SECONDS = 5.0
LAST_SECONDS = 2.0
"""So long a collector that does not answer is tried again when the gateway stops."""

logger = logging.getLogger(__name__)


class Sending:
    """Sends the traces that a caller has sampled, and this part of those that begin here.

    What else a collector asks for, such as a header with a secret, is read from OpenTelemetry's own variables.
    """

    def __init__(self, endpoint: str, ratio: float) -> None:
        # What the library says of each batch that is lost, `_Sender` says once.
        logging.getLogger(trace_exporter.__name__).setLevel(logging.CRITICAL)
        about = Resource.create({SERVICE_NAME: "gateway", SERVICE_VERSION: version("gateway")})
        self._provider = TracerProvider(ParentBased(TraceIdRatioBased(ratio)), about, shutdown_on_exit=False)
        self._sender = _Sender(endpoint.rstrip("/").removesuffix(TRACES) + TRACES)
        self._provider.add_span_processor(BatchSpanProcessor(self._sender))
        self.tracer = self._provider.get_tracer("gateway")

    def flush(self) -> None:
        """Send now what was recorded."""
        self._provider.force_flush()

    def close(self) -> None:
        """Send what was recorded, and no more; without waiting long for a collector that is not there."""
        giving_up = Timer(LAST_SECONDS, self._sender.shutdown)
        giving_up.start()
        self._provider.shutdown()
        giving_up.cancel()


class _Sender(SpanExporter):
    """Says when spans begin to get lost, and when they arrive again; nothing in between, however long it lasts."""

    def __init__(self, address: str) -> None:
        self._exporter = OTLPSpanExporter(address, timeout=SEND_SECONDS)
        self._lost = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch."""
        result = self._exporter.export(spans)
        if result is SpanExportResult.FAILURE:
            if not self._lost:
                logger.warning("Traces cannot be sent: their collector does not take them.")
            self._lost += len(spans)
        elif self._lost:
            logger.warning("Traces are sent again. %s spans were lost.", self._lost)
            self._lost = 0
        return result

    def shutdown(self) -> None:
        """Send no more, and try no more."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]
