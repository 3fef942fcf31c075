"""What waits for the viewer, in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from gateway.domain import task as domain
from gateway.domain.errors import Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.domain.task import TaskKind
from gateway.graphql.authorize import guarded
from gateway.graphql.company import Company, known_card
from gateway.graphql.context import Context, Info
from gateway.graphql.manager import AccessManager


@strawberry.interface(description="Something that waits for the viewer.")
class Task:
    row: strawberry.Private[domain.Task]
    since: datetime = strawberry.field(description="Since when it waits.")
    due_at: datetime | None = strawberry.field(description="By when it must be done, if there is such a moment.")
    message: str = strawberry.field(description="What is to be done, in the language of the request.")

    @classmethod
    def of(cls, task: domain.Task, context: Context) -> Self:
        message = context.say("task", Sentence(task.kind, task.words))
        return cls(row=task, since=task.since, due_at=task.due_at, message=message)

    @property
    def number_of_company(self) -> EnterpriseNumber:
        return self.row.manager.company

    @guarded(Action.COMPANY_READ, "The company that it is about.")
    async def company(self, info: Info) -> Company:
        return await known_card(self.row.manager.company, info)


@strawberry.type(description="A designation that its Chief Access Manager still has to take up, by signing in.")
class TakeUpDesignationTask(Task):
    @guarded(Action.MANAGER_READ, "Who is designated.")
    def manager(self) -> AccessManager:
        return AccessManager.of(self.row.manager)


@strawberry.type(description="A Chief Access Manager who was last said a year ago to be with the company.")
class ReviewManagerTask(Task):
    @guarded(Action.MANAGER_READ, "Who it is about.")
    def manager(self) -> AccessManager:
        return AccessManager.of(self.row.manager)


@strawberry.type(description="A company whose last designation expired: it has no Chief Access Manager.")
class DesignateManagerTask(Task):
    pass


_TYPES: dict[TaskKind, type[Task]] = {
    TaskKind.TAKE_UP_DESIGNATION: TakeUpDesignationTask,
    TaskKind.REVIEW_MANAGER: ReviewManagerTask,
    TaskKind.DESIGNATE_MANAGER: DesignateManagerTask,
}


def task_of(task: domain.Task, context: Context) -> Task:
    """The type of the schema for this kind of task."""
    return _TYPES[task.kind].of(task, context)
