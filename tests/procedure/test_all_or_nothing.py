"""No act without its trace, no trace without its act, and no answer that shows contact details unrecorded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from procedure_acts import (
    activate_ebox,
    cancel_closure,
    confirm,
    confirm_closure,
    designate,
    identity_of,
    replace,
    request_closure,
)
from procedure_world import LAMBERT, MAES, MANDATES, House, form_of
from sqlalchemy.exc import DBAPIError

from gateway.domain.errors import Conflict, ConflictKind, Forbidden, Sentence
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.graphql.answer import Executor
from gateway.graphql.question import Caller, Question
from gateway.graphql.schema import build_schema
from gateway.storage.work import Work
from gateway.use_cases import manager

NO_MORE_AUDIT = {
    "refused by a trigger": "CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END",
    "without its table": "ALTER TABLE audit RENAME TO gone",
}
AUDIT_AGAIN = {
    "refused by a trigger": "DROP TRIGGER no_more",
    "without its table": "ALTER TABLE gone RENAME TO audit",
}


@asynccontextmanager
async def without_audit(house: House, how: str) -> AsyncIterator[None]:
    """While inside, the trail cannot be written."""
    house.change(NO_MORE_AUDIT[how])
    yield
    house.change(AUDIT_AGAIN[how])


async def active(house: House) -> str:
    """Lambert with an account and an active manager, whose id it is."""
    for persona in ("lea", "ines", "bruno"):
        await house.enter(persona)
    seen = (await designate(house, "dries")).id
    await house.enter("dries")
    return seen


Act = Callable[[House, str, str], Awaitable[object]]
"""Done in a house, on the manager with an id, with the letter of a reference."""
ACTS: dict[str, tuple[bool, Act]] = {
    "replace": (False, lambda house, seen, _: replace(house, seen, "gita")),
    "confirm": (False, lambda house, seen, _: confirm(house, seen)),
    "activate_ebox": (False, lambda house, *_: activate_ebox(house)),
    "request_closure": (False, lambda house, *_: request_closure(house)),
    "cancel_closure": (True, lambda house, *_: cancel_closure(house)),
    "confirm_closure": (True, lambda house, _, letter: confirm_closure(house, letter)),
    "sign_in": (False, lambda house, *_: house.enter("petra")),
}


@pytest.mark.parametrize("how", NO_MORE_AUDIT)
@pytest.mark.parametrize("name", ACTS)
def test_what_cannot_be_recorded_is_not_done_and_can_be_done_once_it_can(
    template: Path, tmp_path: Path, name: str, how: str
) -> None:
    needs_letter, act = ACTS[name]

    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            seen = await active(house)
            letter = await request_closure(house) if needs_letter else ""
            before, people = house.state(), house.rows("SELECT count(*) FROM person")[0][0]
            async with without_audit(house, how):
                with pytest.raises(DBAPIError):
                    await act(house, seen, letter)
                assert house.state() == before
                assert house.rows("SELECT count(*) FROM person")[0][0] == people
            await act(house, seen, letter)
            assert (house.state() == before) is (name == "sign_in")

    asyncio.run(story())


@pytest.mark.parametrize("how", NO_MORE_AUDIT)
def test_a_first_sign_in_that_cannot_be_recorded_activates_nobody(template: Path, tmp_path: Path, how: str) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            await designate(house, "dries")
            before = house.state()
            async with without_audit(house, how):
                with pytest.raises(DBAPIError):
                    await house.enter("dries")
                assert house.state() == before
            await house.enter("dries")
            assert [row["status"] for row in house.rows("SELECT status FROM manager")] == ["active"]

    asyncio.run(story())


@pytest.mark.parametrize("how", NO_MORE_AUDIT)
def test_a_refusal_that_cannot_be_recorded_is_no_answer(template: Path, tmp_path: Path, how: str) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await active(house)
            async with without_audit(house, how):
                for by in ("bruno", "lea"):  # forbidden, and in conflict
                    with pytest.raises(DBAPIError):
                        await designate(house, "gita", by=by)

    asyncio.run(story())


def test_a_refusal_inside_an_act_undoes_what_it_had_done_and_is_recorded(template: Path, tmp_path: Path) -> None:
    async def designate_and_change_ones_mind(work: Work, house: House) -> None:
        await manager.designate(work, house.terms, LAMBERT, form_of("dries"))
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("account_awaiting"))

    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            before, trail = house.state(), house.trail()
            with pytest.raises(Conflict):
                await house.act(
                    identity_of("lea"),
                    Action.MANAGER_DESIGNATE,
                    LAMBERT,
                    lambda work: designate_and_change_ones_mind(work, house),
                )
            assert house.state() == before
            grown = house.trail() - trail
            assert [row[:7] for row in grown] == [
                ("caller", "conflict", LAMBERT, "lea", "MANAGER_DESIGNATE", "wrong_state", "refused")
            ]

    asyncio.run(story())


def test_an_act_that_fails_unexpectedly_leaves_neither_change_nor_trace(template: Path, tmp_path: Path) -> None:
    async def designate_and_fail(work: Work, house: House) -> None:
        await manager.designate(work, house.terms, LAMBERT, form_of("dries"))
        raise ZeroDivisionError

    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            before, trail = house.state(), house.trail()
            with pytest.raises(ZeroDivisionError):
                await house.act(
                    identity_of("lea"), Action.MANAGER_DESIGNATE, LAMBERT, lambda work: designate_and_fail(work, house)
                )
            assert (house.state(), house.trail()) == (before, trail)
            await designate(house, "dries")

    asyncio.run(story())


def test_what_is_done_for_a_company_is_never_done_for_another(template: Path, tmp_path: Path) -> None:
    """The representative of one company is a stranger to the next, whatever they write in the act."""

    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await house.enter("lea")
            before = house.state()
            with pytest.raises(Forbidden):
                await house.act(
                    identity_of("lea"),
                    Action.MANAGER_DESIGNATE,
                    MAES,
                    lambda work: manager.designate(work, house.terms, LAMBERT, form_of("dries")),
                )
            assert house.state() == before

    asyncio.run(story())


# -------------------------------------------------------------------------------- reading contact details

CONTACT = "query ($n: EnterpriseNumber!) { company(number: $n) { chiefAccessManager { firstName email phone } } }"
NAME = "query ($n: EnterpriseNumber!) { company(number: $n) { chiefAccessManager { firstName } } }"


def ask(house: House, query: str, persona: str) -> Awaitable[object]:
    executor = Executor(build_schema(), house.gate, house.terms, MANDATES)
    caller = Caller(identity_of(persona), Language.FR, "http://gateway.test/")
    return executor.answer(Question(query, {"n": LAMBERT}, None, reads_only=True), caller)


def read_rows(house: House) -> list[tuple[str, str]]:
    rows = house.rows(
        "SELECT audit.outcome, person.first_name FROM audit JOIN person ON person.id = audit.person "
        "WHERE action = 'MANAGER_READ_CONTACT' ORDER BY audit.rowid"
    )
    return [(row["outcome"], row["first_name"]) for row in rows]


@pytest.mark.parametrize("how", NO_MORE_AUDIT)
def test_contact_details_that_cannot_be_recorded_as_read_are_not_shown(
    template: Path, tmp_path: Path, how: str
) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await active(house)
            async with without_audit(house, how):
                with pytest.raises(DBAPIError):
                    await ask(house, CONTACT, "lea")
                assert "Dries" in str(await ask(house, NAME, "lea"))
            assert read_rows(house) == []
            assert "dries" in str(await ask(house, CONTACT, "lea"))
            assert read_rows(house) == [("read", "Léa")]

    asyncio.run(story())


def test_contact_details_that_were_refused_are_recorded_as_such_and_not_shown(template: Path, tmp_path: Path) -> None:
    async def story() -> None:
        async with House.copied(template, tmp_path / "house") as house:
            await active(house)
            shown = str(await ask(house, CONTACT, "bruno"))
            assert "demo.example" not in shown
            assert "+32" not in shown
            assert read_rows(house) == [("forbidden", "Bruno")]

    asyncio.run(story())
