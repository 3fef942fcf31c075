"""Which release of the register is in force. Switching it is one short transaction, whatever the register's size."""

from datetime import datetime

from sqlalchemy import insert, select, update

from gateway.storage.database import Transaction
from gateway.storage.reading import Reading
from gateway.storage.tables import register_release


async def current_release(read: Reading) -> str | None:
    """The file of the release in force, by its bare name; None before the first import."""
    rows = await read.rows(select(register_release.c.file).where(register_release.c.current))
    return rows[0].file if rows else None


class Releases:
    """The releases, to be switched in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def switch(self, file: str, now: datetime) -> None:
        """Put a release in force in the place of the former one."""
        await self._transaction.change(update(register_release).values(current=False))
        await self._transaction.change(insert(register_release), {"file": file, "imported_at": now, "current": True})
