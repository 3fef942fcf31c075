"""One line for each request, in its trace; and nothing on it that somebody typed."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from asking import contact
from logged import Line, Log, logged
from running import Prepared, Running
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from test_unexpected import lose

from gateway.demo.world import LAMBERT, MAES
from gateway.http.observed import Observed
from gateway.http.unexpected import Unexpected
from gateway.telemetry.measures import Measures
from gateway.telemetry.tracing import Tracing

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
REQUEST = {"type": "http", "method": "GET", "path": "/", "headers": []}
MALFORMED = [
    f"00-{TRACE}-{SPAN}",
    f"00-{TRACE[:-1]}-{SPAN}-01",
    f"00-{TRACE.upper()}-{SPAN}-01",
    f"00-{'0' * 32}-{SPAN}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"ff-{TRACE}-{SPAN}-01",
    f"00-{TRACE}-{SPAN}-01-more",
    f"00-{TRACE[:-11]}01031490179-{SPAN}-01",
    f"00-{TRACE[:-13]}0010314901790-{SPAN}-01",
    f"00-{TRACE}-0000001031490179-01",
    "",
    "é",
]


def asked(gateway: Running, who: str | None, query: str, **headers: str) -> tuple[Any, Line]:
    """A response, and the one line that is left of it."""
    with logged() as log:
        given = {**gateway.headers(who), **headers}
        response = gateway.send("POST", "/graphql", json={"query": query}, headers=given)
    [line] = log.told("request")
    return response, line


def test_a_request_leaves_one_line_that_says_what_came_of_it(shared: Running) -> None:
    query = f'query Card {{ company(number: "{LAMBERT}") {{ name account {{ status }} }} }}'
    response, line = asked(shared, "lea", query)
    assert line.pop("duration_ms") > 0
    assert line.pop("timestamp")
    assert response.headers["traceresponse"] == f"00-{line.pop('trace_id')}-{line.pop('span_id')}-00"
    assert line.pop("statements") > 2
    assert line == {
        "level": "info",
        "logger": "gateway.http.observed",
        "event": "request",
        "method": "POST",
        "route": "/graphql",
        "status": 200,
        "bytes": len(response.content),
        "outcome": "ok",
        "caller": "person",
        "kind": "query",
        "root": "company",
        "name": "Card",
        "cost": response.json()["extensions"]["cost"]["requested"],
        "allowed": 2,
    }


def test_of_nobody_it_says_so_and_why_they_were_denied_what(shared: Running) -> None:
    query = f'{{ company(number: "{LAMBERT}") {{ name account {{ status }} again: account {{ status }} }} }}'
    response, line = asked(shared, None, query)
    assert (line["caller"], line["outcome"], response.status_code) == ("nobody", "partial", 200)
    assert (line["allowed"], line["denied"]) == (1, {"ACCOUNT_READ:NOT_AUTHENTICATED": 1})
    assert "name" not in line


def test_a_decision_is_counted_once_a_place_however_often_it_is_asked(shared: Running) -> None:
    each = "chiefAccessManager { firstName email }"
    query = f'{{ a: company(number: "{MAES}") {{ {each} }} b: company(number: "{MAES}") {{ x: {each} }} }}'
    _, once = asked(shared, "emma", query)
    _, twice = asked(shared, "emma", query.replace(MAES, LAMBERT, 1))
    assert once["allowed"] == 3
    assert sum(twice["denied"].values()) + twice["allowed"] == 5


def test_an_act_counts_its_decision_and_says_whether_it_was_refused(gateway: Running) -> None:
    given = {"company": LAMBERT, "manager": contact("petra")}
    with logged() as log:
        gateway.act("bruno", "designateChiefAccessManager", given)
        gateway.act("lea", "designateChiefAccessManager", given)
        gateway.act("lea", "designateChiefAccessManager", given)
    refused, done, exists = log.told("request")
    assert (refused["kind"], refused["root"]) == ("mutation", "designateChiefAccessManager")
    assert (refused["outcome"], refused["denied"]) == ("refused", {"MANAGER_DESIGNATE:NO_SIGNING_POWER": 1})
    assert (done["outcome"], "denied" in done) == ("ok", False)
    assert (exists["outcome"], "denied" in exists) == ("refused", False)


@pytest.mark.parametrize("name", ["n01031490179", "n0_1_0_3_1", "Q" * 65])
def test_a_name_that_could_be_a_number_or_a_key_is_not_told(shared: Running, name: str) -> None:
    response, line = asked(shared, None, f"query {name} {{ __typename }}")
    assert (response.status_code, line["outcome"]) == (200, "ok")
    assert "name" not in line


@pytest.mark.parametrize(
    "query",
    ["{ typed: node(id: 1) { id } }", "{ ...typed } fragment typed on Query { ... { typed: node(id: 1) { id } } }"],
)
def test_a_field_is_told_as_the_schema_names_it(shared: Running, query: str) -> None:
    with logged() as log:
        shared.post("lea", {"query": query})
    [line] = log.told("request")
    assert line["root"] == "node"
    assert "typed" not in log.text


OUTCOMES: dict[str, tuple[str, str, dict[str, Any], tuple[int, str, str, str]]] = {
    "an address that there is not": ("GET", "/typed/01031490179?typed=1", {}, (404, "not_found", "info", "")),
    "a method that it has not": ("TYPED", "/graphql", {}, (405, "malformed", "info", "/graphql")),
    "a letter": ("GET", "/letters/typed", {}, (401, "refused", "info", "/letters/{reference}")),
    "no JSON": ("POST", "/graphql", {"content": "typed"}, (415, "malformed", "info", "/graphql")),
    "no document": ("POST", "/graphql", {"json": {"query": "typed"}}, (200, "invalid", "info", "/graphql")),
    "no field": ("POST", "/graphql", {"json": {"query": "{ typed }"}}, (200, "invalid", "info", "/graphql")),
    "no token": (
        "POST",
        "/graphql",
        {"json": {"query": "{ __typename }"}, "headers": {"Authorization": "Bearer typed"}},
        (401, "not_identified", "info", "/graphql"),
    ),
    "a probe": ("GET", "/livez", {}, (200, "ok", "debug", "/livez")),
    "figures": ("GET", "/metrics", {}, (200, "ok", "debug", "/metrics")),
}


@pytest.mark.parametrize("request_", OUTCOMES)
def test_a_line_tells_what_became_of_it_and_nothing_of_what_was_typed(shared: Running, request_: str) -> None:
    method, path, given, told = OUTCOMES[request_]
    with logged() as log:
        response = shared.send(method, path, **given)
    [line] = log.lines
    assert (line["status"], line["outcome"], line["level"], line["route"]) == told
    assert response.status_code == told[0]
    assert response.headers["traceresponse"].split("-")[1] == line["trace_id"]
    assert "typed" not in log.text.lower()
    assert line["method"] in ("GET", "POST", "other")


def test_the_trace_of_a_caller_goes_on_here(shared: Running) -> None:
    response, line = asked(
        shared, None, "{ __typename }", traceparent=f"00-{TRACE}-{SPAN}-01", tracestate="typed=typed"
    )
    assert line["trace_id"] == TRACE
    assert line["span_id"] != SPAN
    assert response.headers["traceresponse"] == f"00-{TRACE}-{line['span_id']}-01"


@pytest.mark.parametrize("parent", MALFORMED)
def test_a_trace_that_is_malformed_or_has_a_national_number_is_not_gone_on_with(shared: Running, parent: str) -> None:
    with logged() as log:
        headers = {"traceparent": parent.encode()}
        response = shared.send("GET", "/livez", headers=headers)
    [line] = log.lines
    assert response.status_code == 200
    assert line["trace_id"][:19] != TRACE[:19]
    assert response.headers["traceresponse"].split("-")[1] == line["trace_id"]


def test_of_two_traces_none_is_gone_on_with(shared: Running) -> None:
    headers = [("traceparent", f"00-{TRACE}-{SPAN}-01"), ("traceparent", f"00-{TRACE}-{SPAN}-00")]
    assert TRACE not in shared.send("GET", "/livez", headers=headers).headers["traceresponse"]


def test_an_unexpected_error_has_all_headers_and_one_id(gateway: Running) -> None:
    lose(gateway.folder, "manager")
    with logged() as log:
        response = gateway.post("lea", {"query": "{ __typename }"})
    failed, line = log.lines
    [error] = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert failed["exception"][-1]["message"] == "no such table: manager"
    assert (line["outcome"], line["level"]) == ("internal", "error")
    ids = {error["extensions"]["id"], failed["trace_id"], line["trace_id"]}
    assert ids == {response.headers["traceresponse"].split("-")[1]}
    assert error["extensions"]["id"] in error["message"]
    fine = gateway.send("GET", "/livez").headers
    assert set(fine) - {"content-type"} <= set(response.headers)


def test_a_page_of_another_origin_may_read_its_trace_even_of_what_failed(prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"cors_origins": ("https://app.example",)})
    with Running(settings, tmp_path / "world") as gateway:
        lose(gateway.folder, "manager")
        headers = {**gateway.headers("lea"), "Origin": "https://app.example"}
        failed = gateway.send("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers)
        asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "traceparent,tracestate"}
        preflight = gateway.send("OPTIONS", "/graphql", headers={"Origin": "https://app.example", **asking})
    assert (failed.status_code, preflight.status_code) == (500, 200)
    assert failed.headers["access-control-allow-origin"] == "https://app.example"
    assert "traceresponse" in failed.headers["access-control-expose-headers"].split(", ")
    assert "traceresponse" in preflight.headers


def called(
    app: ASGIApp, messages: list[Message], scope: Scope = REQUEST
) -> tuple[list[Message], Log, BaseException | None]:
    """What an application of the test's own sends, observed, to a client that sends these messages."""
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    around = Observed(Unexpected(app), Tracing(), Measures())
    with logged() as log:
        try:
            asyncio.run(around(dict(scope), receive, send))
        except (RuntimeError, asyncio.CancelledError) as error:
            return sent, log, error
    return sent, log, None


def answering(*steps: Callable[[Receive, Send], Awaitable[None]]) -> ASGIApp:
    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        for step in steps:
            await step(receive, send)

    return app


async def starts(_receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"12345", "more_body": True})


async def listens(receive: Receive, _send: Send) -> None:
    await receive()


async def fails(_receive: Receive, _send: Send) -> None:
    raise RuntimeError("typed")


def test_an_answer_that_fails_in_the_middle_is_broken_off() -> None:
    sent, log, error = called(answering(starts, fails), [])
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert isinstance(error, RuntimeError)
    [_, line] = log.lines
    assert (line["status"], line["outcome"], line["bytes"], line["level"]) == (200, "internal", 5, "error")
    assert "typed" not in log.text.replace('RuntimeError(\\"typed\\")', "")


async def is_broken_off(_receive: Receive, _send: Send) -> None:
    task = asyncio.current_task()
    assert task
    task.cancel()
    await asyncio.sleep(0)


def test_whoever_was_not_answered_before_the_server_stops_can_come_back() -> None:
    [start, body], log, error = called(answering(is_broken_off), [])
    assert isinstance(error, asyncio.CancelledError)
    assert (start["status"], json.loads(body["body"])["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert (b"retry-after", b"1") in start["headers"]
    [line] = log.lines
    assert (line["status"], line["outcome"], line["level"]) == (503, "unavailable", "warning")


def test_an_answer_in_the_middle_of_which_the_server_stops_is_broken_off() -> None:
    sent, log, error = called(answering(starts, is_broken_off), [])
    assert isinstance(error, asyncio.CancelledError)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    [line] = log.lines
    assert (line["status"], line["outcome"]) == (200, "ok")


@pytest.mark.parametrize("when", ["startup", "shutdown"])
def test_what_goes_wrong_at_the_start_or_the_end_is_told_without_what_it_quotes(when: str) -> None:
    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        if when == "shutdown":
            yield
        raise RuntimeError("typed".upper())

    messages: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent, log, error = called(Starlette(lifespan=running), messages, {"type": "lifespan"})
    assert isinstance(error, RuntimeError)
    assert sent[-1] == {"type": f"lifespan.{when}.failed"}
    [failed] = log.lines
    assert (failed["level"], failed["exception"][0]["type"]) == ("error", "RuntimeError")
    assert "TYPED" not in log.text


def test_whoever_leaves_before_the_answer_is_told_apart() -> None:
    _, log, _ = called(answering(listens), [{"type": "http.disconnect"}])
    [line] = log.lines
    assert (line["status"], line["outcome"], line["gone"], line["level"]) == (None, "abandoned", True, "info")


def test_whoever_leaves_in_the_middle_of_the_answer_is_told_too() -> None:
    _, log, _ = called(answering(starts, listens), [{"type": "http.disconnect"}])
    [line] = log.lines
    assert (line["status"], line["outcome"], line["gone"]) == (200, "ok", True)
