"""What happened to a company, in the schema."""

from datetime import date, datetime

import strawberry

from gateway.domain import history as domain
from gateway.domain.errors import Sentence
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.authorize import computed
from gateway.graphql.context import Context, Info
from gateway.graphql.node import Node, global_id
from gateway.graphql.person import Person, person_with


@strawberry.type(description="Something that happened to a company, or was refused.")
class HistoryEntry(Node):
    row: strawberry.Private[domain.HistoryEntry]
    at: datetime = strawberry.field(description="When it happened.")
    event: HistoryEvent = strawberry.field(description="What happened.")
    action: Action | None = strawberry.field(description="The act that it came of; null for what happens by itself.")
    message: str = strawberry.field(description="What happened as one sentence, in the language of the request.")

    @classmethod
    def of(cls, entry: domain.HistoryEntry, context: Context) -> "HistoryEntry":
        words = _words(entry, context)
        return cls(
            id=global_id("HistoryEntry", entry.id),
            row=entry,
            at=entry.at,
            event=entry.event,
            action=entry.action,
            message=context.say("history", Sentence(entry.event, words)),
        )

    @property
    def place(self) -> EnterpriseNumber:
        return self.row.company

    @computed("Who did it, or tried to; null for what happens by itself.")
    async def by(self, info: Info) -> Person | None:
        return await person_with(self.row.by, info)


def _words(entry: domain.HistoryEntry, context: Context) -> dict[str, object]:
    """The words of the sentence, as the reader's language has them: groups of applications by their labels."""
    if entry.event is HistoryEvent.REFUSED:
        return {"action": entry.action}
    words: dict[str, object] = dict(entry.words)
    if "groups" in words:
        words["groups"] = context.labels(entry.words["groups"].split(","))
    if "until" in words:
        words["until"] = date.fromisoformat(entry.words["until"])
    return words
