"""What is counted of each caller: never more than there is in a minute, and it is true when they can ask again."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from gateway.domain.identifiers import PersonKey
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.graphql.not_now import RateLimited
from gateway.http.budgets import MOST_REFUSED, Budgets, MinuteBudget

MOST = 1_000
AFTER = st.integers(0, 200_000)
COSTS = st.lists(st.tuples(AFTER, st.integers(0, 2 * MOST)), min_size=1, max_size=30)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def from_host(host: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "client": (host, 1), "headers": []})


def budget_of(clock: Clock, host: str = "192.0.2.1", most: int = MOST) -> MinuteBudget:
    return Budgets(of_person=0, of_address=most, clock=clock).of(from_host(host), None)


async def spent(budget: MinuteBudget, cost: int) -> int:
    """After how many seconds it can be tried again; 0 if it was spent."""
    try:
        await budget.spend(cost)
    except RateLimited as limited:
        return limited.seconds
    return 0


@given(COSTS)
def test_whoever_waits_for_as_long_as_they_are_told_is_let_in(asked: list[tuple[int, int]]) -> None:
    async def story() -> None:
        clock = Clock()
        budget = budget_of(clock)
        for milliseconds, cost in asked:
            clock.time += timedelta(milliseconds=milliseconds)
            if seconds := await spent(budget, cost):
                assert 1 <= seconds <= 120
                clock.time += timedelta(seconds=seconds)
                assert await spent(budget, cost) == 0

    asyncio.run(story())


@given(COSTS)
def test_in_no_minute_of_the_clock_is_more_spent_than_there_is(asked: list[tuple[int, int]]) -> None:
    async def story() -> None:
        clock = Clock()
        budget = budget_of(clock)
        minutes: dict[int, int] = {}
        for milliseconds, cost in asked:
            clock.time += timedelta(milliseconds=milliseconds)
            if not await spent(budget, cost):
                minute = int(clock.time.timestamp() // 60)
                minutes[minute] = minutes.get(minute, 0) + min(max(cost, 1), MOST)
        assert all(total <= MOST for total in minutes.values())

    asyncio.run(story())


def test_what_is_refused_costs_nothing() -> None:
    async def story() -> None:
        budget = budget_of(Clock())
        await budget.spend(600)
        assert await spent(budget, 401)
        assert await spent(budget, 400) == 0
        with pytest.raises(RateLimited):
            await budget.demand()

    asyncio.run(story())


def test_what_costs_more_than_the_whole_budget_can_be_asked_for_by_who_has_all_of_it() -> None:
    async def story() -> None:
        budget = budget_of(Clock())
        assert await spent(budget, 50 * MOST) == 0
        assert await spent(budget, 1)

    asyncio.run(story())


def test_whoever_does_not_heed_it_hears_it_again_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        clock = Clock()
        budget = budget_of(clock)
        await budget.spend(MOST)
        began = time.monotonic()
        for _ in range(MOST_REFUSED + 1):
            assert await spent(budget, 1)
        assert time.monotonic() - began >= 0.2
        clock.time += timedelta(minutes=1)
        assert await spent(budget, MOST)
        assert budget._windows._refused.total() == 1

    monkeypatch.setattr("gateway.http.budgets.INSISTING_SECONDS", 0.2)
    asyncio.run(story())


def test_the_headers_say_what_there_is_and_what_is_left() -> None:
    async def story() -> None:
        clock = Clock()
        budget = budget_of(clock)
        await budget.spend(250)
        clock.time += timedelta(seconds=15)
        headers = {"RateLimit-Policy": '"cost";q=1000;w=60', "RateLimit": '"cost";r=750;t=45'}
        assert await budget.headers() == headers
        assert (await budget.headers("7"))["RateLimit"] == '"cost";r=750;t=7'

    asyncio.run(story())


def test_where_there_is_no_limit_none_is_told_of() -> None:
    async def story() -> None:
        budget = budget_of(Clock(), most=0)
        await budget.spend(10**9)
        await budget.demand()
        assert await budget.headers() == {}

    asyncio.run(story())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_an_address_is_one_of_version_4_or_a_network_of_version_6(one: str, other: str, same: bool) -> None:
    async def story() -> None:
        budgets = Budgets(of_person=0, of_address=MOST, clock=Clock())
        await budgets.of(from_host(one), None).spend(MOST)
        assert bool(await spent(budgets.of(from_host(other), None), 1)) == same

    asyncio.run(story())


def test_a_person_has_a_budget_of_their_own_at_whatever_address() -> None:
    async def story() -> None:
        clock = Clock()
        budgets = Budgets(of_person=MOST, of_address=MOST, clock=clock)
        lea = Identity(PersonKey("lea"), "Léa", "Lambert", Language.FR, 500)
        await budgets.of(from_host("192.0.2.1"), None).spend(MOST)
        await budgets.of(from_host("192.0.2.1"), lea).spend(MOST)
        assert await spent(budgets.of(from_host("192.0.2.9"), lea), 1)

    asyncio.run(story())


def test_of_who_asks_no_more_nothing_is_kept_after_two_minutes() -> None:
    async def story() -> None:
        clock = Clock()
        budgets = Budgets(of_person=0, of_address=MOST, clock=clock)
        for number in range(2_000):
            await budgets.of(from_host(f"192.0.{number // 256}.{number % 256}"), None).spend(1)
        clock.time += timedelta(minutes=2)
        await budgets.of(from_host("192.0.2.1"), None).spend(1)
        windows = budgets._windows
        assert len(windows._current) + len(windows._previous) <= 1
        assert not windows.storage
        assert not windows.locks

    asyncio.run(story())
