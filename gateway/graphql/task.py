"""What waits for the viewer, in the schema."""

from datetime import datetime

import strawberry

from gateway.domain import task as domain
from gateway.domain.errors import Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.domain.task import TaskKind
from gateway.graphql.authorize import computed, guarded
from gateway.graphql.company import Company, known_card
from gateway.graphql.context import Info
from gateway.graphql.manager import AccessManager


@strawberry.interface(description="Something that waits for the viewer.")
class Task:
    number: strawberry.Private[EnterpriseNumber]
    key: strawberry.Private[str]
    since: datetime = strawberry.field(description="Since when it waits.")
    due_at: datetime | None = strawberry.field(description="By when it must be done, if there is such a moment.")

    @property
    def place(self) -> EnterpriseNumber:
        return self.number

    @guarded(Action.COMPANY_READ, "The company for which it is to be done.")
    async def company(self, info: Info) -> Company:
        return await known_card(self.number, info)

    @computed("What is to be done, in the language of the request.")
    async def message(self, info: Info) -> str:
        return info.context.say("task", await self.sentence(info))

    async def sentence(self, info: Info) -> Sentence:
        """What is to be done."""
        raise TypeError(f"{type(self).__name__} does not say what is to be done.")


class _AboutManager:
    row: domain.Task

    async def sentence(self, _info: Info) -> Sentence:
        return Sentence(self.row.kind, self.row.words)


@strawberry.type(description="A designation that its Chief Access Manager still has to take up, by signing in.")
class TakeUpDesignationTask(_AboutManager, Task):
    row: strawberry.Private[domain.Task]

    @guarded(Action.MANAGER_READ, "Who is designated.")
    def manager(self) -> AccessManager:
        return AccessManager.of(self.row.manager)


@strawberry.type(description="A Chief Access Manager who was last said a year ago to be with the company.")
class ReviewManagerTask(_AboutManager, Task):
    row: strawberry.Private[domain.Task]

    @guarded(Action.MANAGER_READ, "Who it is about.")
    def manager(self) -> AccessManager:
        return AccessManager.of(self.row.manager)


@strawberry.type(description="A company whose last designation expired: it has no Chief Access Manager.")
class DesignateManagerTask(_AboutManager, Task):
    row: strawberry.Private[domain.Task]


_TYPES: dict[TaskKind, type[TakeUpDesignationTask | ReviewManagerTask | DesignateManagerTask]] = {
    TaskKind.TAKE_UP_DESIGNATION: TakeUpDesignationTask,
    TaskKind.REVIEW_MANAGER: ReviewManagerTask,
    TaskKind.DESIGNATE_MANAGER: DesignateManagerTask,
}


def task_of(task: domain.Task) -> Task:
    """The type of the schema for this kind of task."""
    manager = task.manager
    return _TYPES[task.kind](number=manager.company, key=manager.id, since=task.since, due_at=task.due_at, row=task)
