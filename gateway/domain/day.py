"""Days are those of Belgium: a function ends at midnight in Brussels, wherever the server stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_in_belgium(moment: datetime) -> date:
    """The day that a moment falls on in Belgium."""
    return moment.astimezone(BRUSSELS).date()
