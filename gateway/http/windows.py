"""How much was asked for lately: two numbers for each caller who asked for anything in the last two minutes.

The memory of the `limits` library looks through all callers whenever one asks, and goes by the clock of the machine.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from math import ceil, floor

from limits.aio.storage import MemoryStorage


class Windows(MemoryStorage):
    """Counts what is asked for in this minute and in the one before, of which less and less counts."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._window = 0
        self._current: Counter[str] = Counter()
        self._previous: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count so much, if it is not too much."""
        left = self._left(expiry)
        fits = floor(self._previous[key] * left / expiry + self._current[key]) + amount <= limit
        if fits:
            self._current[key] += amount
        return fits

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """What counts of the last minute and for how long, and the same of this one."""
        left = self._left(expiry)
        return self._previous[key], left, self._current[key], left + expiry

    def refused(self, key: str, expiry: int) -> int:
        """Count that somebody was refused; how often they were in this minute."""
        self._left(expiry)
        self._refused[key] += 1
        return self._refused[key]

    def seconds_until(self, key: str, limit: int, expiry: int, amount: int) -> int:
        """After how many seconds so much will fit, if nobody asks for anything meanwhile."""
        left, room = self._left(expiry), limit - amount
        previous, current = self._previous[key], self._current[key]
        if current <= room:
            wait = left - (room - current) * expiry / previous if previous else 0.0
        else:
            wait = left + expiry - room * expiry / current
        return max(1, ceil(wait))

    def _left(self, expiry: int) -> float:
        """How many seconds are left of this minute. What was counted before the last one is forgotten."""
        now = self._clock().timestamp()
        window = int(now // expiry)
        if window != self._window:
            self._previous = self._current if window == self._window + 1 else Counter()
            self._current, self._refused, self._window = Counter(), Counter(), window
        return expiry - now % expiry
