"""One request of one caller: what it reads is one snapshot, what it changes is one transaction an act."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from gateway.authorization.changes import Changes
from gateway.authorization.in_force import InForce
from gateway.authorization.tally import Tally
from gateway.authorization.target import Target
from gateway.authorization.trace import CALLER, contacts_read, done, refused_act, refused_read
from gateway.authorization.view import View
from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Conflict, ConflictKind, Refused, Sentence
from gateway.domain.person import Identity
from gateway.domain.rights import Action
from gateway.domain.side import Parties, Place, Side
from gateway.storage.audit import record
from gateway.storage.database import Database, Transaction
from gateway.storage.deadline import Deadline
from gateway.storage.once import Once, done_under, remember
from gateway.storage.person import person_of
from gateway.storage.reading import Reading
from gateway.storage.standing import standing
from gateway.storage.work import Work


class DoneBefore(Exception):
    """This very act was done already, under the same key; nothing was done now. `subject`: see `Work`."""

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject


class Operation:
    """One request of one caller. Its statements raise OutOfTime after so many `seconds`; `acted`: an act was done."""

    def __init__(
        self,
        database: Database,
        in_force: InForce,
        tally: Tally,
        changes: Changes,
        clock: Callable[[], datetime],
        identity: Identity | None,
        seconds: float | None,
    ) -> None:
        self.identity = identity
        self.in_force = in_force
        self.now = clock()
        self.acted = False
        self._seconds = seconds
        self._deadline = Deadline(seconds)
        self._database = database
        self._policy = in_force.policy
        self._tally = tally
        self._changes = changes
        self._clock = clock
        self._opened = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._snapshot: Transaction | None = None
        self._view: View | None = None

    async def view(self) -> View:
        """What the caller may see now: opened when first needed, shared by the whole operation, anew after an act."""
        async with self._opening:
            if self._view is None:
                self._view = await self._look(await self._open())
            return self._view

    async def snapshot(self) -> Reading:
        """What the database holds now, for what happens by itself: nobody is shown anything of it."""
        async with self._opening:
            return await self._open()

    async def _open(self) -> Transaction:
        if self._snapshot is None:
            self._snapshot = await self._opened.enter_async_context(self._database.snapshot(self._deadline))
        return self._snapshot

    @asynccontextmanager
    async def authorize(self, action: Action, target: Target, once: Once | None = None) -> AsyncIterator[Work]:
        """One act: decided on the facts of its own transaction, committed with its audit row.

        Raises what was refused, after recording it. Those who have no part in the company, or in neither side of the
        mandate, are told so before the writer is taken, so that they cannot hold it, and are only counted. Raises
        DoneBefore for an act that was done under the same key.
        """
        await self._turn_away(action, target)
        refused: Refused | None = None
        async with self._database.change(self._deadline) as transaction:
            view = await self._look(transaction)
            work = Work(transaction, self._clock(), view.person_id)
            place = await target.place(transaction)
            try:
                work.side = _admitted(view, action, place, target.side)
                await self._not_again(work, once)
                async with transaction.savepoint():
                    yield work
            except Refused as error:
                refused = error
                known_in = view.known_in(place, work.side or target.side)
                company = known_in if isinstance(place, Parties) else place
                facts = view.judged(action, place, work.side or target.side)
                recorded = [refused_act(work, action, company, error, self._policy.version, facts)]
            else:
                if once:
                    await remember(transaction, work.actor, once, work.subject, work.now)
                facts = view.judged(action, place, work.side)
                recorded = done(work, CALLER, action, self._policy.version, facts)
            await record(transaction, *recorded)
        self._changes.in_companies(entry.company for entry in recorded if entry.company)
        if refused:
            raise refused
        self.acted = True

    async def record_reads(self) -> None:
        """Write down whose contact details were read and what was refused, before anybody gets the answer."""
        if self._view is None:
            return
        view, person = self._view, self._view.person_id
        for refused in view.refusals:
            if refused.company is None:
                self._tally.add(day_in_belgium(self._clock()), person, refused.action, refused.reason)
        now, policy = self._clock(), self._policy.version
        contact = Action.MANAGER_READ_CONTACT
        rows = [
            contacts_read(now, company, person, policy, view.judged(contact, company)) for company in view.contacts_read
        ]
        rows += [refused_read(now, refused, person, policy) for refused in view.refusals if refused.company]
        view.refusals.clear()
        view.contacts_read.clear()
        if rows:
            async with self._database.change(Deadline(self._seconds, only_to_begin=True)) as transaction:
                await record(transaction, *rows)

    async def close(self) -> None:
        """End the snapshot; what is read next is of a newer one."""
        self._view = self._snapshot = None
        await self._opened.aclose()

    async def _turn_away(self, action: Action, target: Target) -> None:
        """Refuse those who need no facts to be refused; whoever passes is judged in the transaction of the act."""
        view = await self.view()
        try:
            place = await target.place(view.reading)
            if place is None or view.known_in(place) is None:
                _admitted(view, action, place, target.side)
        finally:
            await self.record_reads()
            await self.close()

    async def _not_again(self, work: Work, once: Once | None) -> None:
        before = await done_under(work.transaction, work.actor, once, work.now) if once else None
        if before and once and before.fingerprint != once.fingerprint:
            raise Conflict(ConflictKind.KEY_REUSED, Sentence("key_reused"))
        if before:
            raise DoneBefore(before.subject)

    async def _look(self, transaction: Transaction) -> View:
        seen = await standing(transaction, self.identity, day_in_belgium(self._clock()))
        person = await person_of(transaction, self.identity.key) if self.identity else None
        return View(transaction, self._policy, seen, person)


def _admitted(view: View, action: Action, place: Place | None, side: Side | None) -> Side | None:
    """Let the caller act there, for one side if it is on a mandate; or raise why not."""
    if place is None:
        raise view.refuse_as_stranger(action)
    if isinstance(place, Parties):
        return view.acting_side(action, place, side)
    view.require(action, place)
    return None
