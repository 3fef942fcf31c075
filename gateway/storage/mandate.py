"""Mandates by id, by company and by what stands in their way; and what a caller's mandates say about them."""

from collections.abc import Collection
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, insert, literal, or_, select, update

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, MandateStatus
from gateway.domain.side import Parties, Side
from gateway.storage.company import chunks
from gateway.storage.database import Transaction
from gateway.storage.mandate_rows import assembled, columns_of, group_columns_of
from gateway.storage.mandate_tables import SIGNED, mandate, mandate_group
from gateway.storage.page import Moment, Slice, Wanted, newest_of_each
from gateway.storage.reading import Reading

_OF_SIDE = {Side.PRINCIPAL: mandate.c.principal, Side.MANDATARY: mandate.c.mandatary}
_SIGNED_BY = {Side.PRINCIPAL: mandate.c.principal_signed_at, Side.MANDATARY: mandate.c.mandatary_signed_at}


class MandatesWanted(NamedTuple):
    """A page of the mandates of a company: on which sides, in which states (None: in any), on which day."""

    page: Wanted[Moment]
    sides: tuple[Side, ...]
    statuses: frozenset[MandateStatus] | None
    today: date


def status_on(today: date) -> ColumnElement[str]:
    """What a mandate is on a day, in SQL: the same as `Mandate.status`, which the tests compare it with."""
    superseded, ended, expired = mandate.c.superseded_from, mandate.c.ended_from, mandate.c.expires_from
    none_earlier = [
        (superseded, (ended, expired), MandateStatus.SUPERSEDED),
        (ended, (expired,), MandateStatus.ENDED),
        (expired, (), MandateStatus.EXPIRED),
    ]
    unsigned = [at.is_(None) for at in _SIGNED_BY.values()]
    return case(
        (mandate.c.closed_as.is_not(None), mandate.c.closed_as),
        (and_(*unsigned), literal(MandateStatus.DRAFT.value)),
        (or_(*unsigned), literal(MandateStatus.PENDING.value)),
        *(
            (
                and_(
                    or_(day <= today, day <= mandate.c.starts_on),
                    *(or_(other.is_(None), day <= other) for other in others),
                ),
                literal(becomes.value),
            )
            for day, others, becomes in none_earlier
        ),
        (mandate.c.starts_on > today, literal(MandateStatus.SCHEDULED.value)),
        else_=literal(MandateStatus.ACTIVE.value),
    )


async def mandates(read: Reading, ids: Collection[str]) -> dict[str, Mandate]:
    """Mandates by id."""
    found: dict[str, Mandate] = {}
    for some in chunks(ids):
        rows = await read.rows(select(mandate).where(mandate.c.id.in_(some)))
        found.update({one.id: one for one in await assembled(read, rows)})
    return found


async def mandate_ids(read: Reading) -> list[str]:
    """The ids of all mandates there are."""
    return [row.id for row in await read.rows(select(mandate.c.id).order_by(mandate.c.created_at))]


async def parties_of(read: Reading, mandate_id: str) -> Parties | None:
    """Between whom a mandate is, and who prepared it; None if there is no such mandate."""
    columns = (mandate.c.principal, mandate.c.mandatary, mandate.c.prepared_by)
    rows = await read.rows(select(*columns).where(mandate.c.id == mandate_id))
    return next((Parties(row.principal, row.mandatary, Side(row.prepared_by)) for row in rows), None)


async def mandates_of(
    read: Reading, companies: Collection[EnterpriseNumber], wanted: MandatesWanted
) -> dict[EnterpriseNumber, Slice[Mandate]]:
    """A page of the mandates of each company, newest first."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.statuses is not None:
        conditions.append(status_on(wanted.today).in_([status.value for status in wanted.statuses]))
    owners = [_OF_SIDE[side].name for side in wanted.sides]
    pages = await newest_of_each(read, mandate, "created_at", owners, companies, wanted.page, *conditions)
    shown = iter(await assembled(read, [row for page in pages.values() for row in page.rows]))
    return {company: page.of(list(islice(shown, len(page.rows)))) for company, page in pages.items()}


async def mandates_of_principal(read: Reading, principal: EnterpriseNumber) -> list[Mandate]:
    """All mandates of a principal that are not closed, the oldest first: what may stand in the way of another."""
    conditions = (mandate.c.principal == principal, mandate.c.closed_as.is_(None))
    return await assembled(read, await read.rows(select(mandate).where(*conditions).order_by(mandate.c.created_at)))


async def waiting_for(read: Reading, side: Side, companies: Collection[EnterpriseNumber]) -> list[Mandate]:
    """Open proxies that wait for the signature of these companies on a side."""
    conditions = (_OF_SIDE[side].in_(companies), _SIGNED_BY[side].is_(None), mandate.c.closed_as.is_(None))
    return await assembled(read, await read.rows(select(mandate).where(*conditions)))


async def ending(
    read: Reading, side: Side, companies: Collection[EnterpriseNumber], today: date, by: date
) -> list[Mandate]:
    """Mandates of these companies on a side that are active today, and end by a day with nothing in their place."""
    ends = or_(mandate.c.ended_from == by, mandate.c.expires_from == by)
    active = status_on(today) == MandateStatus.ACTIVE.value
    not_taken_over = or_(mandate.c.superseded_from.is_(None), mandate.c.superseded_from > by)
    conditions = (_OF_SIDE[side].in_(companies), ends, not_taken_over, active, ~_goes_on(by))
    return await assembled(read, await read.rows(select(mandate).where(*conditions)))


def _goes_on(by: date) -> ColumnElement[bool]:
    """Whether both sides have signed an amendment that is in force on a day, and goes on."""
    later = mandate.alias()
    return exists().where(
        later.c.replaces == mandate.c.id,
        later.c.mandatary == mandate.c.mandatary,
        later.c.principal_signed_at.is_not(None),
        later.c.mandatary_signed_at.is_not(None),
        later.c.starts_on <= by,
        *(or_(day.is_(None), day > by) for day in (later.c.ended_from, later.c.expires_from)),
    )


async def mandating(read: Reading, providers: Collection[EnterpriseNumber], today: date) -> frozenset[EnterpriseNumber]:
    """The companies that gave a mandate that is active today to one of these providers.

    A provider may have a hundred thousand of them, and every request of its people asks: they come as one text.
    """
    ends = (mandate.c.superseded_from, mandate.c.ended_from, mandate.c.expires_from)
    active = (mandate.c.starts_on <= today, *(or_(day.is_(None), day > today) for day in ends))
    of_providers = (mandate.c.mandatary.in_(providers), SIGNED, *active)
    [row] = await read.rows(select(func.aggregate_strings(mandate.c.principal, ",").label("all")).where(*of_providers))
    return frozenset(map(EnterpriseNumber, row.all.split(","))) if row.all else frozenset()


class Mandates:
    """The mandates, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, mandate_id: str) -> Mandate | None:
        """The mandate with this id."""
        return (await mandates(self._transaction, [mandate_id])).get(mandate_id)

    async def one(self, mandate_id: str) -> Mandate:
        """The mandate with this id, which the gate has found."""
        return (await mandates(self._transaction, [mandate_id]))[mandate_id]

    async def of_principal(self, principal: EnterpriseNumber) -> list[Mandate]:
        """See `mandates_of_principal`."""
        return await mandates_of_principal(self._transaction, principal)

    async def amendments(self, of: Mandate) -> list[Mandate]:
        """The open or signed mandates, to the same provider, that replace this one."""
        conditions = (mandate.c.replaces == of.id, mandate.c.closed_as.is_(None))
        return await self._found(*conditions, mandate.c.mandatary == of.mandatary)

    async def of_company(self, company: EnterpriseNumber) -> list[Mandate]:
        """All mandates of a company, on either side, that are not closed."""
        return await self._found(or_(*(side == company for side in _OF_SIDE.values())), mandate.c.closed_as.is_(None))

    async def _found(self, *conditions: ColumnElement[bool]) -> list[Mandate]:
        rows = await self._transaction.rows(select(mandate).where(*conditions).order_by(mandate.c.created_at))
        return await assembled(self._transaction, rows)

    async def add(self, new: Mandate) -> None:
        await self._transaction.change(insert(mandate), columns_of(new))
        await self._transaction.change(insert(mandate_group), group_columns_of(new))

    async def keep(self, changed: Mandate) -> None:
        await self._transaction.change(update(mandate).where(mandate.c.id == changed.id).values(columns_of(changed)))
        for group in group_columns_of(changed):
            of_group = (mandate_group.c.mandate == changed.id, mandate_group.c.code == group["code"])
            await self._transaction.change(update(mandate_group).where(*of_group).values(group))

    async def redraw(self, changed: Mandate) -> None:
        """Keep an open proxy of which the groups may be others."""
        await self._transaction.change(delete(mandate_group).where(mandate_group.c.mandate == changed.id))
        await self._transaction.change(insert(mandate_group), group_columns_of(changed))
        await self.keep(changed)
