"""The facts about a caller, in every company at once: four statements, whatever the number of companies."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from gateway.domain.corporate_function import HeldFunction
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.manager import LIVE, ManagerStatus
from gateway.domain.person import Identity
from gateway.domain.standing import Standing
from gateway.storage.corporate_function import held_functions
from gateway.storage.mandate import mandating
from gateway.storage.officer import is_officer
from gateway.storage.reading import Reading
from gateway.storage.tables import manager


async def standing(read: Reading, identity: Identity | None, today: date) -> Standing:
    """What the register and the accounts say about a caller today; of nobody they say nothing."""
    if identity is None:
        return Standing(None, today)
    functions: dict[EnterpriseNumber, tuple[HeldFunction, ...]] = {}
    for held in await held_functions(read, identity.key):
        functions[held.company] = (*functions.get(held.company, ()), held)
    designations = await read.rows(
        select(manager.c.company, manager.c.status).where(
            manager.c.person_key == identity.key, manager.c.status.in_(LIVE)
        )
    )
    known = Standing(
        identity,
        today,
        functions,
        {EnterpriseNumber(row.company): row.status == ManagerStatus.ACTIVE for row in designations},
        officer=await is_officer(read, identity.key),
    )
    providers = known.acts_for
    return replace(known, mandating=await mandating(read, providers, today)) if providers else known
