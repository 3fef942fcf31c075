"""Who may follow what, and that a right which is lost ends a stream at once, whatever took it away."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import contact
from granting import Granting
from running import Prepared
from streaming import POLICY, Live, following, from_the_beginning

from gateway.app import open_gate, switch_register
from gateway.authorization.system_act import SystemAct
from gateway.demo.personas import PERSONAS
from gateway.demo.world import LAMBERT, MAES, extract_of
from gateway.domain.day import day_in_belgium
from gateway.graphql.node import global_id
from gateway.graphql.schema import build_schema
from gateway.register.importer import import_files
from gateway.register.source import in_memory

FIELDS = {"companyChanged": following(LAMBERT), "policyChanged": {"query": POLICY}}


@pytest.mark.parametrize("who", ["lea", "ines", None])
@pytest.mark.parametrize("field", FIELDS)
def test_with_an_empty_policy_nothing_can_be_followed(granting: Granting, field: str, who: str | None) -> None:
    gateway = granting()
    headers = {**gateway.headers(who), "Accept": "text/event-stream"}
    events = gateway.send("POST", "/graphql", json=FIELDS[field], headers=headers).text
    assert events.count("event: next") == events.count('"code":"FORBIDDEN"') == events.count("event: complete") == 1


def test_every_field_of_subscription_is_among_those_tried() -> None:
    subscription = build_schema()._schema.subscription_type
    assert subscription is not None
    assert set(subscription.fields) == set(FIELDS)


def first_error(live: Live, who: str | None, question: dict[str, Any]) -> dict[str, Any]:
    """The error that ends what is asked, over a WebSocket and as an event: the same."""

    async def story() -> dict[str, Any]:
        async with live.socket(who) as socket, live.events(who, question) as events:
            await socket.ask(question)
            error = await socket.refused()
            assert await events.refused() == error
            return error

    return asyncio.run(story())


@pytest.mark.parametrize("who", ["bruno", "chantal", "petra", "weak-lea", "olivier"])
def test_who_may_not_read_the_history_may_not_follow_it(shared_live: Live, who: str) -> None:
    history = f'{{ company(number: "{LAMBERT}") {{ history {{ edges {{ node {{ id }} }} }} }} }}'
    [read] = shared_live.ask(who, history)["errors"]
    error = first_error(shared_live, who, following(LAMBERT))
    assert error["path"] == ["companyChanged"]
    assert error["extensions"] == read["extensions"]


def test_nobody_is_told_to_sign_in(shared_live: Live) -> None:
    assert first_error(shared_live, None, following(MAES))["extensions"] == {"code": "UNAUTHENTICATED"}


def test_an_unknown_company_gets_the_answer_of_a_foreign_one(shared_live: Live) -> None:
    foreign = first_error(shared_live, "petra", following(MAES))
    assert first_error(shared_live, "petra", following("0206731645")) == foreign
    assert foreign["extensions"]["decision"]["reason"] == "NO_ROLE"


def remove_officer(live: Live) -> None:
    """As `gateway officers remove` does, in another process: with a database and a gate of its own."""
    settings = live.settings

    async def removed() -> bool:
        async with open_gate(settings) as gate, gate.system_act(SystemAct.OFFICERS) as work:
            return await work.officers.remove(PERSONAS["ines"].identity(settings.person_keys).key)

    assert asyncio.run(removed())


def replace_manager(live: Live) -> None:
    [seen] = [row["id"] for row in live.rows("manager") if row["company"] == MAES and row["status"] == "active"]
    given = {"company": MAES, "manager": contact("petra"), "replaces": global_id("AccessManager", seen)}
    assert live.act("emma", "replaceChiefAccessManager", given)["errors"] == []


def close_account(live: Live) -> None:
    live.act("emma", "requestAccountClosure", {"company": MAES})
    [closure] = live.rows("closure")
    given = {"company": MAES, "reference": closure["reference"]}
    assert live.act("ines", "confirmAccountClosure", given)["errors"] == []


def edit_policy(live: Live) -> None:
    file = live.settings.policies / "policy.csv"
    file.write_text(file.read_text().replace("p, chief_access_manager, history, read\n", ""))


def import_register(live: Live) -> None:
    """An extract in which emma has no function any more."""
    files = extract_of(day_in_belgium(datetime.now(UTC)))
    kept = [line for line in files["functions.csv"].splitlines() if b"Emma" not in line]
    files = {**files, "functions.csv": b"\n".join(kept) + b"\n"}
    extract = in_memory({**files, "meta.csv": files["meta.csv"].replace(b"ExtractNumber,", b"ExtractNumber,9")})
    switch_register(live.settings, lambda at, now, keys: import_files(extract, extract, at, now, keys, Silent()))


class Silent:
    """Nobody watches this import."""

    def begin(self, stage: str, size: int | None) -> None:
        """A stage begins."""

    def advance(self, done: int) -> None:
        """So many bytes more."""


LOST: dict[str, tuple[str, Callable[[Live], None]]] = {
    "by an act here that replaces them": ("dries", replace_manager),
    "with the account": ("dries", close_account),
    "by another process that removes an officer": ("ines", remove_officer),
    "by a policy that is put in force": ("dries", edit_policy),
    "by a register that is put in force": ("emma", import_register),
}


@pytest.mark.parametrize("how", LOST)
def test_a_right_that_is_lost_ends_the_stream(live: Live, how: str) -> None:
    """What took it away is told no more: of the events at the end there is only the error."""
    who, lose = LOST[how]

    async def story() -> None:
        async with live.socket(who) as socket, live.events(who, following()) as events:
            await socket.ask(following())
            await socket.ask({"query": POLICY}, "alive")
            assert await socket.told("policyChanged")
            await live.meanwhile(lose, live)
            error = await until_error(socket.hear)
            assert error["extensions"]["code"] == "FORBIDDEN"
            while (event := await events.next())[0] == "next" and "errors" not in event[1]:
                assert event[1]["data"]["companyChanged"]["event"] == "CLOSURE_REQUESTED"
            assert event[1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
            assert await events.next() == ("complete", None)

    asyncio.run(story())


def test_what_happens_here_is_known_at_once(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks at the database every now and then: the act itself must tell."""
    monkeypatch.setattr("gateway.app.ELSEWHERE_SECONDS", 3_600)
    with Live(prepared.copy_to(tmp_path / "world"), tmp_path / "world") as live:

        async def story() -> None:
            async with live.socket("dries") as socket:
                await socket.caught_up(live.entries())
                refused = {"company": MAES, "notificationEmail": "post@maes.example"}
                for who, act, given in (
                    ("emma", "requestAccountClosure", {"company": MAES}),
                    ("dries", "activateEbox", refused),
                ):
                    await live.meanwhile(live.act, who, act, given)
                    assert (await socket.told())["company"] == {"number": MAES}
                await live.meanwhile(replace_manager, live)
                assert (await socket.refused())["extensions"]["code"] == "FORBIDDEN"

        asyncio.run(story())


async def until_error(hear: Callable[[], Any]) -> dict[str, Any]:
    while (message := await hear())["type"] == "next":
        data = message["payload"]["data"]
        assert "policyChanged" in data or data["companyChanged"]["event"] == "CLOSURE_REQUESTED"
    assert (message["type"], message["id"]) == ("error", "1")
    return dict(message["payload"][0])


def test_who_keeps_the_right_goes_on(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.caught_up(live.entries())
            for lose in (edit_policy, replace_manager, remove_officer):
                await live.meanwhile(lose, live)
            assert (await socket.told())["event"] == "MANAGER_REPLACED"
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            assert (await socket.told())["event"] == "CLOSURE_REQUESTED"

    asyncio.run(story())


def test_a_function_that_ends_today_ends_the_stream_at_midnight_in_belgium(prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared.copy_to(tmp_path / "world")
    today = day_in_belgium(datetime.now(UTC))
    end_functions(tmp_path / "world", today)
    with Live(settings, tmp_path / "world") as live:

        async def story() -> None:
            async with live.socket("emma") as socket:
                await socket.ask(following())
                await socket.ask({"query": POLICY}, "alive")
                assert await socket.told("policyChanged")
                live.clock.time = datetime.combine(today + timedelta(days=1), datetime.min.time(), UTC)
                decision = (await socket.refused())["extensions"]["decision"]
                assert decision["reason"] == "FUNCTION_ENDED"

        asyncio.run(story())


def end_functions(folder: Path, last_day: date) -> None:
    """Of all that have not ended yet, in the register in force."""
    with closing(sqlite3.connect(folder / "gateway.sqlite")) as own:
        [(file,)] = own.execute("SELECT file FROM register_release WHERE current")
    with closing(sqlite3.connect(folder / file)) as register:
        register.execute('UPDATE function SET "end" = ? WHERE "end" IS NULL', (last_day.isoformat(),))
        register.commit()


def test_a_token_that_expires_ends_what_it_opened(live: Live) -> None:
    live.token = lambda who, **claims: live.issuer.sign(PERSONAS[who].claims(), timedelta(minutes=5))  # type: ignore[method-assign]

    async def story() -> None:
        async with live.socket("emma") as socket, live.events("emma", from_the_beginning()) as events:
            await socket.caught_up(live.entries())
            await events.caught_up(live.entries())
            await socket.ask({"query": POLICY}, "2")
            assert await socket.told("policyChanged")
            live.clock.advance(minutes=4)
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            assert await socket.told()
            assert await events.told()
            live.clock.advance(minutes=1)
            assert (await events.refused())["extensions"]["code"] == "UNAUTHENTICATED"
            assert await socket.closed() == 4403, "Clients come back after it, with another token."

    asyncio.run(story())


def test_refusals_are_recorded_as_those_of_other_reads(live: Live) -> None:
    before = len(live.rows("audit"))
    first_error(live, "bruno", following(LAMBERT))
    first_error(live, "petra", following(LAMBERT))
    live.stop()
    kept = [
        (row["action"], row["outcome"], row["event"]) for row in live.rows("audit")[before:] if row["kind"] == "caller"
    ]
    assert kept == [("HISTORY_READ", "forbidden", None)] * 2
    [counted] = [row for row in live.rows("counted_refusal") if row["action"] == "HISTORY_READ"]
    assert counted["times"] == 2
