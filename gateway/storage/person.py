"""People who have signed in at least once, known by keyed hashes."""

from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import insert, select, update

from gateway.domain.identifiers import PersonKey
from gateway.domain.person import Identity, Person
from gateway.storage.database import Transaction
from gateway.storage.reading import Reading
from gateway.storage.tables import person


async def people(read: Reading, ids: Collection[str]) -> dict[str, Person]:
    """People by id."""
    rows = await read.rows(select(person).where(person.c.id.in_(ids)))
    return {row.id: Person(row.id, row.first_name, row.last_name) for row in rows}


async def person_of(read: Reading, key: PersonKey) -> Person | None:
    """The person with this key, if they have ever signed in."""
    rows = await read.rows(select(person).where(person.c.key == key))
    return Person(rows[0].id, rows[0].first_name, rows[0].last_name) if rows else None


async def key_of(read: Reading, person_id: str) -> PersonKey:
    """The key of a person who has signed in."""
    (row,) = await read.rows(select(person.c.key).where(person.c.id == person_id))
    return PersonKey(row.key)


class People:
    """The people, to be changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def signed_in(self, identity: Identity) -> Person:
        """The person behind an identity, with the names of this sign-in; a newcomer gets a random id."""
        known = await person_of(self._transaction, identity.key)
        now = Person(known.id if known else uuid4().hex, identity.first_name, identity.last_name)
        names = {"first_name": now.first_name, "last_name": now.last_name}
        if known is None:
            await self._transaction.change(insert(person), {"id": now.id, "key": identity.key, **names})
        elif known != now:
            await self._transaction.change(update(person).where(person.c.id == now.id).values(names))
        return now
