"""Quarters: what mandates are reckoned in. Days are those of Belgium."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"(2[01][0-9]{2})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, from 1 to 4. Written, and compared, as ``2027-Q1``."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day falls in."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(text: str) -> Quarter:
    """Read ``2027-Q1``. Raises ValueError, which repeats nothing of the text, if it is no quarter."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError("A quarter is written as 2027-Q1, from 2000 to 2199.")
    return Quarter(int(written[1]), int(written[2]))
