"""Cursors: the name of a list and a position in it, opaque to clients."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

LONGEST_CURSOR = 500
# What every reader of JSON holds exactly; databases hold more.
_LARGEST = 2**53


class WrongCursor(Exception):
    """This was never a cursor of the list at hand."""


def write_cursor(name: str, position: Sequence[object]) -> str:
    """A position in the list with this name."""
    parts = [part.isoformat() if isinstance(part, date) else part for part in position]
    return urlsafe_b64encode(json.dumps([name, *parts]).encode()).decode().rstrip("=")


def read_cursor(name: str, parts: Sequence[type], cursor: str) -> tuple[Any, ...]:
    """The position that a cursor names, its parts of these types. Raises WrongCursor if it is none of this list."""
    if len(cursor) > LONGEST_CURSOR:
        raise WrongCursor
    try:
        told = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise WrongCursor from None
    if not isinstance(told, list) or len(told) != 1 + len(parts) or told[0] != name:
        raise WrongCursor
    return tuple(_READERS[kind](part) for kind, part in zip(parts, told[1:], strict=True))


def _text(part: object) -> str:
    if not isinstance(part, str) or not part.isascii():
        raise WrongCursor
    return part


def _number(part: object) -> int:
    if type(part) is not int or abs(part) >= _LARGEST:
        raise WrongCursor
    return part


def _day(part: object) -> date:
    try:
        return date.fromisoformat(_text(part))
    except ValueError:
        raise WrongCursor from None


def _moment(part: object) -> datetime:
    """One that is told with its distance from UTC, as every moment of ours is."""
    try:
        moment = datetime.fromisoformat(_text(part))
        if moment.tzinfo is None:
            raise WrongCursor
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongCursor from None


_READERS: dict[type, Callable[[object], Any]] = {str: _text, int: _number, date: _day, datetime: _moment}
