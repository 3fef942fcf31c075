"""Whose turn it is: so many at once, and fairly by caller, however many questions one of them asks.

One caller has an eighth of the turns at the most, so that all others find one soon, and a good part of the processor.
Who finds none waits, in a line of their own: the lines are served in turn. When too many wait, whoever already has
most is refused first.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto

from gateway.graphql.not_now import Overloaded

PATIENCE_SECONDS = 2.0
"""Longer than this no request waits for its turn."""


class State(Enum):
    """How it stands with a ticket."""

    WAITING = auto()
    WORKING = auto()
    REFUSED = auto()
    OVER = auto()


class Ticket:
    """Drawn by a caller who wants a turn."""

    def __init__(self, caller: str) -> None:
        self.caller = caller
        self.state = State.WAITING
        self.called = asyncio.Event()

    def call(self, state: State) -> None:
        """Tell them that they need not wait any longer."""
        self.state = state
        self.called.set()


class Turns:
    """So many turns at once. `most_waiting`, `patience`: how many may wait, and how long; None: all, and for ever."""

    def __init__(self, at_once: int, most_waiting: int | None = None, patience: float | None = None) -> None:
        self._free = at_once
        self._most_of_one = max(1, at_once // 8)
        self._most_waiting = most_waiting
        self._patience = patience
        self._working: Counter[str] = Counter()
        self._lines: OrderedDict[str, deque[Ticket]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, caller: str) -> AsyncIterator[None]:
        """A turn for as long as this lasts. Raises Overloaded."""
        ticket = self.draw(caller)
        try:
            await self._called(ticket)
            yield
        finally:
            self.give_back(ticket)

    async def _called(self, ticket: Ticket) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                await ticket.called.wait()
        if ticket.state is not State.WORKING:
            raise Overloaded

    @property
    def working(self) -> int:
        """How many have their turn now."""
        return self._working.total()

    @property
    def waiting(self) -> int:
        """How many wait for it."""
        return sum(map(len, self._lines.values()))

    def draw(self, caller: str) -> Ticket:
        """Stand in line; it is called at once if there is a turn, or if it is refused."""
        ticket = Ticket(caller)
        self._lines.setdefault(caller, deque()).append(ticket)
        self._call_next()
        if self._most_waiting is not None and self.waiting > self._most_waiting:
            most = max(reversed(self._lines), key=lambda each: (self._had_by(each), each == caller))
            self._leave_line(self._lines[most][-1], State.REFUSED)
        return ticket

    def give_back(self, ticket: Ticket) -> None:
        """Make room, whether it was one's turn or one has waited long enough."""
        if ticket.state is State.WORKING:
            self._free += 1
            self._working[ticket.caller] -= 1
            self._working += Counter()  # What is zero goes.
            ticket.state = State.OVER
            self._call_next()
        elif ticket.state is State.WAITING:
            self._leave_line(ticket, State.OVER)

    def _had_by(self, caller: str) -> int:
        return self._working[caller] + len(self._lines[caller])

    def _call_next(self) -> None:
        """Call those whose turn it is, a ticket a line; who has their part of all turns is passed over."""
        while self._free and (caller := self._next()) is not None:
            ticket = self._lines[caller].popleft()
            self._lines.move_to_end(caller)
            if not self._lines[caller]:
                del self._lines[caller]
            self._free -= 1
            self._working[caller] += 1
            ticket.call(State.WORKING)

    def _next(self) -> str | None:
        return next((each for each in self._lines if self._working[each] < self._most_of_one), None)

    def _leave_line(self, ticket: Ticket, state: State) -> None:
        line = self._lines[ticket.caller]
        line.remove(ticket)
        if not line:
            del self._lines[ticket.caller]
        ticket.call(state)
