"""Pages of lists that hang on many companies at once: one statement for all of them, newest first."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Table, func, select, tuple_

from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.reading import Reading


class Position(NamedTuple):
    """Where a page begins: after this moment and id, counted from the newest."""

    at: datetime
    id: str


class Wanted(NamedTuple):
    """How much of a list is wanted: the first so many, after a position or from the start."""

    first: int
    after: Position | None


async def newest_of_each(
    read: Reading,
    table: Table,
    at: str,
    companies: Collection[EnterpriseNumber],
    wanted: Wanted,
    *conditions: ColumnElement[bool],
) -> dict[EnterpriseNumber, list[Row[Any]]]:
    """Rows of each company, newest first; one more than wanted where there are more, so that the page knows."""
    moment, key = table.c[at], table.c.id
    rank = func.row_number().over(partition_by=table.c.company, order_by=(moment.desc(), key.desc()))
    rows = select(table, rank.label("rank")).where(table.c.company.in_(companies), *conditions)
    if wanted.after:
        rows = rows.where(tuple_(moment, key) < tuple_(*wanted.after))
    ranked = rows.subquery()
    found = defaultdict(list)
    for row in await read.rows(select(ranked).where(ranked.c.rank <= wanted.first + 1).order_by(ranked.c.rank)):
        found[EnterpriseNumber(row.company)].append(row)
    return found
