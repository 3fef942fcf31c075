"""What happens to a company while somebody looks on, in the schema."""

from datetime import datetime

import strawberry

from gateway.domain import history as domain
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.authorize import computed, guarded
from gateway.graphql.company import Company, known_card
from gateway.graphql.context import Info
from gateway.graphql.history import HistoryEntry
from gateway.graphql.node import global_id, read_id


@strawberry.interface(description="Something that happened to a company, told as soon as it has: it is in the history.")
class CompanyEvent:
    row: strawberry.Private[domain.HistoryEntry]
    id: strawberry.ID = strawberry.field(
        description="Its id, for caches. `companyChanged` goes on after it, if given as `since`."
    )
    at: datetime = strawberry.field(description="When it happened.")
    event: HistoryEvent = strawberry.field(description="What happened.")

    @property
    def place(self) -> EnterpriseNumber:
        return self.row.company

    @guarded(Action.COMPANY_READ, "The company to which it happened, as it is now.")
    async def company(self, info: Info) -> Company:
        return await known_card(self.place, info)

    @computed("Its entry in the history: who did it, and what happened as one sentence.")
    def entry(self, info: Info) -> HistoryEntry:
        return HistoryEntry.of(self.row, info.context)


@strawberry.type(description="Somebody acted, or was refused to, and it happened to the company.")
class CompanyChanged(CompanyEvent):
    action: Action = strawberry.field(description="The act.")


@strawberry.type(description="It happened to the company by itself, as when a designation expires.")
class CompanyChangedByItself(CompanyEvent):
    pass


def event_of(entry: domain.HistoryEntry) -> CompanyEvent:
    """The event that an entry of the history is. Its id is another one: caches keep what has an id by that alone."""
    key = global_id("CompanyEvent", entry.id)
    if entry.action is None:
        return CompanyChangedByItself(row=entry, id=key, at=entry.at, event=entry.event)
    return CompanyChanged(row=entry, id=key, at=entry.at, event=entry.event, action=entry.action)


def entry_key(since: str, number: EnterpriseNumber) -> str | None:
    """The entry after which to go on, empty for the beginning of the history; None for what is the id of neither."""
    match read_id(since):
        case ("CompanyEvent" | "HistoryEntry", key):
            return key
        case ("Company", key) if key == number:
            return ""
    return None
