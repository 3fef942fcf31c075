"""/metrics: what a monitor counts and watches, in the format of Prometheus."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from gateway.authorization.gate import Gate
from gateway.graphql.turns import Turns
from gateway.http.crowd import Crowd
from gateway.identity import Issuer
from gateway.signature import Trust, authority_states
from gateway.storage.database import Database
from gateway.telemetry.figures import Metric, counter, counters, gauge, gauges, info
from gateway.telemetry.measures import Measures


class Metrics:
    """The figures of one process: what was counted, and what is looked up at the moment when it is asked for."""

    def __init__(
        self,
        measures: Measures,
        gate: Gate,
        database: Database,
        issuers: Sequence[Issuer],
        trust: Trust,
        crowd: Crowd,
        turns: Turns,
    ) -> None:
        self._measures = measures
        measures.watch(lambda: policy_figures(gate))
        measures.watch(lambda: caller_figures(gate, crowd, turns))
        measures.watch(lambda: database_figures(database))
        measures.watch(lambda: key_figures(issuers))
        measures.watch(lambda: revocation_figures(trust, gate.clock()))

    async def get(self, request: Request) -> Response:
        """All figures, in the version of the format that the monitor prefers."""
        body, media_type = self._measures.exposition(request.headers.get("accept", ""))
        return Response(body, headers={"Content-Type": media_type})


def policy_figures(gate: Gate) -> Iterable[Metric]:
    """Alert on `gateway_policy_files_in_force == 0`: what its authors saved is not what decides."""
    held = gate.in_force
    yield info("gateway_policy", "The policy in force.", version=held.policy.version, meaning=held.policy.meaning)
    # Its age is time() minus this: a figure of its own would be another one at each look, and say no more.
    yield gauge(
        "gateway_policy_loaded_timestamp_seconds",
        "Since when this process decides by it, in seconds since 1970.",
        held.loaded_at.timestamp(),
    )
    yield counter(
        "gateway_policy_reloads", "How often edited policy files were put in force since the start.", held.reloads
    )
    yield counter(
        "gateway_policy_reload_failures",
        "How often edited policy files were refused since the start.",
        held.failures,
    )
    yield gauge(
        "gateway_policy_files_in_force",
        "1 if the policy files, as they stand now, are what decides; 0 if they were refused.",
        held.last_error is None,
    )


def caller_figures(gate: Gate, crowd: Crowd, turns: Turns) -> Iterable[Metric]:
    """Who has their turn, who waits for it, and who stays connected."""
    states = [("taken", turns.working), ("waited_for", turns.waiting)]
    yield gauges("gateway_turns", "Turns to be answered, of which there are so many at once.", ("state",), states)
    yield gauge("gateway_connections_open", "WebSockets and streams of events that are open.", crowd.present)
    yield gauge("gateway_subscriptions_open", "Subscriptions that are followed.", gate.changes.followed)


def database_figures(database: Database) -> Iterable[Metric]:
    """How busy the database is, and how large."""
    pools, of_each = database.pools.items(), ("pool",)
    doing = [(pool, "in_use", state.in_use) for pool, state in pools]
    doing += [(pool, "idle", state.size - state.in_use) for pool, state in pools]
    yield gauges("gateway_database_connections", "Connections, by what they do.", ("pool", "state"), doing)
    waiting = [(pool, state.waiting) for pool, state in pools]
    yield gauges("gateway_database_waiting", "Transactions that wait for a connection.", of_each, waiting)
    begun = [(pool, state.lent) for pool, state in pools]
    yield counters("gateway_database_transactions", "Transactions that got a connection.", of_each, begun)
    waited = [(pool, state.waited_seconds) for pool, state in pools]
    yield counters("gateway_database_wait_seconds", "How long all together waited for a connection.", of_each, waited)
    sizes = [("database", _size(database.path)), ("log", _size(Path(f"{database.path}-wal")))]
    yield gauges("gateway_database_size_bytes", "The file, and the log of what is not yet in it.", ("file",), sizes)
    free = shutil.disk_usage(database.path.parent).free
    yield gauge("gateway_database_disk_free_bytes", "How much they may still grow.", free)


def _size(path: Path) -> int:
    """Of the log too, which may be gone at any moment."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def key_figures(issuers: Sequence[Issuer]) -> Iterable[Metric]:
    """Alert on `gateway_issuer_keys == 0`: nobody who signs in there gets in."""
    states, of_each = [issuer.keys.state for issuer in issuers], ("issuer",)
    keys = [(state.url, state.keys) for state in states]
    yield gauges("gateway_issuer_keys", "Keys of an issuer that count: without any, no token does.", of_each, keys)
    fetched = [(state.url, state.fetched_at.timestamp()) for state in states if state.fetched_at]
    yield gauges(
        "gateway_issuer_keys_fetched_timestamp_seconds",
        "When an issuer's keys were last fetched, in seconds since 1970; of those that are read once it is not told.",
        of_each,
        fetched,
    )
    failed = [(state.url, state.failures) for state in states]
    yield gauges("gateway_issuer_failures", "How often in a row an issuer's keys were not to be had.", of_each, failed)


def revocation_figures(trust: Trust, now: datetime) -> Iterable[Metric]:
    """Alert on what ends soon: without a current list, nobody signs whose card is below that authority."""
    if trust.lists is None:
        return
    # Two certificates of one authority have one name, and the sooner end matters.
    ends: dict[str, float] = {}
    for state in authority_states(trust, now):
        end = state.revoked_until.timestamp() if state.revoked_until else 0.0
        ends[state.name] = min(end, ends.get(state.name, end))
    yield gauges(
        "gateway_revocation_list_expires_timestamp_seconds",
        "Until when it is known what an authority has revoked, in seconds since 1970; 0 if it is not known.",
        ("authority",),
        ends.items(),
    )
