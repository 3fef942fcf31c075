"""The officers of the portal. Their national numbers are kept as keyed hashes, as everybody's."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.sqlite import insert as upsert

from gateway.domain.identifiers import PersonKey
from gateway.storage.database import Transaction
from gateway.storage.reading import Reading
from gateway.storage.tables import officer


async def is_officer(read: Reading, key: PersonKey) -> bool:
    """Whether this person is an officer of the portal."""
    rows = await read.rows(select(exists().where(officer.c.person_key == key)))
    return bool(rows[0][0])


async def officers(read: Reading) -> list[str]:
    """The names of all officers, in order."""
    return [row.name for row in await read.rows(select(officer.c.name).order_by(officer.c.name))]


class Officers:
    """The officers, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, key: PersonKey, name: str, now: datetime) -> None:
        """Make somebody an officer; one who is already gets the name given now."""
        row = upsert(officer).values(person_key=key, name=name, added_at=now)
        await self._transaction.change(
            row.on_conflict_do_update(index_elements=[officer.c.person_key], set_={"name": name})
        )

    async def remove(self, key: PersonKey) -> bool:
        """Make somebody an officer no longer; False if they were none."""
        return await self._transaction.change(delete(officer).where(officer.c.person_key == key)) > 0
