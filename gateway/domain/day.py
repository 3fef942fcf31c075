"""Days are those of Belgium: a function ends at midnight in Brussels, wherever the server stands."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_in_belgium(moment: datetime) -> date:
    """The day that a moment falls on in Belgium."""
    return moment.astimezone(BRUSSELS).date()


def midnight_in_belgium(day: date) -> datetime:
    """The moment at which a day begins in Belgium."""
    return datetime.combine(day, time(), BRUSSELS).astimezone(UTC)
