"""Accounts of companies, and the letters that ask to close them."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from gateway.domain.account import Account, AccountStatus, Closure, ClosureStatus
from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.database import Transaction
from gateway.storage.reading import Reading
from gateway.storage.tables import account, closure


async def accounts(read: Reading, companies: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Account]:
    """The account of each company; those that never had one are not in it."""
    rows = await read.rows(select(account).where(account.c.company.in_(companies)))
    return {EnterpriseNumber(row.company): _account(row) for row in rows}


async def last_closures(read: Reading, companies: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Closure]:
    """The open or else the confirmed letter of each company; a letter that was called off does not count."""
    rows = await read.rows(
        select(closure)
        .where(closure.c.company.in_(companies), closure.c.status != ClosureStatus.CANCELLED)
        .order_by(closure.c.requested_at)
    )
    return {EnterpriseNumber(row.company): _closure(row) for row in rows}


async def closure_by_reference(read: Reading, reference: str) -> Closure | None:
    """The letter with this reference, whatever became of it."""
    rows = await read.rows(select(closure).where(closure.c.reference == reference))
    return _closure(rows[0]) if rows else None


class Accounts:
    """The accounts and letters, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, company: EnterpriseNumber) -> Account:
        """The account of a company: with status NONE if it never had one."""
        return (await accounts(self._transaction, [company])).get(company, Account(company))

    async def keep(self, changed: Account) -> None:
        values = asdict(changed)
        await self._transaction.change(
            upsert(account).values(values).on_conflict_do_update(index_elements=[account.c.company], set_=values)
        )

    async def open_closure(self, company: EnterpriseNumber) -> Closure | None:
        """The letter that is drawn up and neither called off nor recorded, if there is one."""
        found = (await last_closures(self._transaction, [company])).get(company)
        return found if found and found.status is ClosureStatus.REQUESTED else None

    async def closure(self, reference: str) -> Closure | None:
        """See `closure_by_reference`."""
        return await closure_by_reference(self._transaction, reference)

    async def add_closure(self, new: Closure) -> None:
        await self._transaction.change(insert(closure), asdict(new))

    async def keep_closure(self, changed: Closure) -> None:
        values = {name: value for name, value in asdict(changed).items() if name != "reference"}
        await self._transaction.change(update(closure).where(closure.c.reference == changed.reference).values(values))


def _account(row: Row[Any]) -> Account:
    return Account(EnterpriseNumber(row.company), AccountStatus(row.status), row.activated_at)


def _closure(row: Row[Any]) -> Closure:
    return Closure(
        reference=row.reference,
        company=EnterpriseNumber(row.company),
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        status=ClosureStatus(row.status),
        ended_at=row.ended_at,
    )
