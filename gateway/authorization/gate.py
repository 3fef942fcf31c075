"""The gate: the only source of a `Work`, so that nothing reaches the database without identity, decision and trace.

In the transaction of an act the facts are read, the decision is taken, the act is done and its audit row is written,
or nothing is.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from gateway.authorization.changes import Changes
from gateway.authorization.in_force import InForce
from gateway.authorization.operation import Operation
from gateway.authorization.policy import Policy
from gateway.authorization.system_act import SystemAct
from gateway.authorization.tally import Tally
from gateway.authorization.trace import done
from gateway.domain.person import Identity
from gateway.storage.audit import record
from gateway.storage.database import Database
from gateway.storage.deadline import Deadline
from gateway.storage.work import Work


class Gate:
    """Decides on the policy in force, and opens the database to what it allows.

    `in_force` may be replaced at any moment: what has begun ends on the policy that it began with. `operation_seconds`:
    how long the statements of an operation may take, if that is bounded.
    """

    def __init__(
        self,
        database: Database,
        policy: Policy,
        clock: Callable[[], datetime],
        operation_seconds: float | None = None,
    ) -> None:
        self.clock = clock
        self.tally = Tally(database)
        self.changes = Changes()
        self._in_force = InForce(policy, clock())
        self._database = database
        self._seconds = operation_seconds

    @property
    def in_force(self) -> InForce:
        """The policy on which what begins now is decided."""
        return self._in_force

    @in_force.setter
    def in_force(self, in_force: InForce) -> None:
        self._in_force = in_force
        self.changes.anywhere()

    @asynccontextmanager
    async def operation(self, identity: Identity | None) -> AsyncIterator[Operation]:
        """One request, on the policy it began with. What must be recorded of its reads is, or there is no answer."""
        operation = Operation(
            self._database, self.in_force, self.tally, self.changes, self.clock, identity, self._seconds
        )
        try:
            yield operation
            await operation.record_reads()
        finally:
            await operation.close()

    @asynccontextmanager
    async def system_act(self, kind: SystemAct) -> AsyncIterator[Work]:
        """A piece of work that no caller asked for, audited as such. It may have to wait, but is never cut off."""
        async with self._database.change(Deadline(self._seconds, only_to_begin=True)) as transaction:
            work = Work(transaction, self.clock(), by=None)
            yield work
            await record(transaction, *done(work, kind))
        self.changes.in_companies(event.company for event in work.events)
