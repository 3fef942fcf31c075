"""The history of a company in the order in which it came about: what was committed first comes first.

Moments would not do: a clock can be set back, and two acts can begin in one order and commit in the other. Rows are
only ever added to the trail, by one writer at a time, and SQLite numbers them as they come. Numbered anew by VACUUM,
they keep their order: so it is an id that is remembered, and its number is looked up each time.
"""

from typing import Any

from sqlalchemy import Integer, Select, literal_column, select

from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.reading import Reading
from gateway.storage.tables import audit

_NUMBER = literal_column("audit.rowid", Integer)


async def last_entry(read: Reading, company: EnterpriseNumber) -> str | None:
    """The id of the entry that came last; None if nothing ever happened."""
    return await _first(read, _history_of(company).order_by(_NUMBER.desc()))


async def next_entry(read: Reading, company: EnterpriseNumber, after: str | None) -> str | None:
    """The id of the entry that came next after another one, or first of all; None if there is none yet."""
    later = _history_of(company).order_by(_NUMBER)
    if after:
        seen = audit.alias("seen")
        number = select(literal_column("seen.rowid", Integer)).select_from(seen).where(seen.c.id == after)
        later = later.where(number.scalar_subquery() < _NUMBER)
    return await _first(read, later)


async def is_entry(read: Reading, company: EnterpriseNumber, key: str) -> bool:
    """Whether this is the id of an entry of the company's history."""
    return await _first(read, _history_of(company).where(audit.c.id == key)) is not None


def _history_of(company: EnterpriseNumber) -> Select[Any]:
    return select(audit.c.id).where(audit.c.company == company, audit.c.event.is_not(None))


async def _first(read: Reading, found: Select[Any]) -> str | None:
    rows = await read.rows(found.limit(1))
    return str(rows[0].id) if rows else None
