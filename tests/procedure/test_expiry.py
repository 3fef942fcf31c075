"""A designation that nobody takes up ends at its term, however that is noticed, and what hangs on it follows."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from procedure_acts import confirm_closure, designate, replace, request_closure
from procedure_world import START, TERM, House

from gateway.domain.errors import Conflict, ConflictKind

A_MOMENT = timedelta(microseconds=1)


def statuses(house: House) -> tuple[list[str], str]:
    """Of all designations in the order in which they were made, and of the account."""
    managers = house.rows("SELECT status FROM manager ORDER BY rowid")
    (found,) = house.rows("SELECT status FROM account")
    return [row["status"] for row in managers], found["status"]


def ended(house: House) -> list[datetime]:
    rows = house.rows("SELECT ended_at FROM manager WHERE status = 'expired'")
    return [datetime.fromisoformat(f"{row['ended_at']}+00:00") for row in rows]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(90)])
@pytest.mark.parametrize("visitor", ["dries", "petra"])
def test_whoever_comes_in_after_the_term_finds_a_designation_that_ended_with_it(
    template: Path, tmp_path: Path, late: timedelta, visitor: str
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await designate(house, "dries")
            house.now += TERM + late
            await house.enter(visitor)
            assert statuses(house) == (["expired"], "none")
            assert ended(house) == [START + TERM]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("visitor", "after"),
    [("dries", (["active"], "active")), ("petra", (["designated"], "awaiting_first_sign_in"))],
)
def test_until_the_last_moment_of_the_term_the_designated_person_and_nobody_else_takes_it_up(
    template: Path, tmp_path: Path, visitor: str, after: tuple[list[str], str]
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await designate(house, "dries")
            house.now += TERM - A_MOMENT
            await house.enter(visitor)
            assert statuses(house) == after

    asyncio.run(story())


def test_an_active_account_outlives_a_successor_who_never_came(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            first = await designate(house, "dries")
            await house.enter("dries")
            await replace(house, first.id, "gita")
            house.now += TERM
            await house.enter("gita")
            assert statuses(house) == (["replaced", "expired"], "active")

    asyncio.run(story())


def test_a_designation_that_ran_out_after_the_door_gives_way_to_the_next_in_one_act(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await designate(house, "dries")
            house.now += TERM
            await designate(house, "gita")
            assert statuses(house) == (["expired", "designated"], "awaiting_first_sign_in")

    asyncio.run(story())


def test_a_designation_that_ran_out_after_the_door_can_no_longer_be_replaced(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            first = await designate(house, "dries")
            house.now += TERM
            with pytest.raises(Conflict) as conflict:
                await replace(house, first.id, "gita")
            assert conflict.value.kind is ConflictKind.MANAGER_CHANGED
            assert statuses(house) == (["designated"], "awaiting_first_sign_in")  # whoever comes in next ends it

    asyncio.run(story())


def test_a_designation_that_ran_out_before_the_account_was_closed_has_expired_and_did_not_end_with_it(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await house.enter("ines")
            first = await designate(house, "dries")
            await house.enter("dries")
            await replace(house, first.id, "gita")
            letter = await request_closure(house)
            house.now += TERM
            await confirm_closure(house, letter)
            assert statuses(house) == (["replaced", "expired"], "closed")
            assert ended(house) == [START + TERM]

    asyncio.run(story())
