"""Notices what no act in this process tells of: what other processes commit, and that time passes.

`gateway officers` and `gateway register import` write beside the server, and at midnight in Belgium functions begin
and end: whoever was allowed something before may not be any more.
"""

import asyncio
import logging
from datetime import date

from gateway.authorization.gate import Gate
from gateway.domain.day import day_in_belgium
from gateway.storage.database import Database

logger = logging.getLogger(__name__)


class Elsewhere:
    """Looks at the database and the clock on behalf of those who wait at a gate."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate
        self._seen: tuple[int, date] | None = None

    async def keep_looking(self, every: float) -> None:
        """Look every so many seconds, until cancelled. A look that was begun is waited for, as it holds the writer."""
        while True:
            looking = asyncio.create_task(self.look())
            try:
                await asyncio.shield(looking)
            except asyncio.CancelledError:
                await asyncio.wait([looking])
                raise
            except Exception:
                logger.exception("Whether another process has changed something could not be seen; it is tried again.")
            await asyncio.sleep(every)

    async def look(self) -> None:
        """Wake everybody if anything may be another since the last look, and those who asked to be at this time."""
        now = self._gate.clock()
        found = await self._database.version(), day_in_belgium(now)
        if found != self._seen:
            self._seen = found
            self._gate.changes.anywhere()
        self._gate.changes.at(now)
