"""The viewer: who is signed in, what they are where, and what waits for them."""

from typing import Annotated

import strawberry

from gateway.domain.person import Person as PersonRow
from gateway.domain.rights import Action, Role
from gateway.domain.task import task_about
from gateway.graphql.authorize import computed
from gateway.graphql.company import Company
from gateway.graphql.connection import USUAL, After, Connection, First, page_of_all
from gateway.graphql.context import Info
from gateway.graphql.person import Person
from gateway.graphql.task import Task, task_of

_EVERYWHERE = {Role.PUBLIC, Role.PERSON, Role.OFFICER}

# A task names the manager whom it is about, and is for those who can see to it.
_NEEDED_FOR_TASKS = (Action.MANAGER_DESIGNATE, Action.MANAGER_READ)


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
        view, context = info.context.view, info.context
        may = [n for n in view.standing.companies if all(view.decide(act, n).allowed for act in _NEEDED_FOR_TASKS)]
        managers = await context.load.last_managers.load_many(may)
        tasks = [task for manager in managers if manager and (task := task_about(manager, context.now))]
        return page_of_all(tasks, first, after, lambda t: task_of(t, context), lambda t: (t.since, t.manager.id))
