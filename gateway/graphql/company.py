"""A company in the schema: its public card, and what the viewer may see and do there."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from gateway.domain import company as domain
from gateway.domain import corporate_function as function
from gateway.domain import history, manager, mandate
from gateway.domain.account import Account
from gateway.domain.company import CompanyNameKind, CompanyStatus
from gateway.domain.ebox import Ebox as EboxRow
from gateway.domain.errors import Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.language import Language
from gateway.domain.mandate import MandateStatus
from gateway.domain.next_step import next_steps
from gateway.domain.rights import Action, Role
from gateway.domain.side import Side
from gateway.graphql.account import CompanyAccount
from gateway.graphql.address import Address, CodeLabel, InLanguage
from gateway.graphql.authorize import computed, guarded
from gateway.graphql.connection import After, Before, Connection, First, Last, Listing
from gateway.graphql.context import Info
from gateway.graphql.corporate_function import CorporateFunction
from gateway.graphql.decision import Decision
from gateway.graphql.ebox import Ebox
from gateway.graphql.history import HistoryEntry
from gateway.graphql.manager import AccessManager
from gateway.graphql.mandate import Mandate
from gateway.graphql.node import Node, global_id
from gateway.storage.company import LEGAL_FORM, SITUATION, CodeKey
from gateway.storage.mandate import MandatesWanted


@strawberry.type(description="One name of a company.")
class CompanyName:
    text: str = strawberry.field(description="The name.")
    language: Language | None = strawberry.field(description="Its language, if the register knows it.")
    kind: CompanyNameKind = strawberry.field(description="Which kind of name.")


@strawberry.type(description="A step of the procedure by which a company gets secure access.")
class NextStep:
    action: Action | None = strawberry.field(description="The act that takes it; null if it is somebody else's.")
    message: str = strawberry.field(description="What is to be done, in the language of the request.")
    done: bool = strawberry.field(description="Whether it is done.")


@strawberry.type(description="A company, as the Crossroads Bank for Enterprises knows it, and its access.")
class Company(Node):
    row: strawberry.Private[domain.Company]
    number: EnterpriseNumber = strawberry.field(description="Its enterprise number.")
    status: CompanyStatus = strawberry.field(description="What its situation means for who represents it.")

    @classmethod
    def of(cls, company: domain.Company) -> "Company":
        return cls(id=global_id("Company", company.number), row=company, number=company.number, status=company.status)

    @property
    def place(self) -> EnterpriseNumber:
        return self.number

    @computed("The name to show: official if there is one, in the language wanted if there is one.")
    async def name(self, info: Info, language: InLanguage = None) -> str:
        names = await info.context.load.names.load(self.number) or ()
        return domain.name_in(language or info.context.language, self.number, names)

    @computed("All names, official ones first.")
    async def names(self, info: Info) -> list[CompanyName]:
        names = await info.context.load.names.load(self.number) or ()
        return [CompanyName(text=name.text, language=name.language, kind=name.kind) for name in names]

    @computed("The legal form; null for natural persons.")
    async def legal_form(self, info: Info) -> CodeLabel | None:
        return await _label(LEGAL_FORM, self.row.legal_form, info) if self.row.legal_form else None

    @computed("The juridical situation, such as normal, in liquidation or bankrupt.")
    async def situation(self, info: Info) -> CodeLabel:
        return await _label(SITUATION, self.row.situation, info)

    @computed("The seat; null if the register shows none.")
    async def address(self, info: Info) -> Address | None:
        address = await info.context.load.address.load(self.number)
        return Address.of(address) if address else None

    @guarded(Action.REPRESENTATIVES_READ, "The functions that are active today, the longest held first.")
    async def representatives(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CorporateFunction] | None:
        wanted = _REPRESENTATIVES.wanted(first, after, last, before)
        functions = await info.context.load.representatives.load(self.number) or ()
        return _REPRESENTATIVES.page(_REPRESENTATIVES.cut(functions, wanted), CorporateFunction.of)

    @guarded(Action.ACCOUNT_READ, "The account for the online services.")
    async def account(self, info: Info) -> CompanyAccount | None:
        return CompanyAccount.of(await info.context.load.account.load(self.number) or Account(self.number))

    @guarded(Action.MANAGER_READ, "The Chief Access Manager, designated or active; null if there is none.")
    async def chief_access_manager(self, info: Info) -> AccessManager | None:
        manager = await info.context.load.live_manager.load(self.number)
        return AccessManager.of(manager) if manager else None

    @guarded(Action.MANAGER_READ, "All who were ever designated, newest first.")
    async def managers(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[AccessManager] | None:
        wanted = _MANAGERS.wanted(first, after, last, before)
        return _MANAGERS.page(await info.context.load.managers.load((self.number, wanted)), AccessManager.of)

    @guarded(Action.MANDATE_READ, "The mandates that it gave or received, newest first.")
    async def mandates(
        self,
        info: Info,
        side: Annotated[
            Side | None, strawberry.argument(description="Only those on whose side the company is; null is either.")
        ] = None,
        status: Annotated[
            list[MandateStatus] | None, strawberry.argument(description="Only those that are one of these today.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Mandate] | None:
        view = info.context.view
        if side:
            view.require(Action.MANDATE_READ, self.number, side)
        sides = tuple(s for s in Side if side in (s, None) and view.decide(Action.MANDATE_READ, self.number, s).allowed)
        statuses = None if status is None else frozenset(status)
        page = _MANDATES.wanted(first, after, last, before)
        wanted = MandatesWanted(page, sides, statuses, view.standing.today)
        return _MANDATES.page(await info.context.load.mandates.load((self.number, wanted)), Mandate.of)

    @guarded(Action.EBOX_READ, "The e-Box Enterprise.")
    async def ebox(self, info: Info) -> Ebox | None:
        return Ebox.of(await info.context.load.ebox.load(self.number) or EboxRow(self.number))

    @guarded(Action.HISTORY_READ, "What happened to the company, newest first.")
    async def history(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HistoryEntry] | None:
        wanted = _HISTORY.wanted(first, after, last, before)
        rows = await info.context.load.history.load((self.number, wanted))
        return _HISTORY.page(rows, lambda row: HistoryEntry.of(row, info.context))

    @computed(
        "The steps to secure access, in order; empty for those who may not read the account, the manager and the e-Box."
    )
    async def next_steps(self, info: Info) -> list[NextStep]:
        view, load = info.context.view, info.context.load
        if not all(view.decide(action, self.number).allowed for action in _SEEN_IN_STEPS):
            return []
        manager = await load.live_manager.load(self.number)
        ebox = await load.ebox.load(self.number) or EboxRow(self.number)
        return [
            NextStep(action=step.action, message=info.context.say("step", Sentence(step.key)), done=step.done)
            for step in next_steps(self.row, manager, ebox)
        ]

    @computed("The roles that the viewer has in this company.")
    def viewer_roles(self, info: Info) -> list[Role]:
        return list(info.context.view.roles(self.number))

    @computed("Whether the viewer may do something in this company; if not, why.")
    def viewer_can(
        self, info: Info, action: Annotated[Action, strawberry.argument(description="What the viewer would do.")]
    ) -> Decision:
        return Decision.of(info.context.view.decide(action, self.number), info.context.language)

    @computed("The decision on every action that has to do with a company, in one go.")
    def viewer_permissions(self, info: Info) -> list[Decision]:
        view, language = info.context.view, info.context.language
        return [Decision.of(view.decide(action, self.number), language) for action in Action if action.about_company]


_REPRESENTATIVES: Listing[function.CorporateFunction] = Listing(
    "representatives", (date, str), lambda f: (f.since, f.id)
)
_MANAGERS: Listing[manager.Manager] = Listing("managers", (datetime, str), lambda m: (m.designated_at, m.id))
_MANDATES: Listing[mandate.Mandate] = Listing("mandates", (datetime, str), lambda m: (m.created_at, m.id))
_HISTORY: Listing[history.HistoryEntry] = Listing("history", (datetime, str), lambda entry: (entry.at, entry.id))

_SEEN_IN_STEPS = (Action.ACCOUNT_READ, Action.MANAGER_READ, Action.EBOX_READ)


async def card(number: EnterpriseNumber, info: Info) -> Company | None:
    """The company with this number, if the register knows it."""
    company = await info.context.load.company.load(number)
    return Company.of(company) if company else None


async def known_card(number: EnterpriseNumber, info: Info) -> Company:
    """The company of an account or a manager. One that the register has dropped since is shown as ended."""
    return await card(number, info) or Company.of(domain.dropped(number))


async def _label(category: str, code: str, info: Info) -> CodeLabel:
    labels = await info.context.load.label.load(CodeKey(category, code))
    return CodeLabel(code=code, labels=labels or {})
