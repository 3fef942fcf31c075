"""Acts that must happen once, however often their request is sent: known by a key that the app chose.

A reply can be lost after the act was committed. The key is kept in the same transaction as the act, so a retry finds
what was done instead of doing it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from gateway.storage.database import Transaction
from gateway.storage.tables import act_done

REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Once:
    """A key, and what was asked under it: the same key may not ask for something else.

    Both are keyed hashes, since an app may have typed anything into them.
    """

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done under a key. `subject`: the id of what the act made, empty if it is known by its company."""

    fingerprint: str
    subject: str


async def done_under(transaction: Transaction, person: str, once: Once, now: datetime) -> Done | None:
    """What this person did under this key within the last day."""
    rows = await transaction.rows(
        select(act_done.c.fingerprint, act_done.c.subject).where(
            act_done.c.person == person, act_done.c.key == once.key, act_done.c.at > now - REMEMBERED
        )
    )
    return Done(rows[0].fingerprint, rows[0].subject) if rows else None


async def remember(transaction: Transaction, person: str, once: Once, subject: str, now: datetime) -> None:
    """Keep what was done, and forget what is older than a day."""
    await transaction.change(delete(act_done).where(act_done.c.at <= now - REMEMBERED))
    row = {"person": person, "key": once.key, "fingerprint": once.fingerprint, "subject": subject, "at": now}
    await transaction.change(insert(act_done), row)
