"""What waits for the viewer about mandates, in the schema."""

import asyncio

import strawberry

from gateway.domain import mandate_task as domain
from gateway.domain.company import name_in
from gateway.domain.errors import Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate_task import MandateTaskKind
from gateway.domain.rights import Action
from gateway.domain.side import Parties, Side
from gateway.graphql.authorize import guarded
from gateway.graphql.context import Info
from gateway.graphql.mandate import Mandate
from gateway.graphql.task import Task


@strawberry.interface(description="Something that waits for the viewer about a mandate.")
class MandateTask(Task):
    row: strawberry.Private[domain.MandateTask]
    side: Side = strawberry.field(description="The side for which it is to be done.")

    @property
    def parties(self) -> Parties:
        return self.row.mandate.parties

    @guarded(Action.MANDATE_READ, "Which mandate.", place="parties")
    def mandate(self) -> Mandate:
        return Mandate.of(self.row.mandate)

    async def sentence(self, info: Info) -> Sentence:
        mandate = self.row.mandate
        principal, mandatary = await asyncio.gather(_called(mandate.principal, info), _called(mandate.mandatary, info))
        words = {"principal": principal, "mandatary": mandatary, "groups": info.context.labels(mandate.codes)}
        return Sentence(self.row.key, {**words, "until": self.row.last_day})


@strawberry.type(description="An electronic proxy that waits for the viewer's signature.")
class SignMandateTask(MandateTask):
    pass


@strawberry.type(description="A mandate that ends with this quarter, with nothing in its place.")
class MandateEndsTask(MandateTask):
    pass


_TYPES: dict[MandateTaskKind, type[MandateTask]] = {
    MandateTaskKind.SIGN_MANDATE: SignMandateTask,
    MandateTaskKind.MANDATE_ENDS: MandateEndsTask,
}


def mandate_task_of(task: domain.MandateTask) -> Task:
    """The type of the schema for this kind of task."""
    company, key = task.mandate.parties.company(task.side), f"{task.mandate.id}-{task.side}"
    return _TYPES[task.kind](number=company, key=key, since=task.since, due_at=task.due_at, row=task, side=task.side)


async def _called(number: EnterpriseNumber, info: Info) -> str:
    return name_in(info.context.language, number, await info.context.load.names.load(number) or ())
