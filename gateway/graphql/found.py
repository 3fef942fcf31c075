"""Finding anything by its global id. Who may not see it cannot tell whether it is there."""

import re

import strawberry

from gateway.domain.errors import Refused
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.company import Company
from gateway.graphql.context import Info
from gateway.graphql.corporate_function import CorporateFunction
from gateway.graphql.history import HistoryEntry
from gateway.graphql.manager import AccessManager
from gateway.graphql.mandate import Mandate
from gateway.graphql.node import GlobalId, Node, read_id

_GIVEN_OUT = re.compile("[0-9]{10}")
_Found = Company | CorporateFunction | AccessManager | HistoryEntry | Mandate


async def find(given: strawberry.ID, info: Info) -> Node | Refused:
    """What has this id, or the refusal to answer in its place; sibling ids are loaded together."""
    view = info.context.view
    action, node = await _look_up(read_id(given), info)
    if node is None or not view.decide(action, node.place).allowed:
        return view.refuse_as_stranger(action)
    return node


async def _look_up(wanted: GlobalId | None, info: Info) -> tuple[Action, _Found | None]:
    load = info.context.load
    match wanted:
        case GlobalId("Company", key):
            company = await load.company.load(EnterpriseNumber(key)) if _GIVEN_OUT.fullmatch(key) else None
            return Action.COMPANY_READ, Company.of(company) if company else None
        case GlobalId("CorporateFunction", key):
            function = await load.function.load(key)
            return Action.REPRESENTATIVES_READ, CorporateFunction.of(function) if function else None
        case GlobalId("AccessManager", key):
            manager = await load.manager.load(key)
            return Action.MANAGER_READ, AccessManager.of(manager) if manager else None
        case GlobalId("HistoryEntry", key):
            entry = await load.history_entry.load(key)
            return Action.HISTORY_READ, HistoryEntry.of(entry, info.context) if entry else None
        case GlobalId("Mandate", key):
            mandate = await load.mandate.load(key)
            return Action.MANDATE_READ, Mandate.of(mandate) if mandate else None
    return Action.COMPANY_READ, None
