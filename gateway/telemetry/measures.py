"""The figures of one gateway, for Prometheus: how much is asked of it, how long that takes, and what came of it.

The values of labels are from closed lists, from the schema or from the settings: however strange what somebody sends,
it makes no new series.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from gateway.telemetry.figures import info
from gateway.telemetry.seen import Seen

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
LAG_SECONDS = 0.1
SUBSCRIPTION = "subscription"
ELSEWHERE = "elsewhere"
"""What is asked of no address of ours."""

Look = Callable[[], Iterable[Metric]]

# Since when a series exists is nothing to watch, and would be a second series for each.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Measures:
    """What one gateway counts, in a registry of its own: several may run in a process."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "gateway_requests",
            "Requests, and questions of connections that stay open, that were answered; probes are not among them.",
            ["operation", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "gateway_request_duration_seconds",
            "How long an answer took; of subscriptions, which have no end, it is not known.",
            ["operation"],
            registry=registry,
            buckets=SECONDS,
        )
        self._in_flight = Gauge(
            "gateway_requests_in_flight",
            "Requests that are being answered, the one for these figures among them.",
            registry=registry,
        )
        self._decisions = Counter(
            "gateway_decisions",
            "Decisions of the gate; the reason of one that is no denial is `allowed`.",
            ["action", "reason"],
            registry=registry,
        )
        self._cost = Counter(
            "gateway_cost",
            "What was asked for, by the cost that the schema declares.",
            ["operation"],
            registry=registry,
        )
        self._statements = Counter(
            "gateway_statements", "Statements that the database was asked.", ["operation"], registry=registry
        )
        self._closed = Counter(
            "gateway_connections_closed", "Connections that stayed open until now.", ["outcome"], registry=registry
        )
        self._tokens = Counter("gateway_tokens_refused", "Tokens that identify nobody.", ["reason"], registry=registry)
        self._lag = Histogram(
            "gateway_event_loop_lag_seconds",
            "How much later than it asked to something that waits its turn gets it.",
            registry=registry,
            buckets=LAGS,
        )
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        self.watch(lambda: [info("gateway_build", "What runs.", version=version("gateway"))])

    def watch(self, look: Look) -> None:
        """Have these figures looked up whenever somebody asks."""
        self._registry.register(_LookedUp(look))

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All figures, in the version of the format that a monitor prefers, and its media type."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A request is being answered."""
        with self._in_flight.track_inprogress():
            yield

    def observe(self, seen: Seen, seconds: float, route: str = "") -> None:
        """Count a request that was answered; one that is no question to the schema by its `route`, if it has one."""
        operation = f"{seen.kind} {seen.root}".strip() or route or ELSEWHERE
        self._requests.labels(operation, seen.outcome).inc()
        if seen.kind != SUBSCRIPTION:
            self._seconds.labels(operation).observe(seconds)
        for (action, reason), times in seen.decisions.items():
            self._decisions.labels(action, reason).inc(times)
        self._count_token(seen)
        if seen.cost:
            self._cost.labels(operation).inc(seen.cost)
        if seen.statements:
            self._statements.labels(operation).inc(seen.statements)

    def closed(self, seen: Seen) -> None:
        """Count a connection that stayed open until now; its questions are counted each for itself."""
        self._closed.labels(seen.outcome).inc()
        self._count_token(seen)

    def _count_token(self, seen: Seen) -> None:
        if seen.token_fault:
            self._tokens.labels(seen.token_fault).inc()

    async def keep_measuring_lag(self) -> None:
        """See how late one is woken, until cancelled: whoever does not let go of the event loop holds up everybody."""
        now = asyncio.get_running_loop().time
        while True:
            due = now() + LAG_SECONDS
            await asyncio.sleep(LAG_SECONDS)
            self._lag.observe(max(0.0, now() - due))


class _LookedUp(Collector):
    def __init__(self, look: Look) -> None:
        self._look = look

    def collect(self) -> Iterable[Metric]:
        return self._look()

    def describe(self) -> Iterable[Metric]:
        """Nothing is looked up before somebody asks, since what is looked at may not be there yet."""
        return ()
