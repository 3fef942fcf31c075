"""The viewer: who is signed in, what they are where, and what waits for them."""

import asyncio
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.domain.contact import email_of
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Person as PersonRow
from gateway.domain.rights import Action, Role
from gateway.domain.side import Side
from gateway.domain.task import task_about
from gateway.graphql.authorize import computed
from gateway.graphql.company import Company, known_card
from gateway.graphql.connection import After, Before, Connection, First, Last, Listing
from gateway.graphql.context import Info
from gateway.graphql.mandate_task import mandate_task_of
from gateway.graphql.person import Person
from gateway.graphql.scalars import EmailAddress
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

    @computed("The viewer's e-mail address, if their token says one, to fill forms in with; it is not kept.")
    def email(self, info: Info) -> EmailAddress | None:
        identity = info.context.operation.identity
        email = email_of(identity) if identity else None
        return EmailAddress(email) if email else None

    @computed("The companies in which the viewer has a role of their own, by number.")
    async def companies(
        self,
        info: Info,
        role: Annotated[Role | None, strawberry.argument(description="Only those where they have this role.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Company] | None:
        wanted = _COMPANIES.wanted(first, after, last, before)
        view, standing = info.context.view, info.context.view.standing
        seen = [number for number in standing.companies if view.decide(Action.COMPANY_READ, number).allowed]
        roles = {number: set(view.roles(number)) for number in seen}
        held = [number for number, has in roles.items() if has - _EVERYWHERE and (role is None or role in has)]
        page = _COMPANIES.cut(held, wanted)
        cards = dict(zip(page.rows, await asyncio.gather(*(known_card(n, info) for n in page.rows)), strict=True))
        return _COMPANIES.page(page, cards.__getitem__)

    @computed("What waits for the viewer as a legal representative, the oldest first.")
    async def tasks(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Task] | None:
        wanted = _TASKS.wanted(first, after, last, before)
        tasks = [*await _about_managers(info), *await _about_mandates(info)]
        return _TASKS.page(_TASKS.cut(tasks, wanted), lambda task: task)


_COMPANIES: Listing[EnterpriseNumber] = Listing("companies", (str,), lambda number: (number,))
_TASKS: Listing[Task] = Listing("tasks", (datetime, str), lambda task: (task.since, task.key))


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
