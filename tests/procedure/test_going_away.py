"""Requests that are broken off at any moment: an act is done and recorded, or neither, and locks nobody out."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from procedure_acts import designate, identity_of, replace
from procedure_world import LAMBERT, MANDATES, House

from gateway.domain.errors import Forbidden
from gateway.domain.language import Language
from gateway.graphql.answer import Executor
from gateway.graphql.node import global_id
from gateway.graphql.question import Caller, Question
from gateway.graphql.schema import build_schema

CONFIRM = """mutation ($company: EnterpriseNumber!, $manager: ID!) {
  confirmChiefAccessManager(input: {company: $company, manager: $manager}) { manager { id } errors { code } } }"""
MOMENTS = 60
"""Turns of the event loop after which a request is broken off; an act takes some tens of them."""


async def break_off(task: "asyncio.Task[object]", turns: int) -> None:
    """Let a task go on for some turns of the loop, cancel it, and wait until everything that it began is over."""
    for _ in range(turns):
        await asyncio.sleep(0)
        await asyncio.sleep(0.0002)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), timeout=10)


def done_and_recorded(house: House) -> tuple[int, int]:
    """Whether the confirmation of this moment was done, and how many rows the trail has of it."""
    now = f"{house.now:%Y-%m-%d %H:%M:%S.%f}"
    done = house.rows("SELECT 1 FROM manager WHERE confirmed_at = ?", now)
    recorded = house.rows("SELECT 1 FROM audit WHERE at = ? AND event = 'manager_confirmed'", now)
    return len(done), len(recorded)


def test_a_request_that_goes_away_leaves_its_act_done_and_recorded_or_neither(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            seen = global_id("AccessManager", (await designate(house, "dries")).id)
            executor = Executor(build_schema(), house.gate, house.terms, MANDATES)
            lea = Caller(identity_of("lea"), Language.FR, "http://gateway.test/")
            question = Question(CONFIRM, {"company": LAMBERT, "manager": seen}, None, reads_only=False)
            outcomes = set()
            for turns in range(MOMENTS):
                house.now += timedelta(seconds=1)
                await break_off(asyncio.ensure_future(executor.answer(question, lea)), turns)
                outcomes.add(done_and_recorded(house))
            house.now += timedelta(seconds=1)
            answer = await asyncio.wait_for(executor.answer(question, lea), timeout=5)
            assert answer.data is not None
            assert answer.data["confirmChiefAccessManager"]["errors"] == []
            assert done_and_recorded(house) == (1, 1)
            assert (1, 1) in outcomes
            assert outcomes <= {(0, 0), (1, 1)}

    asyncio.run(story())


def test_a_sign_in_that_goes_away_is_done_and_recorded_or_neither_and_locks_nobody_out(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            seen = (await designate(house, "dries")).id
            outcomes = set()
            for turns in range(MOMENTS // 2):
                house.now += timedelta(seconds=1)
                visitor, successor = ("gita", "dries") if turns % 2 else ("dries", "gita")
                before = recorded_sign_ins(house)
                await break_off(asyncio.ensure_future(house.enter(visitor)), turns)
                active = house.rows("SELECT 1 FROM manager WHERE id = ? AND status = 'active'", seen)
                outcomes.add((len(active), recorded_sign_ins(house) - before))
                seen = (await asyncio.wait_for(replace(house, seen, successor), timeout=5)).id
            assert outcomes == {(0, 0), (1, 1)}

    asyncio.run(story())


def recorded_sign_ins(house: House) -> int:
    return len(house.rows("SELECT 1 FROM audit WHERE event = 'manager_activated'"))


def test_counting_that_is_broken_off_loses_no_refusal_and_locks_nobody_out(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("petra")
            for turns in range(MOMENTS // 3):
                with pytest.raises(Forbidden):
                    await designate(house, "dries", by="petra")
                await break_off(asyncio.ensure_future(house.gate.tally.keep_writing_down(0)), turns)
                await asyncio.wait_for(house.gate.tally.write_down(), timeout=5)
                assert house.counted().total() == turns + 1

    asyncio.run(story())
