"""A mandate in the schema: what is agreed, between whom, how far it has come, and what the viewer may do about it."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

from gateway.domain import mandate as domain
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import MandateStatus, ProviderKind
from gateway.domain.quarter import Quarter
from gateway.domain.rights import Action
from gateway.domain.side import Parties, Side
from gateway.graphql.application_group import ApplicationGroup
from gateway.graphql.authorize import computed, guarded, judged
from gateway.graphql.context import Context, Info
from gateway.graphql.decision import Decision
from gateway.graphql.node import Node, global_id, read_id
from gateway.graphql.proxy import ElectronicProxy

if TYPE_CHECKING:
    from gateway.graphql.company import Company

InCompany = Annotated["Company", strawberry.lazy("gateway.graphql.company")]


@strawberry.type(
    description="A mandate of a company to a social service provider: in force once both sides have signed its proxy."
)
class Mandate(Node):
    row: strawberry.Private[domain.Mandate]
    provider_kind: ProviderKind = strawberry.field(description="What kind of provider the mandatary is.")
    start_quarter: Quarter = strawberry.field(description="The quarter from whose first day on it has effect.")
    end_quarter: Quarter | None = strawberry.field(
        description="The last quarter that the proxy names; null if it is open-ended."
    )
    version: int = strawberry.field(description="The version, from 1: of an open proxy, and on through amendments.")
    waiting_for: list[Side] = strawberry.field(description="The sides whose signature is missing.")
    prepared_by: Side = strawberry.field(description="The side that prepared the present version.")
    created_at: datetime = strawberry.field(description="When it was prepared.")
    reason: str | None = strawberry.field(description="Why it was refused or ended, in the words of whoever did so.")

    @classmethod
    def of(cls, row: domain.Mandate) -> "Mandate":
        return cls(
            id=global_id("Mandate", row.id),
            row=row,
            provider_kind=row.provider_kind,
            start_quarter=row.start,
            end_quarter=row.end,
            version=row.version,
            waiting_for=list(row.waiting_for),
            prepared_by=row.prepared_by,
            created_at=row.created_at,
            reason=row.reason,
        )

    @property
    def place(self) -> Parties:
        return self.row.parties

    @property
    def number_of_principal(self) -> EnterpriseNumber:
        return self.row.principal

    @property
    def number_of_mandatary(self) -> EnterpriseNumber:
        return self.row.mandatary

    @guarded(Action.COMPANY_READ, "The company that gives it.", place="number_of_principal")
    async def principal(self, info: Info) -> InCompany:
        from gateway.graphql.company import known_card

        return await known_card(self.row.principal, info)

    @guarded(Action.COMPANY_READ, "The provider that receives it.", place="number_of_mandatary")
    async def mandatary(self, info: Info) -> InCompany:
        from gateway.graphql.company import known_card

        return await known_card(self.row.mandatary, info)

    @guarded(Action.APPLICATION_GROUP_READ, "The groups of applications that its proxy names.")
    def application_groups(self, info: Info) -> list[ApplicationGroup]:
        return [group_of(group.code, group.exclusive, info.context) for group in self.row.groups]

    @guarded(Action.APPLICATION_GROUP_READ, "Those of its groups that another mandate takes over, and from when.")
    def taken_over_groups(self, info: Info) -> list["TakenOverGroup"]:
        return [
            TakenOverGroup(group=group_of(group.code, group.exclusive, info.context), start=group.taken_over_from)
            for group in self.row.groups
            if group.taken_over_from
        ]

    @computed("What it is today.")
    def status(self, info: Info) -> MandateStatus:
        return self.row.status(info.context.view.standing.today)

    @computed("When it came to its end; null while it has not.")
    def ended_at(self, info: Info) -> datetime | None:
        return self.row.over_since(info.context.view.standing.today)

    @computed("The last day on which it has effect, as far as is known; null for a proxy that is not signed by both.")
    def last_day(self) -> date | None:
        return self.row.until - timedelta(days=1) if self.row.signed and self.row.until else None

    @judged(
        Action.MANDATE_READ,
        "The mandate whose place it takes: its own former version, or one that another provider holds.",
    )
    async def replaces(self, info: Info) -> Optional["Mandate"]:
        return await readable(self.row.replaces, info) if self.row.replaces else None

    @computed("The document that both sides sign.")
    async def proxy(self, info: Info) -> ElectronicProxy | None:
        row = await info.context.load.proxy.load(self.row.id)
        return ElectronicProxy.of(row) if row else None

    @computed(
        "Whether the viewer may do something with this mandate, for either side; if not, why. What is not about "
        "mandates is judged in the principal's company."
    )
    def viewer_can(
        self, info: Info, action: Annotated[Action, strawberry.argument(description="What the viewer would do.")]
    ) -> Decision:
        return Decision.of(info.context.view.decide(action, self.row.parties), info.context.language)


@strawberry.type(description="A group of a mandate that goes over to another one.")
class TakenOverGroup:
    group: ApplicationGroup = strawberry.field(description="Which group.")
    start: Quarter = strawberry.field(description="The quarter from whose first day on the other mandate covers it.")


def group_of(code: str, exclusive: bool, context: Context) -> ApplicationGroup:
    """A group as a mandate has it, labelled as far as the operator's file still knows it."""
    return ApplicationGroup(row=context.mandate_terms.groups.get(code), code=code, exclusive=exclusive)


async def readable(mandate_id: str, info: Info, side: Side | None = None) -> Mandate:
    """The mandate with this id, to those who may read it, for the side named if one is.

    To all others there is the one refusal, whether or not there is such a mandate.
    """
    view = info.context.view
    row = await info.context.load.mandate.load(mandate_id)
    if row is None or not view.decide(Action.MANDATE_READ, row.parties, side).allowed:
        raise view.refuse_as_stranger(Action.MANDATE_READ)
    return Mandate.of(row)


def mandate_key(given: str) -> str:
    """The key of the mandate that an id stands for; any other id is simply not a mandate's."""
    read = read_id(given)
    return read.key if read and read.type_name == "Mandate" else ""
