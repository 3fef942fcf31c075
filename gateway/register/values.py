"""Reading single values as the BCE writes them, and as spreadsheets leave them behind.

What a spreadsheet took away is given back where it can have been only one thing: leading zeros of numbers that carry
check digits and of codes of a fixed length. What could be two things is rejected.
"""

import re
from collections.abc import Iterable
from datetime import date

from gateway.domain.identifiers import NationalNumber, parse_enterprise_number, parse_national_number
from gateway.register.rejects import Reason, Rejected

FIRST_ESTABLISHMENT = 2_000_000_000
"""Numbers below are enterprises; from here on they are establishments, and branches from nine thousand million."""

_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DAY_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", re.ASCII)
_MONTHS = 12


def entity_number(text: str) -> int:
    """The number of an enterprise, an establishment or a branch, whatever its dots and leading zeros have become."""
    digits = text.replace(".", "")
    if not (digits.isdecimal() and digits.isascii() and len(digits) <= 10):
        return _spelt_otherwise(text)
    number = int(digits)
    if 97 - number // 100 % 97 != number % 100:
        raise Rejected(Reason.BAD_NUMBER)
    return number


def enterprise_number(text: str) -> int:
    """The number of an enterprise."""
    number = entity_number(text)
    if number >= FIRST_ESTABLISHMENT:
        raise Rejected(Reason.BAD_NUMBER)
    return number


def national_number(text: str) -> NationalNumber:
    """A national number, of which a spreadsheet may have taken the leading zeros (those born from 2000 to 2009)."""
    digits = text.strip()
    try:
        return parse_national_number(digits.zfill(11) if digits.isdecimal() else digits)
    except ValueError:
        raise Rejected(Reason.BAD_NATIONAL_NUMBER) from None


def spellings(codes: Iterable[str]) -> dict[str, str]:
    """From each way to write a code to the code: leading zeros may be missing, where that makes no other code."""
    known = {code: code for code in codes}
    return {(code.lstrip("0") or "0"): code for code in known} | known


class Dates:
    """Reads dates, each spelling once: there are some ten thousand different ones in millions of rows."""

    def __init__(self) -> None:
        self._read: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The date as ISO writes it."""
        iso = self._read.get(text)
        if iso is None:
            iso = _date(text.strip()).isoformat()
            self._read[text] = iso
        return iso

    def or_none(self, text: str) -> str | None:
        """The date as ISO writes it, None if nothing is written."""
        return self(text) if text and not text.isspace() else None


def _date(text: str) -> date:
    """Day, month, year with dashes, as published; ISO; or with slashes or dots, if day and month cannot be confused."""
    match = _DATE.fullmatch(_DAY_TIME.sub("", text))
    if match is None:
        raise Rejected(Reason.IMPOSSIBLE_DATE)
    if match[5]:
        return _day(int(match[5]), int(match[6]), int(match[7]))
    day, month = int(match[1]), int(match[3])
    if match[2] == "/" and day != month:
        if max(day, month) <= _MONTHS:
            raise Rejected(Reason.AMBIGUOUS_DATE)
        day, month = max(day, month), min(day, month)
    return _day(int(match[4]), month, day)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Rejected(Reason.IMPOSSIBLE_DATE) from None


def _spelt_otherwise(text: str) -> int:
    try:
        return int(parse_enterprise_number(text))
    except ValueError:
        raise Rejected(Reason.BAD_NUMBER) from None


def plain(text: str) -> str | None:
    """A text on one line, without what cannot be printed; None if nothing is left."""
    if not text.isprintable():
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text.strip() or None
