"""Papers: proxies and what came of them, with for each group of a paper the set of the days that it covers.

Day by day, so that there is nothing to be clever about: a second signature adds days, an end or a take-over takes days
away. Shares no code with the gateway but names, so that it cannot repeat the gateway's mistakes.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from mandate_world import FAR_AWAY
from procedure_world import START

HORIZON = (START + FAR_AWAY).toordinal()


def quarter_of(day: int) -> int:
    """Quarters are counted from year 0 on, days as the calendar of Python counts them."""
    return date.fromordinal(day).year * 4 + (date.fromordinal(day).month - 1) // 3


def first_day(quarter: int) -> int:
    return date(quarter // 4, quarter % 4 * 3 + 1, 1).toordinal()


def written(quarter: int) -> str:
    return f"{quarter // 4}-Q{quarter % 4 + 1}"


@dataclass(frozen=True)
class Asked:
    """Everything that an act may be given. `start`, `end`: quarters; `end` 0 leaves it, None is open-ended.

    `signs`: the mandate and version whose document is signed; with the card of `card`, or its authentication
    certificate.
    """

    verb: str
    side: str | None = None
    mandate: str = ""
    principal: str = ""
    mandatary: str = ""
    groups: tuple[str, ...] | None = None
    start: int | None = None
    end: int | None = None
    replaces: str | None = None
    signs: tuple[str, int] = ("", 0)
    card: str = ""
    authentication: bool = False
    reason: str | None = None


@dataclass(eq=False)
class Paper:
    """A proxy and what came of it. `over`: what its last day was brought about by.

    `gone`: the groups that another paper takes over.
    """

    id: str
    principal: str
    mandatary: str
    groups: tuple[str, ...]
    start: int
    end: int | None
    version: int
    replaces: "Paper | None"
    prepared_by: str
    signed: set[str] = field(default_factory=set)
    closed: str = ""
    over: str = "expired"
    days: dict[str, set[int]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        return not self.closed and len(self.signed) < 2

    @property
    def bound(self) -> bool:
        return not self.closed and len(self.signed) == 2

    @property
    def all_days(self) -> set[int]:
        return set().union(*self.days.values())

    def company(self, side: str) -> str:
        return self.principal if side == "principal" else self.mandatary

    def asks_for(self, since: int = 0) -> set[int]:
        """The days that are written in it, from a day on."""
        end = HORIZON if self.end is None else first_day(self.end + 1)
        return set(range(max(first_day(self.start), since), end))

    def claims(self, code: str) -> set[int]:
        """The days of a group that it holds, or would hold if all missing signatures came."""
        return self.days[code] if self.bound else self.asks_for()

    @property
    def keeps(self) -> tuple[str, ...]:
        return tuple(code for code in self.groups if code not in self.gone)

    def goes_over(self, codes: Collection[str], day: int) -> None:
        """What it covers of these groups from a day on, another paper covers from then on."""
        self.gone |= {code for code in codes if self.covers_from([code], day)}
        self.cut(codes, day, "superseded")

    def cut(self, codes: Collection[str], day: int, why: str) -> None:
        """Take away what it covers from a day on."""
        last = max(self.all_days, default=0)
        for code in codes:
            self.days[code] = {covered for covered in self.days[code] if covered < day}
        if max(self.all_days, default=0) < last:
            self.over = why

    def covers_from(self, codes: Collection[str], day: int) -> bool:
        """Whether it covers one of these groups on that day or later."""
        return any(covered >= day for code in codes for covered in self.days[code])


def takes_over(paper: Paper) -> bool:
    """Whether it replaces what another provider holds."""
    return paper.replaces is not None and paper.replaces.mandatary != paper.mandatary


def shared(one: Paper, other: Paper) -> list[str]:
    return [code for code in one.groups if code in other.groups]
