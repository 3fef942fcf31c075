"""What waits for the representatives of either side of a mandate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gateway.domain.day import day_in_belgium, midnight_in_belgium
from gateway.domain.mandate import Mandate
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side


class MandateTaskKind(StrEnum):
    """What is to be done."""

    SIGN_MANDATE = "sign_mandate"
    MANDATE_ENDS = "mandate_ends"


@dataclass(frozen=True, slots=True)
class MandateTask:
    """Something to do about a mandate, for a side of it, since when, and by when."""

    kind: MandateTaskKind
    mandate: Mandate
    side: Side
    since: datetime
    due_at: datetime
    late: bool = False

    @property
    def key(self) -> str:
        """The key of its sentence."""
        return f"{self.kind}_late" if self.late else self.kind

    @property
    def last_day(self) -> date:
        """The last day on which it can be done."""
        return day_in_belgium(self.due_at) - timedelta(days=1)


def task_to_sign(mandate: Mandate, side: Side, former: Mandate | None, today: date) -> MandateTask:
    """A proxy waits for a side. Its start quarter must not be over, nor have begun if it takes over from `former`.

    Once it is late it cannot be signed as it is, and waits to be amended, withdrawn or refused.
    """
    takes_over = former is not None and former.mandatary != mandate.mandatary
    due = mandate.start.first_day if takes_over else mandate.start.next.first_day
    since, due_at = mandate.drawn_up_at, midnight_in_belgium(due)
    return MandateTask(MandateTaskKind.SIGN_MANDATE, mandate, side, since, due_at, late=due <= today)


def task_of_end(mandate: Mandate, side: Side, today: date) -> MandateTask:
    """A mandate ends this quarter: whoever needs it longer prepares another in time."""
    quarter = quarter_of(today)
    since, due = (midnight_in_belgium(day) for day in (quarter.first_day, quarter.next.first_day))
    return MandateTask(MandateTaskKind.MANDATE_ENDS, mandate, side, since, due)
