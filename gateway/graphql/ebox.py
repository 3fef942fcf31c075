"""The e-Box Enterprise in the schema."""

from datetime import datetime

import strawberry

from gateway.domain import ebox as domain
from gateway.domain.ebox import EboxStatus
from gateway.graphql.authorize import computed
from gateway.graphql.company_input import CompanyInput
from gateway.graphql.context import Info
from gateway.graphql.person import Person, person_with
from gateway.graphql.scalars import EmailAddress


@strawberry.type(description="The official mailbox of a company.")
class Ebox:
    row: strawberry.Private[domain.Ebox]
    status: EboxStatus = strawberry.field(description="Whether it receives mail.")
    activated_at: datetime | None = strawberry.field(description="When it was activated.")
    notification_email: EmailAddress | None = strawberry.field(description="Where notices of new mail go.")

    @classmethod
    def of(cls, ebox: domain.Ebox) -> "Ebox":
        email = EmailAddress(ebox.notification_email) if ebox.notification_email else None
        return cls(row=ebox, status=ebox.status, activated_at=ebox.activated_at, notification_email=email)

    @computed("The legal representative who activated it.")
    async def activated_by(self, info: Info) -> Person | None:
        return await person_with(self.row.activated_by, info)


@strawberry.input(description="Which company's e-Box to activate.")
class ActivateEboxInput(CompanyInput):
    notification_email: EmailAddress = strawberry.field(description="Where notices of new mail will go.")
