"""The Chief Access Manager in the schema."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.domain import manager as domain
from gateway.domain.contact import ContactForm
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.manager import ManagerStatus
from gateway.domain.rights import Action
from gateway.graphql.authorize import computed, guarded
from gateway.graphql.company_input import CompanyInput
from gateway.graphql.context import Info
from gateway.graphql.node import Node, global_id, read_id
from gateway.graphql.person import Person, person_with
from gateway.graphql.scalars import EmailAddress, NationalNumber, PhoneNumber

if TYPE_CHECKING:
    from gateway.graphql.company import Company


@strawberry.type(description="A Chief Access Manager of a company: the designation, and what became of it.")
class AccessManager(Node):
    row: strawberry.Private[domain.Manager]
    first_name: str = strawberry.field(description="The first name, as the representative gave it.")
    last_name: str = strawberry.field(description="The last name, as the representative gave it.")
    status: ManagerStatus = strawberry.field(description="What became of the designation.")
    designated_at: datetime = strawberry.field(description="When they were designated.")
    activated_at: datetime | None = strawberry.field(description="When they signed in for the first time.")
    confirmed_at: datetime | None = strawberry.field(
        description="When a representative last said that they are still with the company."
    )
    ended_at: datetime | None = strawberry.field(description="When they were replaced, expired or ended.")

    @classmethod
    def of(cls, manager: domain.Manager) -> "AccessManager":
        return cls(
            id=global_id("AccessManager", manager.id),
            row=manager,
            first_name=manager.first_name,
            last_name=manager.last_name,
            status=manager.status,
            designated_at=manager.designated_at,
            activated_at=manager.activated_at,
            confirmed_at=manager.confirmed_at,
            ended_at=manager.ended_at,
        )

    @property
    def place(self) -> EnterpriseNumber:
        return self.row.company

    @guarded(Action.COMPANY_READ, "The company whose access they manage.")
    async def company(self, info: Info) -> Annotated["Company", strawberry.lazy("gateway.graphql.company")]:
        from gateway.graphql.company import known_card

        return await known_card(self.row.company, info)

    @guarded(Action.MANAGER_READ_CONTACT, "The e-mail address. Reading it is recorded.")
    def email(self) -> EmailAddress | None:
        return EmailAddress(self.row.email)

    @guarded(Action.MANAGER_READ_CONTACT, "The phone number. Reading it is recorded.")
    def phone(self) -> PhoneNumber | None:
        return PhoneNumber(self.row.phone)

    @computed("The legal representative who designated them.")
    async def designated_by(self, info: Info) -> Person | None:
        return await person_with(self.row.designated_by, info)


@strawberry.input(description="The details of the person to designate. All wrong values are answered at once.")
class ContactInput:
    first_name: str = strawberry.field(description="The first name.")
    last_name: str = strawberry.field(description="The last name.")
    national_number: NationalNumber = strawberry.field(
        description="The number by which they will be recognised when they sign in. Stored as a keyed hash only."
    )
    email: EmailAddress = strawberry.field(description="Where to write to them.")
    phone: PhoneNumber = strawberry.field(description="Where to call them.")

    def form(self) -> ContactForm:
        return ContactForm(self.first_name, self.last_name, self.national_number, self.email, self.phone)


@strawberry.input(description="Whom to designate, for which company.")
class DesignateChiefAccessManagerInput(CompanyInput):
    manager: ContactInput = strawberry.field(description="The person to designate.")


@strawberry.input(description="By whom to replace the Chief Access Manager that was seen.")
class ReplaceChiefAccessManagerInput(CompanyInput):
    manager: ContactInput = strawberry.field(description="The new person.")
    replaces: strawberry.ID = strawberry.field(description="The id of the manager seen; a stale one is a CONFLICT.")


@strawberry.input(description="Which Chief Access Manager is still with the company.")
class ConfirmChiefAccessManagerInput(CompanyInput):
    manager: strawberry.ID = strawberry.field(description="The id of the manager seen; a stale one is a CONFLICT.")


def manager_key(given: strawberry.ID) -> str:
    """The key of the manager that an id stands for; any other id is simply not the manager's."""
    read = read_id(given)
    return read.key if read and read.type_name == "AccessManager" else ""
