"""What is told, in which order, and from where on: what a reader of the history would find, and nothing twice."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from asking import contact, edges
from streaming import POLICY, Live, following, from_the_beginning

from gateway.demo.world import LAMBERT, MAES
from gateway.graphql.node import global_id
from gateway.http import event_stream

HISTORY = """query ($number: EnterpriseNumber!) {
  company(number: $number) { history(first: 100) { edges { node { id event } } } } }"""


def test_what_is_done_is_told_to_everybody_who_follows(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket, live.events("ines", from_the_beginning()) as events:
            await socket.caught_up(live.entries())
            await events.caught_up(live.entries())
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            told = await socket.told()
            entry = {**told["entry"], "by": {"firstName": "Emma"}}
            assert live.key(entry["id"]) == live.key(told["id"]) and entry["id"] != told["id"]
            assert told == {
                "__typename": "CompanyChanged",
                "id": told["id"],
                "at": told["at"],
                "event": "CLOSURE_REQUESTED",
                "company": {"number": MAES},
                "entry": entry,
                "action": "ACCOUNT_REQUEST_CLOSURE",
            }
            assert (await events.told())["id"] == told["id"]

    asyncio.run(story())
    assert (
        live.read("emma", HISTORY, number=MAES)["company"]["history"]["edges"][0]["node"]["event"]
        == "CLOSURE_REQUESTED"
    )


def test_what_is_refused_is_told_as_the_history_shows_it(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.caught_up(live.entries())
            refused = {"company": MAES, "notificationEmail": "post@maes.example"}
            await live.meanwhile(live.act, "dries", "activateEbox", refused)
            told = await socket.told()
            assert (told["event"], told["action"], told["entry"]["by"]) == (
                "REFUSED",
                "EBOX_ACTIVATE",
                {"firstName": "Dries"},
            )

    asyncio.run(story())


def test_what_happens_by_itself_has_no_action(live: Live) -> None:
    async def story() -> None:
        async with live.socket("lea") as socket:
            await socket.ask(from_the_beginning(LAMBERT))
            designated = {"company": LAMBERT, "manager": contact("petra")}
            await live.meanwhile(live.act, "lea", "designateChiefAccessManager", designated)
            assert (await socket.told())["__typename"] == "CompanyChanged"
            await live.meanwhile(live.read, "petra", "{ viewer { person { id } } }")
            told = [await socket.told() for _ in range(2)]
            assert [each["__typename"] for each in told] == ["CompanyChangedByItself"] * 2
            assert [each["event"] for each in told] == ["MANAGER_ACTIVATED", "ACCOUNT_ACTIVATED"]

    asyncio.run(story())


def test_what_another_process_commits_is_told_too(live: Live) -> None:
    """Another process is another connection: nobody here is told, it must be noticed."""

    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.caught_up(live.entries())
            await live.meanwhile(copy_an_entry, live)
            assert (await socket.told())["event"] == "EBOX_ACTIVATED"

    asyncio.run(story())


def copy_an_entry(live: Live) -> None:
    with closing(sqlite3.connect(live.folder / "gateway.sqlite")) as other:
        other.execute(
            "INSERT INTO audit (id, at, company, kind, outcome, event, words) SELECT 'x', at, company, kind, outcome, "
            "'ebox_activated', '{}' FROM audit WHERE company = ? AND event IS NOT NULL LIMIT 1",
            (MAES,),
        )
        other.commit()


NEVER_GIVEN = [
    "",
    "x",
    "é",
    "a" * 1_000,
    global_id("HistoryEntry", "x"),
    global_id("Company", LAMBERT),
    "SGlzdG9yeUVudHJ5Og",
]


def test_since_an_id_that_is_none_of_this_history_is_invalid(live: Live) -> None:
    """An entry of another company gets the answer of one that never was."""
    live.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    [foreign] = [entry["id"] for entry in edges(live.read("lea", HISTORY, number=LAMBERT)["company"]["history"])]

    async def story() -> set[str]:
        answers = set()
        async with live.socket("emma") as socket:
            for since in (*NEVER_GIVEN, foreign):
                await socket.ask(following(since=since))
                error = await socket.refused()
                assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID", ["since"])
                answers.add(error["message"])
        return answers

    assert asyncio.run(story()) == {"This id belongs to no entry of this company's history."}


def test_whoever_may_not_follow_is_forbidden_before_since_is_looked_at(live: Live) -> None:
    async def story() -> None:
        async with live.socket("petra") as socket:
            await socket.ask(following(since="x"))
            assert (await socket.refused())["extensions"]["code"] == "FORBIDDEN"

    asyncio.run(story())


def test_a_reader_of_the_history_goes_on_from_its_newest_entry(live: Live) -> None:
    seen = next(edges(live.read("emma", HISTORY, number=MAES)["company"]["history"]))["id"]
    live.act("emma", "requestAccountClosure", {"company": MAES})

    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.ask(following(since=seen))
            assert (await socket.told())["event"] == "CLOSURE_REQUESTED"

    asyncio.run(story())


def test_the_order_is_that_of_the_commits_whatever_the_clock_says(live: Live) -> None:
    """Also when the rows were numbered anew meanwhile."""

    async def story() -> list[str]:
        told = []
        async with live.socket("emma") as socket:
            await socket.ask(from_the_beginning())
            told += [(await socket.told())["event"] for _ in live.entries()]
            for name in ("requestAccountClosure", "cancelAccountClosure") * 2:
                live.clock.advance(days=-1)
                await live.meanwhile(live.act, "emma", name, {"company": MAES})
                told.append((await socket.told())["event"])
                with closing(sqlite3.connect(live.folder / "gateway.sqlite")) as other:
                    other.execute("VACUUM")
        return told

    assert [event.lower() for event in asyncio.run(story())] == live.entries()


def test_the_policy_is_told_at_once_and_whenever_it_is_another(live: Live) -> None:
    async def story() -> None:
        async with live.socket(None) as socket:
            await socket.ask({"query": POLICY})
            first = await socket.told("policyChanged")
            file = live.settings.policies / "policy.csv"
            content = file.read_text()
            await live.meanwhile(file.write_text, content + "# Edited.\n")
            second = await socket.told("policyChanged")
            assert second["version"] != first["version"]
            await live.meanwhile(file.write_text, content + "nonsense\n")
            third = await socket.told("policyChanged")
            assert third["version"] == second["version"]
            assert "policy.csv" in third["lastError"]["message"]

    asyncio.run(story())


def test_a_subscription_is_no_question_for_one_answer(shared_live: Live) -> None:
    body = shared_live.post("emma", following()).json()
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_REQUEST"]
    assert "data" not in body
    assert shared_live.send("GET", "/graphql", params={"query": POLICY}).json().keys() == {"errors"}


def test_events_come_by_get_too_and_no_mutation_does(shared_live: Live) -> None:
    asked = {"headers": {"Accept": "text/event-stream"}}
    answer = shared_live.send("GET", "/graphql", params={"query": "{ policy { version } }"}, **asked)
    told, end = [event for event in answer.text.split("\n\n") if event not in ("", ":")]
    assert told.startswith('event: next\ndata: {"data":{"policy":{"version":"')
    assert end == "event: complete\ndata:"
    mutation = {
        "query": 'mutation { activateEbox(input: {company: "0000010193", notificationEmail: "a"}) { errors { code } } }'
    }
    assert shared_live.send("GET", "/graphql", params=mutation, **asked).status_code == 405
    assert shared_live.send("POST", "/graphql", json=mutation, **asked).text.count('"code":"UNAUTHENTICATED"') == 1


def test_what_is_wrong_is_an_event_and_the_end(shared_live: Live) -> None:
    async def story() -> list[Any]:
        codes = []
        for question in ({"query": "{"}, {"query": "{ nothing }"}, following("0000000000")):
            async with shared_live.events("emma", question) as events:
                codes.append((await events.refused())["extensions"]["code"])
        return codes

    assert asyncio.run(story()) == ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]


def test_a_client_that_prefers_json_gets_json(shared_live: Live) -> None:
    accepted = {"Accept": "application/graphql-response+json, application/json, text/event-stream"}
    answer = shared_live.send("POST", "/graphql", json={"query": "{ policy { version } }"}, headers=accepted)
    assert answer.headers["content-type"].startswith("application/")


def test_something_is_sent_when_nothing_happens(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "KEEP_ALIVE_SECONDS", 0.05)

    async def story() -> None:
        async with shared_live.events("emma", following()) as events:
            lines = [await anext(events.lines) for _ in range(8)]
            assert set(lines) == {":", ""}

    asyncio.run(story())
