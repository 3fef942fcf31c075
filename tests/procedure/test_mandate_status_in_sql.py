"""What the queries say about mandates, whatever they hold, is what the rules say about each of them."""

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from any_mandates import COMPANIES, MOMENTS, QUARTERS, days, several
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, MandateGroup, MandateStatus, ProviderKind
from gateway.domain.side import Side
from gateway.storage import mandate as storage
from gateway.storage.database import Database, Transaction
from gateway.storage.mandate import Mandates, MandatesWanted, status_on
from gateway.storage.mandate_tables import mandate as table
from gateway.storage.page import NOTHING, Moment, Slice, Wanted

THIS_QUARTER, NEXT_QUARTER = [date(2026, 10, 1), date(2026, 11, 25), date(2026, 12, 31)], date(2027, 1, 1)
some_companies = st.sets(st.sampled_from(COMPANIES), min_size=2)
Query = Callable[[Transaction], Awaitable[Any]]
Ask = Callable[[Collection[Mandate], Query], Any]
any_mandates = settings(max_examples=80)


class TakenBack(Exception):
    """What an example has laid into the database is not to stay there."""


async def answer(database: Database, known: Collection[Mandate], query: Query) -> Any:
    """What a query says while the database holds these mandates, and no others."""
    found = None
    with suppress(TakenBack):
        async with database.change() as transaction:
            for one in known:
                await Mandates(transaction).add(one)
            found = await query(transaction)
            raise TakenBack
    return found


@pytest.fixture(scope="module")
def ask(mandate_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Answers a query about some mandates, in a database that admits them however they came to be as they are."""
    folder = tmp_path_factory.mktemp("queries") / "house"
    shutil.copytree(mandate_template, folder)
    with closing(sqlite3.connect(folder / "gateway.sqlite")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("INSERT INTO person VALUES ('somebody', 'key', 'Some', 'Body')")
    database = Database(folder / "gateway.sqlite")
    with asyncio.Runner() as runner:
        yield lambda known, query: runner.run(answer(database, known, query))
        runner.run(database.close())


@any_mandates
@given(known=several(), today=days)
def test_the_status_in_sql_is_the_status_by_the_rules(ask: Ask, known: tuple[Mandate, ...], today: date) -> None:
    rows = ask(known, lambda read: read.rows(select(table.c.id, status_on(today))))
    assert dict(map(tuple, rows)) == {one.id: one.status(today) for one in known}


@settings(max_examples=40)
@given(known=several())
def test_a_mandate_comes_back_as_it_was_kept(ask: Ask, known: tuple[Mandate, ...]) -> None:
    ids = [one.id for one in known]
    assert ask(known, lambda read: storage.mandates(read, [*ids, "unknown"])) == dict(zip(ids, known, strict=True))


@any_mandates
@given(known=several(), providers=some_companies, today=days)
def test_mandating_is_who_gave_a_provider_what_is_active(
    ask: Ask, known: tuple[Mandate, ...], providers: set[EnterpriseNumber], today: date
) -> None:
    active = [one for one in known if one.status(today) is MandateStatus.ACTIVE]
    expected = {one.principal for one in active if one.mandatary in providers}
    assert ask(known, lambda read: storage.mandating(read, providers, today)) == expected


@any_mandates
@given(known=several(), side=st.sampled_from(Side), companies=some_companies)
def test_what_waits_for_companies_is_what_they_may_still_sign(
    ask: Ask, known: tuple[Mandate, ...], side: Side, companies: set[EnterpriseNumber]
) -> None:
    expected = {one for one in known if side in one.waiting_for and one.parties.company(side) in companies}
    found = ask(known, lambda read: storage.waiting_for(read, side, companies))
    assert (set(found), len(found)) == (expected, len(expected))


def goes_on(ending: Mandate, known: Collection[Mandate], by: date) -> bool:
    """Whether the same provider has an amendment that both sides have signed, and that is not over by a day."""
    later = [one for one in known if one.replaces == ending.id and one.mandatary == ending.mandatary and one.signed]
    ends = [(one.ended_from, one.end and one.end.next.first_day) for one in later]
    return any(all(day is None or day > by for day in days) for days in ends)


@settings(max_examples=250)
@given(known=several(), side=st.sampled_from(Side), companies=some_companies, today=st.sampled_from(THIS_QUARTER))
def test_what_ends_this_quarter_is_active_today_and_over_by_the_next_with_nothing_in_its_place(
    ask: Ask, known: tuple[Mandate, ...], side: Side, companies: set[EnterpriseNumber], today: date
) -> None:
    possible = [one for one in known if not one.ended_from or not today < one.ended_from < NEXT_QUARTER]
    expected = {
        one
        for one in possible
        if one.parties.company(side) in companies
        and one.status(today) is MandateStatus.ACTIVE
        and one.status(NEXT_QUARTER) in (MandateStatus.ENDED, MandateStatus.EXPIRED)
        and one.superseded_from is None
        and not goes_on(one, known, NEXT_QUARTER)
    }
    found = ask(known, lambda read: storage.ending(read, side, companies, today, NEXT_QUARTER))
    assert set(found) & set(possible) == expected


EXPIRES = Mandate(
    id="expires",
    principal=COMPANIES[0],
    mandatary=COMPANIES[1],
    provider_kind=ProviderKind.ACCOUNTANT,
    groups=(MandateGroup("GROUP", exclusive=True),),
    start=QUARTERS[1],
    end=QUARTERS[1],
    version=1,
    replaces=None,
    prepared_by=Side.PRINCIPAL,
    created_at=MOMENTS[0],
    created_by="somebody",
    drawn_up_at=MOMENTS[0],
    principal_signed_at=MOMENTS[0],
    mandatary_signed_at=MOMENTS[0],
)
AMENDMENT = replace(EXPIRES, id="amendment", replaces="expires", version=2, start=QUARTERS[2], end=None)


@pytest.mark.parametrize("side", Side)
def test_what_expires_needs_no_other_if_both_sides_have_signed_its_amendment(ask: Ask, side: Side) -> None:
    amendments = {
        AMENDMENT: False,
        replace(AMENDMENT, principal_signed_at=None): True,
        replace(AMENDMENT, mandatary_signed_at=None): True,
        replace(AMENDMENT, mandatary=COMPANIES[2]): True,
        replace(AMENDMENT, ended_from=NEXT_QUARTER, ended_at=MOMENTS[0]): True,
    }
    for amendment, warned in amendments.items():
        found = ask(
            [EXPIRES, amendment],
            lambda read: storage.ending(read, side, COMPANIES, THIS_QUARTER[0], NEXT_QUARTER),
        )
        assert found == [EXPIRES] * warned


def bound(known: tuple[Mandate, ...], index: int | None) -> Moment | None:
    """The position of one of these, or none."""
    return None if index is None else (known[index % len(known)].created_at, known[index % len(known)].id)


@settings(max_examples=200)
@given(
    known=several(),
    companies=some_companies,
    sides=st.sets(st.sampled_from(Side), min_size=1),
    statuses=st.none() | st.frozensets(st.sampled_from(MandateStatus)),
    today=days,
    size=st.integers(1, 4),
    bounds=st.tuples(st.none() | st.integers(0, 5), st.none() | st.integers(0, 5)),
    backwards=st.booleans(),
)
def test_a_page_is_what_is_wanted_of_each_company_and_knows_what_lies_around_it(
    ask: Ask,
    known: tuple[Mandate, ...],
    companies: set[EnterpriseNumber],
    sides: set[Side],
    statuses: frozenset[MandateStatus] | None,
    today: date,
    size: int,
    bounds: tuple[int | None, int | None],
    backwards: bool,
) -> None:
    after, before = (bound(known, index) for index in bounds)
    wanted = MandatesWanted(Wanted(size, after, before, backwards), tuple(sides), statuses, today)
    in_order = sorted(known, key=lambda one: (one.created_at, one.id), reverse=True)
    expected = {
        company: modelled(
            [
                one
                for one in in_order
                if company in {one.parties.company(side) for side in sides}
                and (statuses is None or one.status(today) in statuses)
            ],
            wanted.page,
        )
        for company in companies
    }
    found = ask(known, lambda read: storage.mandates_of(read, companies, wanted))
    assert {company: found.get(company, NOTHING) for company in companies} == {
        company: page if page.before or page.after or page.rows else NOTHING for company, page in expected.items()
    }
    assert found.keys() <= companies


def modelled(newest_first: list[Mandate], wanted: Wanted[Moment]) -> Slice[Mandate]:
    """A page, as Relay's specification tells to work it out."""
    later = [one for one in newest_first if wanted.after and (one.created_at, one.id) >= wanted.after]
    earlier = [one for one in newest_first if wanted.before and (one.created_at, one.id) <= wanted.before]
    between = [one for one in newest_first if one not in later and one not in earlier]
    more = len(between) > wanted.size
    if wanted.backwards:
        return Slice(between[-wanted.size :], before=more, after=bool(earlier))
    return Slice(between[: wanted.size], before=bool(later), after=more)
