"""The traces that a collector gets: the whole tree of an act, in its caller's trace, and nothing that anybody typed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from asking import contact
from collector import Collector, Received, collecting
from running import Prepared, Running
from streaming import Live

from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT, MAES

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED, UNSAMPLED = f"00-{TRACE}-{CALLER}-01", f"00-{TRACE}-{CALLER}-00"
DESIGNATE = """mutation SecretOperationName($input: DesignateChiefAccessManagerInput!) {
  secretAlias: designateChiefAccessManager(input: $input) { manager { id email } errors { code message } }
}"""
KNOWN = {
    "http.request.method", "http.route", "http.response.status_code", "graphql.operation.type", "gateway.root",
    "gateway.cost", "gateway.action", "gateway.outcome", "gateway.reason", "db.system.name", "db.query.summary",
    "db.query.text", "gateway.denied", "error.type", "server.address",
}  # fmt: skip

Traced = Callable[..., Running]


@pytest.fixture
def collector() -> Iterator[tuple[str, Collector]]:
    with collecting() as listening:
        yield listening


@pytest.fixture
def traced(collector: tuple[str, Collector], prepared: Prepared, tmp_path: Path) -> Iterator[Traced]:
    """Starts a gateway that sends its traces to the collector; they are all there once it has stopped."""
    with ExitStack() as started:

        def start(**changes: object) -> Running:
            settings = prepared.copy_to(tmp_path / "world")
            settings = settings.model_copy(update={"otlp_endpoint": collector[0], **changes})
            return started.enter_context(Running(settings, tmp_path / "world"))

        yield start


def designate(gateway: Running, who: str = "lea", **headers: str) -> dict[str, Any]:
    """Have somebody designate Petra, and everything be said that can be typed."""
    body = {"query": DESIGNATE, "variables": {"input": {"company": LAMBERT, "manager": contact("petra")}}}
    sent = {**gateway.headers(who), **headers}
    response = gateway.send("POST", "/graphql?secretParameter=1", json=body, headers=sent)
    return dict((response.json()["data"] or {}).get("secretAlias", {}))


def statements(spans: list[Received]) -> list[Received]:
    return [span for span in spans if "db.query.text" in span.attributes]


def test_an_act_is_one_tree_in_the_trace_of_its_caller(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    assert designate(gateway, traceparent=SAMPLED)["errors"] == []
    gateway.stop()
    request = received.one("POST /graphql")
    assert (request.parent, request.kind, request.failed) == (CALLER, "server", False)
    assert request.attributes["http.response.status_code"] == 200
    operation = received.one("mutation designateChiefAccessManager")
    assert operation in received.below(request)
    assert operation.attributes["graphql.operation.type"] == "mutation"
    gate = received.one("authorize")
    assert gate in received.below(operation)
    assert gate.attributes == {"gateway.action": "MANAGER_DESIGNATE", "gateway.outcome": "allowed"}
    assert {"INSERT manager", "INSERT audit"} <= {span.name for span in statements(received.below(gate))}
    assert {span.trace for span in received.spans} == {TRACE}
    assert not any(span.failed for span in received.spans)
    assert set(received.paths) == {"/v1/traces"}


def test_a_denied_act_says_why_and_is_no_failure(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    assert [error["code"] for error in designate(gateway, who="dries")["errors"]] == ["FORBIDDEN"]
    gateway.stop()
    gate = received.one("authorize")
    assert (gate.attributes["gateway.outcome"], gate.attributes["gateway.reason"]) == ("denied", "NO_ROLE")
    assert not gate.failed
    assert not [span for span in received.spans if span.name.startswith("INSERT manager")]


def test_what_is_denied_to_a_reader_is_told_of_the_operation(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    for who in ("lea", "dries"):
        gateway.ask(who, f'{{ company(number: "{LAMBERT}") {{ account {{ status }} ebox {{ status }} }} }}')
    gateway.stop()
    told = [span.attributes.get("gateway.denied") for span in received.spans if span.name == "query company"]
    assert told == [None, "ACCOUNT_READ NO_ROLE, EBOX_READ NO_ROLE"]


def test_nothing_that_anybody_typed_is_in_a_trace(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    secrets = {"Idempotency-Key": "secret-key", "tracestate": "vendor=secret", "baggage": "secret=1", "X-Any": "secret"}
    for who in ("lea", "dries"):
        designate(gateway, who, traceparent=SAMPLED, **secrets)
    gateway.send("GET", "/letters/secret-letter", headers=gateway.headers("lea"))
    gateway.send("GET", "/secret-path")
    gateway.send("SECRET", "/graphql")
    gateway.post("lea", {"query": "{ secretField }"})
    gateway.read(
        None, f'{{ company(number: "{LAMBERT}") {{ name }} companies(search: "secret") {{ edges {{ cursor }} }} }}'
    )
    gateway.stop()
    assert received.spans
    wire = b"".join(received.bodies).decode("latin-1").lower()
    claims = {str(value) for value in PERSONAS["lea"].claims().values()} - {"fr"}
    typed = {*contact("petra").values(), *claims, LAMBERT, "secret", "bearer"}
    assert [text for text in typed if text.lower() in wire] == []
    assert {name for span in received.spans for name in span.attributes} <= KNOWN


def test_what_a_caller_has_not_sampled_is_not_recorded(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(trace_ratio=1.0), collector[1]
    designate(gateway, traceparent=UNSAMPLED)
    gateway.stop()
    assert received.asked == 0


def test_what_a_caller_has_sampled_is_recorded_whatever_is_kept_of_our_own(
    traced: Traced, collector: tuple[str, Collector]
) -> None:
    gateway, received = traced(trace_ratio=0.0), collector[1]
    designate(gateway)
    designate(gateway, traceparent=SAMPLED)
    gateway.stop()
    assert {span.trace for span in received.spans} == {TRACE}


def test_what_machines_ask_every_few_seconds_is_not_recorded(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    for path in ("/livez", "/readyz", "/metrics"):
        gateway.send("GET", path, headers={"traceparent": SAMPLED})
    gateway.stop()
    assert received.asked == 0


def test_requests_at_once_have_trees_of_their_own(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    ask = {"json": {"query": f'{{ company(number: "{LAMBERT}") {{ name }} }}'}}
    gateway.send_at_once([("POST", "/graphql", ask)] * 5)
    gateway.stop()
    spans = {span.id: span for span in received.spans}
    assert len({span.trace for span in spans.values()}) == 5
    below = [span for span in spans.values() if span.parent]
    assert all(spans[span.parent].trace == span.trace for span in below)
    assert [span.name for span in spans.values()].count("query company") == 5


def test_a_statement_is_the_same_whatever_it_is_asked_with(traced: Traced, collector: tuple[str, Collector]) -> None:
    gateway, received = traced(), collector[1]
    query = "query ($number: EnterpriseNumber!) { company(number: $number) { name address { street } } }"
    for number in (LAMBERT, MAES):
        gateway.read(None, query, number=number)
    gateway.stop()
    texts: dict[str, list[object]] = {}
    for span in statements(received.spans):
        texts.setdefault(span.trace, []).append(span.attributes["db.query.text"])
    first, second = texts.values()
    assert first == second


def test_a_question_over_a_socket_is_in_the_trace_of_its_connection(
    collector: tuple[str, Collector], prepared: Prepared, tmp_path: Path
) -> None:
    async def ask(live: Live) -> None:
        async with live.socket("lea", additional_headers={"traceparent": SAMPLED}) as socket:
            await socket.ask({"query": "query SecretOperationName { viewer { person { firstName } } }"}, "secret")
            await socket.told("viewer")
            assert (await socket.hear())["type"] == "complete"

    (address, received), settings = collector, prepared.copy_to(tmp_path / "world")
    with Live(settings.model_copy(update={"otlp_endpoint": address}), tmp_path / "world") as live:
        asyncio.run(ask(live))
    connection = received.one("GET /graphql")
    assert (connection.trace, connection.attributes["http.response.status_code"]) == (TRACE, 101)
    question = received.one("question")
    assert question in received.below(connection)
    assert received.one("query viewer") in received.below(question)
    assert b"secret" not in b"".join(received.bodies).lower()


def test_a_failure_is_told_by_its_class_alone(
    traced: Traced, collector: tuple[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise ValueError("secret")

    gateway, received = traced(), collector[1]
    monkeypatch.setattr("gateway.use_cases.manager.designate", fails)
    designate(gateway)
    gateway.stop()
    gate = received.one("authorize")
    assert (gate.failed, gate.attributes["error.type"]) == (True, "ValueError")
    assert b"secret" not in b"".join(received.bodies)
