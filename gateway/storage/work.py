"""A piece of work: one transaction, its repositories, who does it and when. Only the gate makes one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.domain.history import Event, HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.side import Side
from gateway.storage.account import Accounts
from gateway.storage.database import Transaction
from gateway.storage.ebox import Eboxes
from gateway.storage.manager import Managers
from gateway.storage.mandate import Mandates
from gateway.storage.officer import Officers
from gateway.storage.person import People
from gateway.storage.proxy import Proxies
from gateway.storage.register_release import Releases


@dataclass(slots=True)
class Work:
    """What a use case works with. `by` is the id of the person who acts, None for the system.

    `subject` is the id of what the act made or changed, if it has one of its own; `side` the side of a mandate for
    which they act.
    """

    transaction: Transaction
    now: datetime
    by: str | None
    subject: str = ""
    side: Side | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def actor(self) -> str:
        """The id of the person whose act this is: some acts are always somebody's."""
        if self.by is None:
            raise RuntimeError("This act is somebody's, never the system's.")
        return self.by

    @property
    def managers(self) -> Managers:
        return Managers(self.transaction)

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.transaction)

    @property
    def eboxes(self) -> Eboxes:
        return Eboxes(self.transaction)

    @property
    def acting_side(self) -> Side:
        """The side for which an act on a mandate is done."""
        if self.side is None:
            raise RuntimeError("An act on a mandate is done for one of its sides.")
        return self.side

    @property
    def mandates(self) -> Mandates:
        return Mandates(self.transaction)

    @property
    def proxies(self) -> Proxies:
        return Proxies(self.transaction)

    @property
    def people(self) -> People:
        return People(self.transaction)

    @property
    def officers(self) -> Officers:
        return Officers(self.transaction)

    @property
    def releases(self) -> Releases:
        return Releases(self.transaction)

    def tell(self, company: EnterpriseNumber, event: HistoryEvent, **words: str) -> None:
        """Say what the caller did: it becomes the audit row of the act, and part of the company's history.

        What one act brings about keeps its order there: each thing is told a microsecond after the one before.
        """
        self._tell(company, event, self.by, words)

    def tell_of_itself(self, company: EnterpriseNumber, event: HistoryEvent, **words: str) -> None:
        """Say what happens by itself once the caller has acted, and not by them in this company."""
        self._tell(company, event, None, words)

    def _tell(self, company: EnterpriseNumber, event: HistoryEvent, by: str | None, words: dict[str, str]) -> None:
        at = self.now + timedelta(microseconds=len(self.events))
        self.events.append(Event(company, event, at, by, words))
