"""What taking over from another provider would bring about, said beforehand."""

from datetime import date, timedelta

import strawberry

from gateway.domain import mandate as domain
from gateway.domain.mandate_overlap import TakeOver
from gateway.domain.quarter import Quarter
from gateway.domain.rights import Action
from gateway.domain.side import Parties
from gateway.graphql.application_group import ApplicationGroup
from gateway.graphql.authorize import computed, guarded
from gateway.graphql.context import Info
from gateway.graphql.mandate import Mandate, group_of


@strawberry.type(description="A group that the former provider keeps, and the mandate by which it does.")
class KeptGroup:
    told: strawberry.Private[TakeOver]
    code: strawberry.Private[str]
    row: strawberry.Private[domain.Mandate]

    @property
    def place(self) -> Parties:
        return self.row.parties

    @guarded(Action.APPLICATION_GROUP_READ, "Which group.")
    def group(self, info: Info) -> ApplicationGroup:
        return group_of(self.code, self.told.exclusive(self.code), info.context)

    @guarded(Action.MANDATE_READ, "The former provider's mandate that goes on for it.")
    def mandate(self) -> Mandate:
        return Mandate.of(self.row)


@strawberry.type(description="What would go over to another provider, and when; and what would stay.")
class TakeOverPreview:
    told: strawberry.Private[TakeOver]
    start_quarter: Quarter = strawberry.field(description="From its first day on the groups are the new provider's.")
    last_day: date = strawberry.field(description="The last day on which they are the former provider's.")

    @classmethod
    def of(cls, told: TakeOver) -> "TakeOverPreview":
        return cls(told=told, start_quarter=told.start, last_day=told.start.first_day - timedelta(days=1))

    @property
    def place(self) -> Parties:
        return self.told.former.parties

    @guarded(Action.MANDATE_READ, "The mandate that is taken over from.")
    def mandate(self) -> Mandate:
        return Mandate.of(self.told.former)

    @guarded(Action.APPLICATION_GROUP_READ, "The groups that change hands.")
    def goes_over(self, info: Info) -> list[ApplicationGroup]:
        return [group_of(code, self.told.exclusive(code), info.context) for code in self.told.goes_over]

    @computed("What the former provider keeps, by all its mandates of this principal.")
    def stays(self) -> list[KeptGroup]:
        return [KeptGroup(told=self.told, code=code, row=by) for code, by in self.told.stays]

    @guarded(Action.APPLICATION_GROUP_READ, "The groups that the new provider takes from nobody.")
    def new(self, info: Info) -> list[ApplicationGroup]:
        return [group_of(code, self.told.exclusive(code), info.context) for code in self.told.new]

    @guarded(Action.MANDATE_READ, "Another mandate of the principal, if one stands in the way of the take-over.")
    def in_the_way(self) -> Mandate | None:
        return Mandate.of(self.told.in_the_way) if self.told.in_the_way else None
