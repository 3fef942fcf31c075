"""Refusals that needed no facts, counted together: they can neither hold the writer nor fill the disk."""

import asyncio
import logging
from collections import Counter
from datetime import date

from gateway.domain.decision import DenialReason
from gateway.domain.rights import Action
from gateway.storage.audit import count_refusals
from gateway.storage.database import Database

logger = logging.getLogger(__name__)


class Tally:
    """Numbers of refusals by day, person (id, or empty), action and reason; written down now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted: Counter[tuple[date, str, Action, DenialReason]] = Counter()

    def add(self, day: date, person: str | None, action: Action, reason: DenialReason) -> None:
        """Count one refusal."""
        self._counted[day, person or "", action, reason] += 1

    async def write_down(self) -> None:
        """Move what was counted to the database; what can't be written now is kept for the next time."""
        counted, self._counted = self._counted, Counter()
        try:
            if counted:
                async with self._database.change() as transaction:
                    await count_refusals(transaction, counted)
        except BaseException:
            self._counted.update(counted)
            raise

    async def keep_writing_down(self, every: float) -> None:
        """Write down every so many seconds, until cancelled; a failure is logged and tried again.

        What was begun then is finished first, and waited for: a transaction that is cancelled while it begins would
        lock the others out, and one that is left behind would outlive the database.
        """
        while True:
            await asyncio.sleep(every)
            writing = asyncio.create_task(self.write_down())
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                await asyncio.wait([writing])
                raise
            except Exception:
                logger.exception("The counted refusals could not be written down; they are kept for the next time.")
