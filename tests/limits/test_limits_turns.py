"""Turns are fair by caller, whatever anybody does."""

import asyncio
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.graphql.not_now import Overloaded
from gateway.graphql.turns import State, Ticket, Turns

AT_ONCE = 16
MOST_OF_ONE = 2
MOST_WAITING = 5
CALLERS = st.sampled_from(["", "anna", "bert", "carla", "dirk", "else"])


class Crowded(RuleBasedStateMachine):
    """Callers who draw tickets, and give them back at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Turns(AT_ONCE, MOST_WAITING)
        self.tickets: list[Ticket] = []

    def of(self, state: State) -> list[Ticket]:
        return [ticket for ticket in self.tickets if ticket.state is state]

    def had(self) -> Counter[str]:
        return Counter(ticket.caller for ticket in (*self.of(State.WORKING), *self.of(State.WAITING)))

    @rule(caller=CALLERS)
    def draw(self, caller: str) -> None:
        full = len(self.of(State.WAITING)) == MOST_WAITING
        before, had = set(self.of(State.WAITING)), self.had()
        ticket = self.turns.draw(caller)
        self.tickets.append(ticket)
        refused = [each for each in (*before, ticket) if each.state is State.REFUSED]
        if not full:
            assert refused == []
            return
        waited = {each.caller for each in before} | {caller}
        for each in refused:
            most = max((had + Counter([caller]))[name] for name in waited)
            assert (had + Counter([caller]))[each.caller] == most

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        if self.tickets:
            ticket = data.draw(st.sampled_from(self.tickets))
            waiting = self.of(State.WAITING)
            self.turns.give_back(ticket)
            assert ticket.state in (State.OVER, State.REFUSED)
            called = [each for each in waiting if each.state is State.WORKING]
            for each in called:
                assert all(other in called for other in waiting if self._before(other, each, waiting))

    def _before(self, other: Ticket, each: Ticket, waiting: list[Ticket]) -> bool:
        return other.caller == each.caller and waiting.index(other) < waiting.index(each) and other is not each

    @invariant()
    def no_more_work_than_may(self) -> None:
        working = Counter(ticket.caller for ticket in self.of(State.WORKING))
        assert working.total() == self.turns.working <= AT_ONCE
        assert all(count <= MOST_OF_ONE for count in working.values())

    @invariant()
    def no_more_wait_than_may(self) -> None:
        assert len(self.of(State.WAITING)) == self.turns.waiting <= MOST_WAITING

    @invariant()
    def nobody_waits_who_could_have_a_turn(self) -> None:
        working = Counter(ticket.caller for ticket in self.of(State.WORKING))
        if working.total() < AT_ONCE:
            assert all(working[ticket.caller] == MOST_OF_ONE for ticket in self.of(State.WAITING))

    @invariant()
    def whoever_need_not_wait_is_told_so(self) -> None:
        assert all(ticket.called.is_set() == (ticket.state is not State.WAITING) for ticket in self.tickets[-20:])


Crowded.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestTurns = Crowded.TestCase


def test_whoever_asks_once_is_called_after_one_of_each_line_however_long_the_others_are() -> None:
    turns = Turns(1)
    working = turns.draw("anna")
    waiting = [turns.draw(caller) for _ in range(400) for caller in ("anna", "bert")]
    waiting.append(turns.draw("carla"))
    order = []
    for _ in range(3):
        turns.give_back(working)
        [working] = [ticket for ticket in waiting if ticket.state is State.WORKING]
        order.append(working.caller)
    assert order == ["anna", "bert", "carla"]


def test_one_caller_has_an_eighth_of_the_turns_at_the_most() -> None:
    turns = Turns(64)
    tickets = [turns.draw("anna") for _ in range(100)]
    assert [ticket.state for ticket in tickets].count(State.WORKING) == 8
    assert turns.draw("bert").state is State.WORKING


def test_who_waits_for_too_long_is_refused_and_leaves_the_line() -> None:
    async def story() -> None:
        turns = Turns(1, patience=0.01)
        async with turns.turn("anna"):
            with pytest.raises(Overloaded) as refused:
                async with turns.turn("bert"):
                    pass
            assert refused.value.seconds > 0
            assert turns.waiting == 0
        async with turns.turn("bert"):
            assert turns.working == 1
        assert turns.working == 0

    asyncio.run(story())


@pytest.mark.parametrize("turns_of_the_loop", range(6))
def test_who_goes_away_while_waiting_or_working_leaves_their_turn_to_others(turns_of_the_loop: int) -> None:
    async def story() -> None:
        turns = Turns(1)

        async def work() -> None:
            async with turns.turn("anna"):
                await asyncio.sleep(0)

        first = asyncio.create_task(work())
        second = asyncio.create_task(work())
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        assert (turns.working, turns.waiting) == (0, 0)
        await asyncio.wait_for(work(), timeout=5)

    asyncio.run(story())
