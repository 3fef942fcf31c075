"""The mailboxes of companies. A row is an active one."""

from collections.abc import Collection

from sqlalchemy import insert, select

from gateway.domain.ebox import Ebox, EboxStatus
from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.database import Transaction
from gateway.storage.reading import Reading
from gateway.storage.tables import ebox


async def eboxes(read: Reading, companies: Collection[EnterpriseNumber]) -> dict[EnterpriseNumber, Ebox]:
    """The active mailbox of each company that has one."""
    rows = await read.rows(select(ebox).where(ebox.c.company.in_(companies)))
    return {
        EnterpriseNumber(row.company): Ebox(
            EnterpriseNumber(row.company),
            EboxStatus.ACTIVE,
            row.activated_at,
            row.activated_by,
            row.notification_email,
        )
        for row in rows
    }


class Eboxes:
    """The mailboxes, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, company: EnterpriseNumber) -> Ebox:
        """The mailbox of a company: inactive if it was never activated."""
        return (await eboxes(self._transaction, [company])).get(company, Ebox(company))

    async def add(self, active: Ebox) -> None:
        await self._transaction.change(
            insert(ebox),
            {
                "company": active.company,
                "activated_at": active.activated_at,
                "activated_by": active.activated_by,
                "notification_email": active.notification_email,
            },
        )
