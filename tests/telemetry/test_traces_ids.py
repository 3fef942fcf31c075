"""Every request has its place in a trace, whether or not anything is recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.telemetry.spans import gate_span, operation_span, trace_id, traceparent_headers
from gateway.telemetry.statement_span import statement_span, statement_summary
from gateway.telemetry.tracing import Tracing

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEX = "0123456789abcdef"
NO_PARENTS = {
    "empty": "",
    "too short": "00",
    "no trace": f"00-{'0' * 32}-{CALLER}-01",
    "no span": f"00-{TRACE}-{'0' * 16}-01",
    "no version": f"ff-{TRACE}-{CALLER}-01",
    "more than there is": f"00-{TRACE}-{CALLER}-01-more",
    "capital letters": f"00-{TRACE.upper()}-{CALLER}-01",
    "another header": f"00-{TRACE}-{CALLER}-01\r\nX: 1",
    "too long": f"cc-{TRACE}-{CALLER}-01-{'x' * 600}",
}


def place_in(headers: dict[str, str]) -> list[str]:
    """The trace, the span and the flags of a request that came with these headers."""
    with Tracing().begin_request(headers, "GET"):
        return traceparent_headers()["traceparent"].split("-")[1:]


@pytest.mark.parametrize("flags", ["00", "01"])
def test_a_request_is_a_new_span_of_its_callers_trace_and_passes_on_what_they_said(flags: str) -> None:
    trace, here, said = place_in({"traceparent": f"00-{TRACE}-{CALLER}-{flags}"})
    assert (trace, said) == (TRACE, flags)
    assert here != CALLER


@pytest.mark.parametrize("parent", NO_PARENTS)
def test_a_parent_that_is_none_begins_a_new_trace(parent: str) -> None:
    trace, _, flags = place_in({"traceparent": NO_PARENTS[parent]})
    assert trace not in (TRACE, "0" * 32)
    assert flags == "00"


@given(st.text(max_size=200))
def test_whatever_a_caller_says_there_is_a_trace(parent: str) -> None:
    trace, here, _ = place_in({"traceparent": parent})
    assert set(trace + here) <= set(HEX)
    assert (len(trace), len(here)) == (32, 16)


def test_no_two_requests_begin_the_same_trace() -> None:
    assert len({place_in({})[0] for _ in range(100)}) == 100


def test_what_else_a_caller_says_of_the_trace_goes_nowhere() -> None:
    headers = {"traceparent": f"00-{TRACE}-{CALLER}-01", "tracestate": "vendor=typed", "baggage": "typed=1"}
    with Tracing().begin_request(headers, "GET"):
        assert set(traceparent_headers()) == {"traceparent"}


def test_outside_of_a_request_there_is_no_trace() -> None:
    assert (trace_id(), traceparent_headers()) == ("", {})


def test_where_nothing_is_recorded_a_span_costs_nothing() -> None:
    with Tracing().begin_request({}, "GET"):
        assert gate_span("any") is operation_span()
        assert statement_span(_Untouched()) is statement_span(_Untouched())


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("SELECT a.b \nFROM a JOIN c ON a.b = c.b WHERE a.b = :b_1", "SELECT a"),
        ("INSERT INTO register.company (a) VALUES (:a)", "INSERT register.company"),
        ("UPDATE manager SET a=:a WHERE b IN (SELECT c FROM d)", "UPDATE manager"),
        ("DELETE FROM a", "DELETE a"),
        ("\nWITH RECURSIVE a(b) AS (\n SELECT b FROM c)\nSELECT b FROM a", "SELECT c"),
        ("SAVEPOINT a", "SAVEPOINT"),
    ],
)
def test_a_statement_is_named_by_what_it_does_to_which_table(text: str, summary: str) -> None:
    assert statement_summary(text) == summary


class _Untouched:
    """A statement whose text nobody may want."""

    def __str__(self) -> str:
        raise AssertionError("It takes long to make.")
