"""Managers, live and former, by company and by id."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from gateway.domain.identifiers import EnterpriseNumber, PersonKey
from gateway.domain.manager import LIVE, Manager, ManagerStatus
from gateway.storage.database import Transaction
from gateway.storage.page import Moment, Slice, Wanted, newest_of_each
from gateway.storage.reading import Reading
from gateway.storage.tables import manager

_LIVE = manager.c.status.in_(LIVE)
_DESIGNATED = manager.c.status == ManagerStatus.DESIGNATED


async def live_managers(read: Reading, companies: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Manager]:
    """The one manager of each company that has one."""
    rows = await read.rows(select(manager).where(_LIVE, manager.c.company.in_(companies)))
    return {EnterpriseNumber(row.company): _manager(row) for row in rows}


async def managers(read: Reading, ids: Collection[str]) -> dict[str, Manager]:
    """Managers by id, those of the past too."""
    rows = await read.rows(select(manager).where(manager.c.id.in_(ids)))
    return {row.id: _manager(row) for row in rows}


async def managers_of(
    read: Reading, companies: Collection[EnterpriseNumber], wanted: Wanted[Moment]
) -> dict[EnterpriseNumber, Slice[Manager]]:
    """A page of all designations of each company that ever had one, newest first."""
    pages = await newest_of_each(read, manager, "designated_at", ["company"], companies, wanted)
    return {company: page.of([_manager(row) for row in page.rows]) for company, page in pages.items()}


async def last_managers(read: Reading, companies: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Manager]:
    """The last designation of each company that ever had one, live or not."""
    found = await managers_of(read, companies, Wanted(1))
    return {company: page.rows[0] for company, page in found.items()}


async def designations_to_settle(read: Reading, key: PersonKey, now: datetime) -> list[Manager]:
    """Designations that this person has not taken up, and everybody's that are overdue."""
    due = (manager.c.person_key == key) | (manager.c.expires_at <= now)
    return [_manager(row) for row in await read.rows(select(manager).where(_DESIGNATED, due))]


class Managers:
    """The managers, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def live(self, company: EnterpriseNumber) -> Manager | None:
        """The manager of a company, if it has one."""
        return (await live_managers(self._transaction, [company])).get(company)

    async def overdue(self, now: datetime) -> list[Manager]:
        """Designations that were not taken up in time."""
        statement = select(manager).where(_DESIGNATED, manager.c.expires_at <= now)
        return [_manager(row) for row in await self._transaction.rows(statement)]

    async def designations_of(self, key: PersonKey, now: datetime) -> list[Manager]:
        """Designations that this person can still take up."""
        statement = select(manager).where(_DESIGNATED, manager.c.expires_at > now, manager.c.person_key == key)
        return [_manager(row) for row in await self._transaction.rows(statement)]

    async def add(self, new: Manager) -> None:
        await self._transaction.change(insert(manager), asdict(new))

    async def keep(self, changed: Manager) -> None:
        values = {name: value for name, value in asdict(changed).items() if name != "id"}
        await self._transaction.change(update(manager).where(manager.c.id == changed.id).values(values))


def _manager(row: Row[Any]) -> Manager:
    values = {name: row._mapping[name] for name in Manager.__dataclass_fields__}
    return Manager(**values | {"status": ManagerStatus(row.status)})
