"""Many acts at the same time, on a real file: the rule holds, each is answered, and each leaves its one trace."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from procedure_acts import confirm, designate, identity_of, replace
from procedure_world import COLIN, LAMBERT, MAES, SITUATIONS, House, form_of, make_register

from gateway.authorization.system_act import SystemAct
from gateway.domain.decision import DenialReason
from gateway.domain.errors import Conflict, ConflictKind, Forbidden, Unauthenticated
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.manager import Manager
from gateway.domain.rights import Action
from gateway.register.release import remove_other_releases
from gateway.use_cases import manager

THIRTY = 30
CANDIDATES = ["dries", "gita", "jan"]


def answers(results: list[Any]) -> Counter[str]:
    """How often what was answered; anything unexpected is raised."""
    counted = Counter[str]()
    for result in results:
        match result:
            case Manager():
                counted["done"] += 1
            case Conflict():
                counted[result.kind] += 1
            case Forbidden():
                counted[result.decision.reason or ""] += 1
            case _:
                raise result
    return counted


def caller_rows(house: House) -> list[str]:
    """What came of the acts of callers, in the order in which they were committed."""
    return [row["outcome"] for row in house.rows("SELECT outcome FROM audit WHERE kind = 'caller' ORDER BY rowid")]


@pytest.mark.parametrize("gateways", [1, 2])
def test_of_thirty_designations_at_once_one_is_done_and_the_others_are_told_so(
    template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house, House(house.folder) as other:
            await house.enter("lea")
            places = [house, other][:gateways]
            acts = [designate(places[i % gateways], CANDIDATES[i % 3]) for i in range(THIRTY)]
            results = await asyncio.gather(*acts, return_exceptions=True)
            assert answers(results) == {"done": 1, ConflictKind.MANAGER_EXISTS: THIRTY - 1}
            (live,) = house.rows("SELECT id FROM manager")
            assert {refused.manager for refused in results if isinstance(refused, Conflict)} == {live["id"]}
            assert caller_rows(house) == ["done"] + ["conflict"] * (THIRTY - 1)

    asyncio.run(story())


@pytest.mark.parametrize("gateways", [1, 2])
def test_of_thirty_replacements_of_the_same_manager_one_is_done_and_the_others_see_another(
    template: Path, tmp_path: Path, gateways: int
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house, House(house.folder) as other:
            await house.enter("lea")
            seen = (await designate(house, "dries")).id
            places = [house, other][:gateways]
            acts = [replace(places[i % gateways], seen, CANDIDATES[i % 3]) for i in range(THIRTY)]
            results = await asyncio.gather(*acts, return_exceptions=True)
            assert answers(results) == {"done": 1, ConflictKind.MANAGER_CHANGED: THIRTY - 1}
            statuses = {row["id"]: row["status"] for row in house.rows("SELECT id, status FROM manager")}
            (successor,) = statuses.keys() - {seen}
            assert statuses == {seen: "replaced", successor: "designated"}
            assert caller_rows(house) == ["done", "done"] + ["conflict"] * (THIRTY - 1)

    asyncio.run(story())


def test_designations_in_different_companies_do_not_stand_in_each_others_way(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            by = {LAMBERT: "lea", MAES: "emma", COLIN: "karin"}
            for persona in by.values():
                await house.enter(persona)

            async def act(company: EnterpriseNumber, persona: str) -> Manager:
                return await house.act(
                    identity_of(persona),
                    Action.MANAGER_DESIGNATE,
                    company,
                    lambda work: manager.designate(work, house.terms, company, form_of("dries")),
                )

            await asyncio.gather(*(act(company, persona) for company, persona in by.items()))
            await house.enter("dries")
            active = house.rows("SELECT company FROM manager WHERE status = 'active'")
            assert {row["company"] for row in active} == by.keys()

    asyncio.run(story())


def test_the_first_sign_in_by_ten_requests_at_once_happens_once(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await designate(house, "dries")
            await asyncio.gather(*(house.enter("dries") for _ in range(10)))
            taken_up = "SELECT event FROM audit WHERE kind = 'sign_in' AND event IS NOT NULL ORDER BY rowid"
            assert [row["event"] for row in house.rows(taken_up)] == ["manager_activated", "account_activated"]
            assert len(house.rows("SELECT 1 FROM person")) == 2

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(4))
def test_a_right_lost_by_a_new_register_is_lost_from_that_commit_on(template: Path, tmp_path: Path, seed: int) -> None:
    """Lambert ends in the next register: acts before its switch are done, acts after it forbidden, none in between."""
    wait = random.Random(seed)

    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house, House(house.folder) as importer:
            await house.enter("lea")
            seen = (await designate(house, "dries")).id
            release = make_register(house.folder, SITUATIONS | {LAMBERT: "014"})

            async def act() -> Manager:
                await asyncio.sleep(wait.random() / 5)
                return await confirm(house, seen)

            async def switch() -> None:
                await asyncio.sleep(0.02 + wait.random() / 10)
                async with importer.gate.system_act(SystemAct.IMPORT) as work:
                    await work.releases.switch(release, work.now)
                remove_other_releases(house.folder, house.folder / release)

            results, _ = await asyncio.gather(
                asyncio.gather(*(act() for _ in range(THIRTY)), return_exceptions=True), switch()
            )
            counted = answers(results)
            assert counted.keys() <= {"done", DenialReason.COMPANY_ENDED}
            assert counted.total() == THIRTY
            rows = house.rows("SELECT kind, outcome FROM audit WHERE kind IN ('caller', 'import') ORDER BY rowid")
            switched = max(place for place, row in enumerate(rows) if row["kind"] == "import")
            assert {row["outcome"] for row in rows[1:switched]} <= {"done"}
            assert {row["outcome"] for row in rows[switched + 1 :]} <= {"forbidden"}
            assert len(rows) == 1 + 1 + THIRTY + 1

    asyncio.run(story())


def test_strangers_are_answered_while_the_writer_is_taken(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("petra")
            before = house.trail()
            async with house.database.change():
                acts = [designate(house, "dries", by="petra") for _ in range(100)]
                results = await asyncio.wait_for(asyncio.gather(*acts, return_exceptions=True), timeout=5)
            assert answers(results) == {DenialReason.NO_ROLE: 100}
            assert house.trail() == before
            await house.gate.tally.write_down()
            assert house.counted() == {("petra", "MANAGER_DESIGNATE", "no_role"): 100}
            assert house.trail() == before

    asyncio.run(story())


def test_nobody_is_answered_while_another_process_writes(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            with closing(sqlite3.connect(house.file, isolation_level=None)) as other_process:
                other_process.execute("BEGIN IMMEDIATE")
                with pytest.raises(Unauthenticated):
                    await asyncio.wait_for(
                        house.act(None, Action.MANAGER_DESIGNATE, LAMBERT, lambda _: asyncio.sleep(0)), timeout=5
                    )

    asyncio.run(story())


def test_counted_refusals_that_cannot_be_written_down_are_kept_for_the_next_time(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("petra")
            with pytest.raises(Forbidden):
                await designate(house, "dries", by="petra")
            house.change("ALTER TABLE counted_refusal RENAME TO gone")
            with pytest.raises(Exception, match="no such table"):
                await house.gate.tally.write_down()
            house.change("ALTER TABLE gone RENAME TO counted_refusal")
            with pytest.raises(Forbidden):
                await designate(house, "dries", by="petra")
            await house.gate.tally.write_down()
            await house.gate.tally.write_down()
            assert house.counted() == {("petra", "MANAGER_DESIGNATE", "no_role"): 2}

    asyncio.run(story())
