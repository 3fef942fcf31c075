"""What takes the database too long is answered in time, as something to ask for again, and nothing of it is done."""

import asyncio
import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from asking import mutation_document
from heavy import heavy
from running import Running
from streaming import Live, from_the_beginning

from gateway.demo.world import MAES
from gateway.graphql.answer import Executor
from gateway.graphql.node import global_id

Limited = Callable[..., Running]
SOON = 0.3
EBOX = f'{{ company(number: "{MAES}") {{ name ebox {{ status }} }} }}'
READS_EBOX, READS_HISTORY, WRITES_EBOX = "FROM ebox", "FROM audit", "INSERT INTO ebox"
ACTIVATING = {"company": MAES, "notificationEmail": "post@maes.example"}


def timed_out(response: httpx.Response) -> dict[str, Any]:
    """The one error of an operation that is to be asked again."""
    assert response.status_code == 503, response.text
    body = response.json()
    assert body.keys() == {"errors"}
    [error] = body["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "retryAfter": int(response.headers["retry-after"])}
    return dict(error)


def at_last(ask: Callable[[], httpx.Response]) -> dict[str, Any]:
    """The answer, once the machine has been fast enough to give one in time."""
    for _ in range(20):
        response = ask()
        if response.status_code != 503:
            assert response.status_code == 200, response.text
            return dict(response.json())
    raise AssertionError(response.text)


def activate(gateway: Running) -> httpx.Response:
    return gateway.post("emma", {"query": mutation_document("activateEbox"), "variables": {"input": ACTIVATING}})


def test_a_query_that_takes_too_long_is_answered_as_a_whole_and_readers_are_free(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    with heavy(READS_EBOX):
        for _ in range(2):
            error = timed_out(gateway.post("emma", {"query": EBOX}, "nl"))
            assert error["message"] == "Dit duurde te lang en is afgebroken: probeer het opnieuw over 5 s."
    answer = at_last(lambda: gateway.post("emma", {"query": EBOX}))
    assert answer["data"]["company"]["ebox"] == {"status": "INACTIVE"}


def test_many_that_take_too_long_at_once_are_all_answered_so(
    limited: Limited, caplog: pytest.LogCaptureFixture
) -> None:
    """More than there are readers: those that wait for one as well."""
    gateway = limited(operation_seconds=SOON)
    headers = {"Accept": "application/graphql-response+json"}
    asked = [("POST", "/graphql", {"json": {"query": EBOX}, "headers": {**gateway.headers("emma"), **headers}})] * 12
    with heavy(READS_EBOX):
        for response in gateway.send_at_once(asked):
            timed_out(response)
    gc.collect()
    assert "never retrieved" not in caplog.text
    at_last(lambda: gateway.post("emma", {"query": EBOX}))


def test_an_act_that_takes_too_long_is_not_done_nor_recorded_and_the_writer_is_free(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    kept, trail = gateway.kept(), gateway.rows("audit")
    with heavy(WRITES_EBOX):
        timed_out(activate(gateway))
    assert (gateway.kept(), gateway.rows("audit")) == (kept, trail)
    assert at_last(lambda: activate(gateway))["data"]["answer"]["errors"] == []


def test_an_act_that_waits_too_long_for_another_process_is_not_done_nor_recorded(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    kept, trail = gateway.kept(), gateway.rows("audit")
    with closing(sqlite3.connect(gateway.folder / "gateway.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        timed_out(activate(gateway))
        other.execute("ROLLBACK")
    assert (gateway.kept(), gateway.rows("audit")) == (kept, trail)
    assert at_last(lambda: activate(gateway))["data"]["answer"]["errors"] == []


def test_of_an_act_that_was_done_the_caller_hears_even_if_reading_it_takes_too_long(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    query = """mutation ($input: ActivateEboxInput!) { activateEbox(input: $input) {
      ebox { status } errors { code } company { history { edges { node { id } } } } } }"""
    with heavy(READS_HISTORY):
        body = at_last(lambda: gateway.post("emma", {"query": query, "variables": {"input": ACTIVATING}}))
    assert body["data"]["activateEbox"]["ebox"] == {"status": "ACTIVE"}
    [error] = body["errors"]
    assert error["extensions"]["code"] == "TIMEOUT"
    assert error["path"] == ["activateEbox", "company", "history"]
    answer = at_last(lambda: gateway.post("emma", {"query": EBOX}))
    assert answer["data"]["company"]["ebox"] == {"status": "ACTIVE"}


def test_what_is_deferred_says_in_its_part_that_it_took_too_long(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    query = EBOX.replace("ebox { status }", "... @defer { ebox { status } }")
    headers = {**gateway.headers("emma"), "Accept": "multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9"}
    with heavy(READS_EBOX):
        response = gateway.send("POST", "/graphql", json={"query": query}, headers=headers)
        at_once = query.replace("name", "name ebox { status }")
        timed_out(gateway.send("POST", "/graphql", json={"query": at_once}, headers=headers))
    assert '"name":"Maes Logistics NV"' in response.text
    assert '"code":"TIMEOUT"' in response.text


def test_papers_that_take_too_long_are_answered_in_time_too(limited: Limited) -> None:
    gateway = limited(operation_seconds=SOON)
    with heavy("FROM closure"):
        timed_out(gateway.send("GET", "/letters/X-1", headers=gateway.headers("lea")))


def test_a_stream_that_takes_too_long_ends_and_says_so(limited_live: Callable[..., Live]) -> None:
    async def story() -> None:
        gateway = limited_live(operation_seconds=SOON)
        async with gateway.socket("emma") as socket:
            with heavy(READS_HISTORY):
                await socket.ask(from_the_beginning())
                assert (await socket.refused())["extensions"]["code"] == "TIMEOUT"

    asyncio.run(story())


def test_where_all_are_busy_a_caller_is_told_so_and_others_are_answered(
    limited: Limited, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two turns, of which a caller has one: what comes beside it waits in line, and the line is full with two."""
    monkeypatch.setattr("gateway.graphql.answer.MOST_WAITING", 2)
    gateway = limited(requests_at_once=2, operation_seconds=SOON)
    headers = {**gateway.headers("emma"), "Accept": "application/graphql-response+json"}
    asked = [("POST", "/graphql", {"json": {"query": EBOX}, "headers": headers})] * 5
    other = [("POST", "/graphql", {"json": {"query": "{ __typename }"}, "headers": gateway.headers("jan")})]
    probes: list[tuple[str, str, dict[str, Any]]] = [("GET", path, {}) for path in ("/livez", "/readyz", "/metrics")]
    with heavy(READS_EBOX):
        answers = gateway.send_at_once(asked + other + probes)
    assert {response.status_code for response in answers[5:]} == {200}
    answers = answers[:5]
    codes = [response.json()["errors"][0]["extensions"]["code"] for response in answers]
    assert (codes.count("OVERLOADED"), codes.count("TIMEOUT")) == (2, 3)
    overloaded = answers[codes.index("OVERLOADED")]
    assert (overloaded.status_code, overloaded.headers["retry-after"]) == (503, "2")
    sentence = "Too much is being asked at the moment: try again in 2 s."
    assert overloaded.json()["errors"][0]["message"] == sentence


def test_of_what_takes_long_one_caller_has_one_at_a_time(limited: Limited, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway, running, most = limited(), 0, 0
    execute = Executor._execute

    async def counted(self: Executor, *given: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return await execute(self, *given)
        finally:
            running -= 1

    monkeypatch.setattr(Executor, "_execute", counted)
    shown = "id history { edges { node { id event message } } } managers { edges { node { id firstName } } }"
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Company {{ {shown} }} }} }}"
    body = {"query": query, "variables": {"ids": [global_id("Company", MAES)] * 100}}
    asked = [("POST", "/graphql", {"json": body, "headers": gateway.headers("emma")})] * 4
    responses = gateway.send_at_once(asked)
    assert {response.status_code for response in responses} == {200}
    assert responses[0].json()["extensions"]["cost"]["requested"] > 5_000
    assert most == 1
