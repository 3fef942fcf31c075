"""A designation that nobody takes up ends at its term, however that is noticed, and what hangs on it follows."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from procedure_world import LAMBERT, OFFICER, START, TERM, House, form_of

from gateway.domain.errors import Conflict, ConflictKind
from gateway.domain.rights import Action
from gateway.use_cases import account, manager

A_MOMENT = timedelta(microseconds=1)


async def designate(house: House, persona: str) -> str:
    lea = await house.enter("lea")
    made = await house.act(
        lea,
        Action.MANAGER_DESIGNATE,
        LAMBERT,
        lambda work: manager.designate(work, house.terms, LAMBERT, form_of(persona)),
    )
    return made.id


async def replace(house: House, seen: str, persona: str) -> str:
    lea = await house.enter("lea")
    made = await house.act(
        lea,
        Action.MANAGER_REPLACE,
        LAMBERT,
        lambda work: manager.replace(work, house.terms, LAMBERT, form_of(persona), seen),
    )
    return made.id


def statuses(house: House) -> tuple[list[str], str]:
    """Of all designations in the order in which they were made, and of the account."""
    managers = house.rows("SELECT status FROM manager ORDER BY designated_at, rowid")
    (found,) = house.rows("SELECT status FROM account")
    return [row["status"] for row in managers], found["status"]


def ended(house: House) -> list[datetime]:
    rows = house.rows("SELECT ended_at FROM manager WHERE status = 'expired'")
    return [datetime.fromisoformat(f"{row['ended_at']}+00:00") for row in rows]


@pytest.mark.parametrize(("late", "taken_up"), [(-A_MOMENT, True), (timedelta(0), False), (timedelta(90), False)])
@pytest.mark.parametrize("visitor", ["dries", "petra"])
def test_a_designation_can_be_taken_up_until_its_term_and_whoever_comes_in_later_ends_it(
    template: Path, tmp_path: Path, late: timedelta, taken_up: bool, visitor: str
) -> None:
    async def story() -> tuple[tuple[list[str], str], list[datetime]]:
        async with House.copied(template, tmp_path / "house") as house:
            await designate(house, "dries")
            house.now += TERM + late
            await house.enter(visitor)
            return statuses(house), ended(house)

    after, ended_at = asyncio.run(story())
    if not taken_up:
        assert (after, ended_at) == ((["expired"], "none"), [START + TERM])
    elif visitor == "dries":
        assert after == (["active"], "active")
    else:
        assert after == (["designated"], "awaiting_first_sign_in")


def test_an_active_account_outlives_a_successor_who_never_came(template: Path, tmp_path: Path) -> None:
    async def story() -> tuple[list[str], str]:
        async with House.copied(template, tmp_path / "house") as house:
            first = await designate(house, "dries")
            await house.enter("dries")
            await replace(house, first, "gita")
            house.now += TERM
            await house.enter("gita")
            return statuses(house)

    assert asyncio.run(story()) == (["replaced", "expired"], "active")


def test_a_designation_that_ran_out_after_the_door_gives_way_to_the_next_in_one_act(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> tuple[list[str], str]:
        async with House.copied(template, tmp_path / "house") as house:
            await designate(house, "dries")
            lea = await house.enter("lea")
            house.now += TERM
            await house.act(
                lea,
                Action.MANAGER_DESIGNATE,
                LAMBERT,
                lambda work: manager.designate(work, house.terms, LAMBERT, form_of("gita")),
            )
            return statuses(house)

    assert asyncio.run(story()) == (["expired", "designated"], "awaiting_first_sign_in")


def test_a_designation_that_ran_out_after_the_door_can_no_longer_be_replaced(template: Path, tmp_path: Path) -> None:
    async def story() -> tuple[ConflictKind, tuple[list[str], str]]:
        async with House.copied(template, tmp_path / "house") as house:
            first = await designate(house, "dries")
            lea = await house.enter("lea")
            house.now += TERM
            with pytest.raises(Conflict) as conflict:
                await house.act(
                    lea,
                    Action.MANAGER_REPLACE,
                    LAMBERT,
                    lambda work: manager.replace(work, house.terms, LAMBERT, form_of("gita"), first),
                )
            return conflict.value.kind, statuses(house)

    kind, after = asyncio.run(story())
    assert kind is ConflictKind.MANAGER_CHANGED
    assert after == (["designated"], "awaiting_first_sign_in")  # a refusal changes nothing: the next one in ends it


def test_a_designation_that_ran_out_before_the_account_was_closed_has_expired_and_did_not_end_with_it(
    template: Path, tmp_path: Path
) -> None:
    async def story() -> tuple[tuple[list[str], str], list[datetime]]:
        async with House.copied(template, tmp_path / "house") as house:
            first = await designate(house, "dries")
            await house.enter("dries")
            await replace(house, first, "gita")
            lea = await house.enter("lea")
            await house.act(
                lea, Action.ACCOUNT_REQUEST_CLOSURE, LAMBERT, lambda work: account.request_closure(work, LAMBERT)
            )
            (letter,) = house.rows("SELECT reference FROM closure")
            officer = await house.enter(OFFICER)
            house.now += TERM
            await house.act(
                officer,
                Action.ACCOUNT_CONFIRM_CLOSURE,
                LAMBERT,
                lambda work: account.confirm_closure(work, LAMBERT, letter["reference"]),
            )
            return statuses(house), ended(house)

    after, ended_at = asyncio.run(story())
    assert after == (["replaced", "expired"], "closed")
    assert ended_at == [START + TERM]
