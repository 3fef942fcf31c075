"""/metrics: what a monitor counts and watches, in the format of Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from gateway.authorization.gate import Gate


class Metrics:
    """The figures of one process, read at the moment they are asked for."""

    def __init__(self, gate: Gate) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        self._registry.register(_PolicyInForce(gate))

    async def get(self, request: Request) -> Response:
        """All figures, in the version of the format that the monitor prefers."""
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self._registry), headers={"Content-Type": media_type, "Cache-Control": "no-store"})


class _PolicyInForce(Collector):
    """Alert on `gateway_policy_files_in_force == 0`: what its authors saved is not what decides."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def collect(self) -> Iterator[Metric]:
        held = self._gate.in_force
        about = {"version": held.policy.version, "meaning": held.policy.meaning}
        yield InfoMetricFamily("gateway_policy", "The policy in force.", about)
        yield GaugeMetricFamily(
            "gateway_policy_loaded_timestamp_seconds",
            "Since when this process decides by it, in seconds since 1970.",
            held.loaded_at.timestamp(),
        )
        yield CounterMetricFamily(
            "gateway_policy_reloads", "How often edited policy files were put in force since the start.", held.reloads
        )
        yield CounterMetricFamily(
            "gateway_policy_reload_failures",
            "How often edited policy files were refused since the start.",
            held.failures,
        )
        yield GaugeMetricFamily(
            "gateway_policy_files_in_force",
            "1 if the policy files, as they stand now, are what decides; 0 if they were refused.",
            held.last_error is None,
        )
