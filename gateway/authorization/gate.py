"""The gate: the only source of a `Work`, so that nothing reaches the database without identity, decision and trace.

An `Operation` is one request of one caller. What it reads is one snapshot; what it changes is one transaction an act,
in which the facts are read, the decision is taken, the act is done and its audit row is written, or nothing is.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gateway.authorization.policy import Policy
from gateway.authorization.system_act import SystemAct
from gateway.authorization.tally import Tally
from gateway.authorization.view import RefusedRead, View, takes_part
from gateway.domain.errors import (
    Conflict,
    ConflictKind,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Sentence,
    Unauthenticated,
)
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Identity
from gateway.domain.rights import Action
from gateway.storage.audit import AuditEntry, Outcome, record
from gateway.storage.company import companies
from gateway.storage.database import Database, Transaction
from gateway.storage.once import Once, done_under, remember
from gateway.storage.person import person_of
from gateway.storage.standing import standing
from gateway.storage.work import Work

CALLER = "caller"
BRUSSELS = ZoneInfo("Europe/Brussels")


class Gate:
    """Decides on the policy in force, and opens the database to what it allows."""

    def __init__(self, database: Database, policy: Policy, clock: Callable[[], datetime]) -> None:
        self.policy = policy
        self.clock = clock
        self.tally = Tally(database)
        self._database = database

    def today(self) -> date:
        """The day in Belgium, by which functions begin and end."""
        return self.clock().astimezone(BRUSSELS).date()

    @asynccontextmanager
    async def operation(self, identity: Identity | None) -> AsyncIterator["Operation"]:
        """One request, on the policy it began with. What must be recorded of its reads is, or there is no answer."""
        operation = Operation(self, self._database, self.policy, identity)
        try:
            yield operation
            await operation.record_reads()
        finally:
            await operation.close()

    @asynccontextmanager
    async def system_act(self, kind: SystemAct) -> AsyncIterator[Work]:
        """A piece of work that no caller asked for, audited as such."""
        async with self._database.change() as transaction:
            work = Work(transaction, self.clock(), by=None)
            yield work
            for entry in _entries_of(work, kind):
                await record(transaction, entry)


def _entries_of(work: Work, kind: str, action: Action | None = None, policy: str | None = None) -> list[AuditEntry]:
    """A row for each thing that happened; a work that tells of nothing leaves one all the same."""
    return [
        AuditEntry(told.at, kind, Outcome.DONE, told.company, told.by, action, None, told.event, told.words, policy)
        for told in work.events
    ] or [AuditEntry(work.now, kind, Outcome.DONE, person=work.by, action=action, policy=policy)]


class DoneBefore(Exception):
    """This very act was done already, under the same key; nothing was done now. `subject`: see `Work`."""

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject


class Operation:
    """One request of one caller."""

    def __init__(self, gate: Gate, database: Database, policy: Policy, identity: Identity | None) -> None:
        self.policy = policy
        self.identity = identity
        self.now = gate.clock()
        self._gate = gate
        self._database = database
        self._opened = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._view: View | None = None

    async def view(self) -> View:
        """What the caller may see now: opened when first needed, shared by the whole operation, anew after an act."""
        async with self._opening:
            if self._view is None:
                transaction = await self._opened.enter_async_context(self._database.snapshot())
                self._view = await self._look(transaction)
            return self._view

    @asynccontextmanager
    async def authorize(
        self, action: Action, company: EnterpriseNumber, once: Once | None = None
    ) -> AsyncIterator[Work]:
        """One act in a company: decided on the facts of its own transaction, committed with its audit row.

        Raises what was refused, after recording it. Those who have no part in the company are told so before the
        writer is taken, so that they cannot hold it, and are only counted. Raises DoneBefore for an act that was
        done under the same key.
        """
        await self._turn_away(action, company)
        refused: Refused | None = None
        async with self._database.change() as transaction:
            view = await self._look(transaction)
            work = Work(transaction, self._gate.clock(), view.person_id)
            try:
                view.require(action, company)
                await self._not_again(work, once)
                async with transaction.savepoint():
                    yield work
            except Refused as error:
                refused = error
                await record(transaction, self._refused_act(work, action, company, error))
            else:
                if once:
                    await remember(transaction, work.actor, once, work.subject, work.now)
                for entry in _entries_of(work, CALLER, action, self.policy.version):
                    await record(transaction, entry)
        if refused:
            raise refused

    async def record_reads(self) -> None:
        """Write down whose contact details were read and what was refused, before anybody gets the answer."""
        if self._view is None:
            return
        view, person = self._view, self._view.person_id
        for refused in view.refusals:
            if refused.company is None:
                self._gate.tally.add(self._gate.today(), person, refused.action, refused.reason)
        rows = [self._read(company, person) for company in view.contacts_read]
        rows += [self._refused_read(refused, person) for refused in view.refusals if refused.company]
        view.refusals.clear()
        view.contacts_read.clear()
        if rows:
            async with self._database.change() as transaction:
                for row in rows:
                    await record(transaction, row)

    async def close(self) -> None:
        """End the snapshot; what is read next is of a newer one."""
        self._view = None
        await self._opened.aclose()

    async def _turn_away(self, action: Action, company: EnterpriseNumber) -> None:
        """Refuse those who need no facts to be refused; whoever passes is judged in the transaction of the act."""
        view = await self.view()
        try:
            if not await companies(view.reading, [company]):
                raise view.refuse_as_stranger(action)
            if not takes_part(view.standing, company):
                view.require(action, company)
        finally:
            await self.record_reads()
            await self.close()

    async def _not_again(self, work: Work, once: Once | None) -> None:
        done = await done_under(work.transaction, work.actor, once, work.now) if once else None
        if done and once and done.fingerprint != once.fingerprint:
            raise Conflict(ConflictKind.KEY_REUSED, Sentence("key_reused"))
        if done:
            raise DoneBefore(done.subject)

    async def _look(self, transaction: Transaction) -> View:
        seen = await standing(transaction, self.identity, self._gate.today())
        person = await person_of(transaction, self.identity.key) if self.identity else None
        return View(transaction, self.policy, seen, person)

    def _refused_act(self, work: Work, action: Action, company: EnterpriseNumber, refused: Refused) -> AuditEntry:
        outcome, reason = _outcome(refused)
        event = None if outcome is Outcome.INVALID else HistoryEvent.REFUSED
        return AuditEntry(work.now, CALLER, outcome, company, work.by, action, reason, event, {}, self.policy.version)

    def _read(self, company: EnterpriseNumber, person: str | None) -> AuditEntry:
        action = Action.MANAGER_READ_CONTACT
        return AuditEntry(self._gate.clock(), CALLER, Outcome.READ, company, person, action, policy=self.policy.version)

    def _refused_read(self, refused: RefusedRead, person: str | None) -> AuditEntry:
        return AuditEntry(
            self._gate.clock(),
            CALLER,
            Outcome.FORBIDDEN,
            refused.company,
            person,
            refused.action,
            refused.reason,
            policy=self.policy.version,
        )


def _outcome(refused: Refused) -> tuple[Outcome, str | None]:
    """How a refusal stands in the trail, and why: never what was typed."""
    match refused:
        case Forbidden() | Unauthenticated():
            return Outcome.FORBIDDEN, refused.decision.reason
        case Conflict():
            return Outcome.CONFLICT, refused.kind
        case NotFound():
            return Outcome.NOT_FOUND, refused.sentence.key
        case Invalid():
            return Outcome.INVALID, ",".join(sorted({problem.sentence.key for problem in refused.problems}))
    raise AssertionError(f"{type(refused).__name__} is missing in the audit trail") from refused
