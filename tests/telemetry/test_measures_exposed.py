"""What /metrics tells: how much is asked, what came of it, and how the parts are; never what anybody typed."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asking import contact
from prometheus_client.core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text
from running import Prepared, Running
from signature_cards import CITIZEN, CITIZEN_CERTIFICATE, NOW, ROOT, ROOT_CERTIFICATE, crl, trusting
from streaming import until

from gateway.demo.world import LAMBERT, MAES
from gateway.http.metrics import revocation_figures
from gateway.signature import Trust
from gateway.storage.database import Database
from gateway.telemetry.measures import Measures

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
REVOKED = "revocation_list_expires_timestamp_seconds"
DAY = timedelta(days=1)
QUERY = f'{{ company(number: "{LAMBERT}") {{ name account {{ status }} }} }}'


class Figures:
    """Samples by name and labels."""

    def __init__(self, text: str) -> None:
        families = list(read_text(text))
        self.values = {(each.name, frozenset(each.labels.items())): each.value for f in families for each in f.samples}

    def of(self, name: str, **labels: str) -> float:
        """One sample; 0 if there is none, as for what has not happened yet."""
        return self.values.get((f"gateway_{name}", frozenset(labels.items())), 0)

    def labels(self, name: str) -> list[Mapping[str, str]]:
        """The labels of all samples of a name."""
        return [dict(labels) for known, labels in self.values if known == f"gateway_{name}"]


def figures(gateway: Running) -> Figures:
    return Figures(gateway.send("GET", "/metrics").raise_for_status().text)


def measured(measures: Measures) -> Figures:
    return Figures(measures.exposition("")[0].decode())


def test_requests_are_counted_by_operation_and_outcome(gateway: Running) -> None:
    gateway.read("lea", "{ viewer { person { firstName } } }")
    gateway.ask(None, QUERY)
    given = {"company": LAMBERT, "manager": contact("petra")}
    for who in ("dries", "lea"):
        gateway.act(who, "designateChiefAccessManager", given)
    gateway.post("lea", {"query": "{ typedByAClient }"})
    told = figures(gateway)
    assert told.of("requests_total", operation="query viewer", outcome="ok") == 1
    assert told.of("requests_total", operation="query company", outcome="partial") == 1
    assert told.of("requests_total", operation="mutation designateChiefAccessManager", outcome="ok") >= 1
    assert told.of("requests_total", operation="/graphql", outcome="invalid") == 1
    assert told.of("request_duration_seconds_count", operation="query viewer") == 1
    assert told.of("cost_total", operation="query viewer") > 0


def test_decisions_are_counted_by_action_and_reason(gateway: Running) -> None:
    gateway.ask(None, f"{QUERY[:-1]} other: {QUERY[1:].replace(LAMBERT, MAES)}")
    told = figures(gateway)
    assert told.of("decisions_total", action="COMPANY_READ", reason="allowed") == 2
    assert told.of("decisions_total", action="ACCOUNT_READ", reason="NOT_AUTHENTICATED") == 2


def test_tokens_that_identify_nobody_are_counted_by_what_is_wrong_with_them(gateway: Running) -> None:
    gateway.send("POST", "/graphql", json={"query": "{ __typename }"}, headers={"Authorization": "Bearer x"})
    told = figures(gateway)
    assert told.of("tokens_refused_total", reason="MALFORMED") == 1


def test_nothing_that_anybody_types_makes_a_series(gateway: Running) -> None:
    before = set(figures(gateway).values)
    gateway.post("lea", {"query": "query Typed { typed: __typename }"})
    gateway.post("lea", {"query": "{ typedField }"})
    for method, path in (
        ("GET", "/typed"),
        ("TYPED", "/graphql"),
        ("GET", "/letters/typed"),
        ("POST", "/graphql?typed"),
    ):
        gateway.send(method, path, headers={"typed": "typed"})
    made = {labels for _, labels in set(figures(gateway).values) - before}
    assert made
    assert not [labels for labels in made if "typed" in str(labels).lower()]


def test_probes_are_not_counted_among_requests(gateway: Running) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        gateway.send("GET", path)
    told = figures(gateway)
    assert told.labels("requests_total") == told.labels("request_duration_seconds_count") == []


def test_both_formats_are_told_as_they_must_be(shared: Running) -> None:
    text = shared.send("GET", "/metrics")
    assert text.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = shared.send("GET", "/metrics", headers={"Accept": OPENMETRICS})
    assert told.headers["content-type"].startswith("application/openmetrics-text")
    assert _names(read_text(text.text)) == _names(read_openmetrics(told.text))


def test_every_figure_says_what_it_is(shared: Running) -> None:
    for family in read_text(shared.send("GET", "/metrics").text):
        assert family.type in ("counter", "gauge", "histogram"), family.name
        assert family.documentation.endswith(".") or not family.name.startswith("gateway_"), family.name


def test_the_process_and_its_version_are_told(shared: Running) -> None:
    told = figures(shared)
    assert told.labels("build_info") == [{"version": "0.1.0"}]
    assert told.of("requests_in_flight") == 1
    assert told.values["process_open_fds", frozenset()] > 0


def test_the_keys_of_each_issuer_are_told(shared: Running) -> None:
    told, issuer = figures(shared), shared.issuer.issuer.url
    assert told.of("issuer_keys", issuer=issuer) == 1
    assert told.labels("issuer_failures") == [{"issuer": issuer}]


@pytest.mark.parametrize(
    ("end", "told"), [(NOW + DAY, (NOW + DAY).timestamp()), (NOW - DAY, 0), (None, 0)], ids=["current", "ended", "none"]
)
def test_until_when_it_is_known_what_was_revoked_is_told(tmp_path: Path, end: datetime | None, told: float) -> None:
    trusting(tmp_path / "trust")
    (tmp_path / "crls").mkdir()
    if end:
        (tmp_path / "crls" / "citizen.crl").write_bytes(crl(CITIZEN, begin=NOW - 2 * DAY, end=end))
    trust, measures = Trust(tmp_path / "trust", tmp_path / "crls"), Measures()
    measures.watch(lambda: revocation_figures(trust, NOW))
    shown = measured(measures)
    assert len(shown.labels(REVOKED)) == 2
    assert shown.of(REVOKED, authority=CITIZEN.subject.rfc4514_string()) == told


def test_an_authority_that_changes_its_key_is_told_once_and_the_worse_of_it(tmp_path: Path) -> None:
    trusting(tmp_path, ROOT_CERTIFICATE, CITIZEN_CERTIFICATE, replace(CITIZEN, which=3).issued_by(ROOT))
    (tmp_path / "citizen.crl").write_bytes(crl(CITIZEN))
    [told] = revocation_figures(Trust(tmp_path, tmp_path), NOW)
    ends = [each.value for each in told.samples if each.labels["authority"] == CITIZEN.subject.rfc4514_string()]
    assert ends == [0]


def test_where_nobody_asks_what_was_revoked_nothing_is_told_of_it(shared: Running) -> None:
    assert figures(shared).labels(REVOKED) == []


def test_two_gateways_in_a_process_count_each_for_itself(gateway: Running, shared: Running) -> None:
    before = figures(shared).of("requests_total", operation="query viewer", outcome="ok")
    gateway.read("lea", "{ viewer { person { firstName } } }")
    assert figures(shared).of("requests_total", operation="query viewer", outcome="ok") == before


@pytest.fixture
def database(prepared: Prepared, tmp_path: Path) -> Iterator[Database]:
    yield Database.at(prepared.copy_to(tmp_path / "world").database_url)


def test_who_waits_for_the_writer_is_told(database: Database) -> None:
    async def changed() -> None:
        async with database.change():
            pass

    async def run() -> None:
        async with database.change():
            waiting = asyncio.create_task(changed())
            await until(lambda: database.pools["writer"].waiting)
            assert database.pools["writer"].in_use == 1
        await waiting
        done = database.pools["writer"]
        assert (done.in_use, done.waiting, done.lent) == (0, 0, 2)
        assert done.waited_seconds >= 0.005
        await database.close()

    asyncio.run(run())


def test_who_holds_up_the_event_loop_is_noticed() -> None:
    async def run() -> Measures:
        measures = Measures()
        measuring = asyncio.create_task(measures.keep_measuring_lag())
        await asyncio.sleep(0)
        time.sleep(0.3)  # noqa: ASYNC251
        await until(lambda: measured(measures).of("event_loop_lag_seconds_count"))
        measuring.cancel()
        return measures

    told = measured(asyncio.run(run()))
    assert told.of("event_loop_lag_seconds_sum") > 0.1
    assert told.of("event_loop_lag_seconds_bucket", le="0.1") == 0


def _names(families: Iterable[Metric]) -> set[str]:
    return {sample.name for family in families for sample in family.samples}
