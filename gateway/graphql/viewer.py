"""The viewer: who is signed in, what they are where, and what waits for them."""

from typing import Annotated

import strawberry

from gateway.domain.person import Person as PersonRow
from gateway.domain.rights import Action, Role
from gateway.domain.side import Side
from gateway.domain.task import task_about
from gateway.graphql.authorize import computed
from gateway.graphql.company import Company
from gateway.graphql.connection import USUAL, After, Connection, First, page_of_all
from gateway.graphql.context import Info
from gateway.graphql.mandate_task import mandate_task_of
from gateway.graphql.person import Person
from gateway.graphql.task import Task, task_of
from gateway.use_cases.mandate_task import mandate_tasks

_EVERYWHERE = {Role.PUBLIC, Role.PERSON, Role.OFFICER}

# A task names the manager whom it is about, and is for those who can see to it.
_NEEDED_FOR_TASKS = (Action.MANAGER_DESIGNATE, Action.MANAGER_READ)
_NEEDED_TO_SIGN = (Action.MANDATE_SIGN, Action.MANDATE_READ)


@strawberry.type(description="Who is signed in.")
class Viewer:
    row: strawberry.Private[PersonRow]

    @computed("The person.")
    def person(self) -> Person:
        return Person.of(self.row)

    @computed("The companies in which the viewer has a role of their own, by number.")
    async def companies(
        self,
        info: Info,
        role: Annotated[Role | None, strawberry.argument(description="Only those where they have this role.")] = None,
        first: First = USUAL,
        after: After = None,
    ) -> Connection[Company] | None:
        view, standing = info.context.view, info.context.view.standing
        seen = [number for number in standing.companies if view.decide(Action.COMPANY_READ, number).allowed]
        roles = {number: set(view.roles(number)) for number in seen}
        held = [number for number, has in roles.items() if has - _EVERYWHERE and (role is None or role in has)]
        cards = await info.context.load.company.load_many(held)
        rows = [company for company in cards if company]
        return page_of_all(rows, first, after, Company.of, lambda company: (company.number,))

    @computed("What waits for the viewer as a legal representative, the oldest first.")
    async def tasks(self, info: Info, first: First = USUAL, after: After = None) -> Connection[Task] | None:
        tasks = [*await _about_managers(info), *await _about_mandates(info)]
        return page_of_all(tasks, first, after, lambda task: task, lambda task: (task.since, task.key))


async def _about_managers(info: Info) -> list[Task]:
    view, context = info.context.view, info.context
    own = view.standing.own_companies
    may = [n for n in own if all(view.decide(act, n).allowed for act in _NEEDED_FOR_TASKS)]
    managers = await context.load.last_managers.load_many(may)
    return [task_of(task) for manager in managers if manager and (task := task_about(manager, context.now))]


async def _about_mandates(info: Info) -> list[Task]:
    view = info.context.view
    own = view.standing.own_companies
    sides = {
        side: [n for n in own if all(view.decide(act, n, side).allowed for act in _NEEDED_TO_SIGN)] for side in Side
    }
    tasks = await mandate_tasks(view.reading, sides, view.standing.today)
    return [mandate_task_of(task) for task in tasks]
