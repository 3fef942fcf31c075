"""What becomes of traces whose collector is not there: requests do not notice, and the log says it once."""

import asyncio
import logging
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import pytest
from collector import LATER_SECONDS, Collector, collecting
from running import Prepared, Running

from gateway.identity.keys import KeysUnavailable
from gateway.identity.source import Published
from gateway.telemetry import sending
from gateway.telemetry.sending import Sending
from gateway.telemetry.spans import gate_span
from gateway.telemetry.statement_span import statement_span
from gateway.telemetry.tracing import Tracing

NOBODY = "http://127.0.0.1:9"
"""Nobody listens at the port for what is to be thrown away."""


def trace(sender: Sending) -> None:
    """A trace, and the attempt to send it."""
    with Tracing(sender).begin_request({}, "GET"):
        pass
    sender.flush()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_collector_that_is_not_there_fails_no_request_and_is_told_of_once(
    prepared: Prepared, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LAST_SECONDS", 0.1)
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"otlp_endpoint": NOBODY})
    with Running(settings, tmp_path / "world") as gateway:
        for _ in range(3):
            gateway.read(None, "{ __typename }")
    assert warnings(caplog) == ["Traces cannot be sent: their collector does not take them."]


def test_a_collector_that_wants_to_be_asked_later_holds_up_no_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LAST_SECONDS", 0.1)
    with collecting() as (address, collector):
        collector.answers = HTTPStatus.SERVICE_UNAVAILABLE
        tracing = Tracing(Sending(address, 1.0))
        with tracing.begin_request({}, "GET"):
            pass
        began = time.monotonic()
        tracing.close()
    assert time.monotonic() - began < LATER_SECONDS - 1
    assert collector.asked == 1


def test_the_log_says_once_that_traces_get_lost_and_once_that_they_arrive_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with collecting() as (address, collector):
        sender = Sending(address, 1.0)
        collector.answers = HTTPStatus.BAD_REQUEST
        for _ in range(3):
            trace(sender)
        collector.answers = HTTPStatus.OK
        for _ in range(2):
            trace(sender)
        sender.close()
    assert collector.asked == 5
    assert warnings(caplog) == [
        "Traces cannot be sent: their collector does not take them.",
        "Traces are sent again. 3 spans were lost.",
    ]


@pytest.mark.parametrize("suffix", ["", "/", "/v1/traces", "/v1/traces/"])
def test_a_collector_is_named_with_or_without_the_path_of_traces(suffix: str) -> None:
    with collecting() as (address, collector):
        sender = Sending(address + suffix, 1.0)
        trace(sender)
        sender.close()
    assert collector.paths == ["/v1/traces"]


def test_what_else_a_caller_says_of_the_trace_is_not_sent() -> None:
    headers = {"traceparent": f"00-{'1' * 32}-{'2' * 16}-01", "tracestate": "vendor=typed", "baggage": "typed=1"}
    with collecting() as (address, collector):
        tracing = Tracing(Sending(address, 1.0))
        with tracing.begin_request(headers, "GET"):
            pass
        tracing.close()
    assert collector.one("GET").trace == "1" * 32
    assert b"typed" not in collector.bodies[0]


def test_what_is_not_sampled_costs_nothing_further_down() -> None:
    tracing = Tracing(Sending(NOBODY, 0.0))
    with tracing.begin_request({}, "GET"):
        assert gate_span("any") is gate_span("other")
    tracing.close()


def test_the_traces_of_two_gateways_are_kept_apart() -> None:
    with collecting() as (address, first), collecting() as (other, second):
        senders = [Sending(address, 1.0), Sending(other, 1.0)]
        with Tracing(senders[0]).begin_request({}, "GET"):
            pass
        for sender in senders:
            sender.close()
    assert [len(_spans(collector)) for collector in (first, second)] == [1, 0]


def test_a_statement_that_was_not_sent_is_told_all_the_same() -> None:
    with collecting() as (address, collector):
        sender = Sending(address, 1.0)
        with suppress(TimeoutError), Tracing(sender).begin_request({}, "GET"), statement_span("DELETE FROM account"):
            raise TimeoutError("typed")
        sender.close()
    failed = collector.one("DELETE account")
    assert (failed.failed, failed.attributes["error.type"]) == (True, "TimeoutError")
    assert b"typed" not in collector.bodies[0]


def test_a_fetch_of_keys_is_told_by_its_host_alone() -> None:
    async def fetched() -> None:
        with suppress(KeysUnavailable), Tracing(sender).begin_request({}, "GET"):
            await Published("https://127.0.0.1:9/issuer", "https://127.0.0.1:9/keys?typed").read()

    with collecting() as (address, collector):
        sender = Sending(address, 1.0)
        asyncio.run(fetched())
        sender.close()
    fetch = collector.one("fetch keys")
    assert fetch in collector.below(collector.one("GET"))
    assert fetch.attributes == {"server.address": "127.0.0.1", "error.type": "ConnectError"}


def _spans(collector: Collector) -> list[str]:
    return [span.name for span in collector.spans]
