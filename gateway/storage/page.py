"""Pages of lists, read from either end between two positions; of many companies at once, in one statement.

A position is what a list is ordered by, and not how many rows lie before: what is inserted meanwhile shifts nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, String, Table, column, literal, select, tuple_, union_all, values

from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.company import chunks
from gateway.storage.reading import Reading

P = TypeVar("P", bound=tuple[object, ...])
R = TypeVar("R")
S = TypeVar("S")

Moment = tuple[datetime, str]
"""A position in a list of which the newest rows come first: when, and the id among those of the same moment."""


class Wanted(NamedTuple, Generic[P]):
    """So many rows of those after a position and before another: the first of them, or backwards the last."""

    size: int
    after: P | None = None
    before: P | None = None
    backwards: bool = False

    @property
    def start(self) -> P | None:
        """The position from which the rows are counted; None is the end of the list at that side."""
        return self.before if self.backwards else self.after


class Slice(NamedTuple, Generic[R]):
    """The rows of a page, in the order of the list, and whether there are others before and after them.

    At the side where counting stopped that is said of the rows between the two positions, as Relay has it.
    """

    rows: Sequence[R]
    before: bool
    after: bool

    def of(self, rows: Sequence[S]) -> "Slice[S]":
        """The same page, of what its rows stand for."""
        return Slice(rows, self.before, self.after)


def sliced(wanted: Wanted[Any], found: Sequence[R], beyond: bool) -> Slice[R]:
    """A page from the rows as they were counted, one more than wanted if there are more.

    `beyond`: whether there is a row at the start or behind it.
    """
    counted, more = found[: wanted.size], len(found) > wanted.size
    if wanted.backwards:
        return Slice(counted[::-1], before=more, after=beyond)
    return Slice(counted, before=beyond, after=more)


NOTHING: Slice[Any] = Slice((), before=False, after=False)


async def newest_of_each(
    read: Reading,
    table: Table,
    at: str,
    owners: Sequence[str],
    companies: Collection[EnterpriseNumber],
    wanted: Wanted[Moment],
    *conditions: ColumnElement[bool],
) -> dict[EnterpriseNumber, Slice[Row[Any]]]:
    """A page of the rows of each company, newest first; `owners`: the columns in which the company may stand.

    For each company and column an index is read from the start on, as far as needed: there may be any number of rows.
    """
    shown, found = table.alias(), defaultdict[EnterpriseNumber, list[Row[Any]]](list)
    for some in chunks(companies) if owners else ():
        company = values(column("owner", String), name="companies").data([(one,) for one in some]).cte()
        selections = [
            select(shown, company.c.owner, literal(beyond).label("beyond")).join_from(
                company, shown, shown.c.id.in_(ids.where(table.c[owner] == company.c.owner).correlate(company))
            )
            for owner in owners
            for ids, beyond in _ids(table, at, wanted, conditions)
        ]
        for row in await read.rows(union_all(*selections)):
            found[EnterpriseNumber(row.owner)].append(row)
    return {company: _slice(rows, at, wanted) for company, rows in found.items()}


def _ids(
    table: Table, at: str, wanted: Wanted[Moment], conditions: Sequence[ColumnElement[bool]]
) -> Iterator[tuple[Select[Any], bool]]:
    """The ids from the start on, one more than wanted; and of what lies at the start or behind it, the nearest."""
    place = (table.c[at], table.c.id)
    newest_first = tuple(each.desc() for each in place)
    onwards, back = (place, newest_first) if wanted.backwards else (newest_first, place)
    rows, bounds = select(table.c.id).where(*conditions), []
    if wanted.after:
        bounds.append(tuple_(*place) < tuple_(*wanted.after))
    if wanted.before:
        bounds.append(tuple_(*place) > tuple_(*wanted.before))
    yield rows.where(*bounds).order_by(*onwards).limit(wanted.size + 1), False
    if wanted.start:
        start = tuple_(*wanted.start)
        behind = tuple_(*place) <= start if wanted.backwards else tuple_(*place) >= start
        yield rows.where(behind).order_by(*back).limit(1), True


def _slice(rows: Sequence[Row[Any]], at: str, wanted: Wanted[Moment]) -> Slice[Row[Any]]:
    """The page of one company, of what was found under each of its columns."""
    found = [row for row in rows if not row.beyond]
    found.sort(key=lambda row: (row._mapping[at], row.id), reverse=not wanted.backwards)
    return sliced(wanted, found, beyond=len(found) < len(rows))
