"""The account of a company, and the letter that closes it, in the schema."""

from datetime import datetime

import strawberry

from gateway.domain import account as domain
from gateway.domain.account import AccountStatus, ClosureStatus
from gateway.domain.identifiers import EnterpriseNumber
from gateway.graphql.authorize import computed
from gateway.graphql.company_input import CompanyInput
from gateway.graphql.context import Info
from gateway.graphql.person import Person, person_with

LETTERS = "letters"
"""Where letters are fetched, below the address of the gateway."""


@strawberry.type(description="The letter that asks to close an account.")
class AccountClosure:
    row: strawberry.Private[domain.Closure]
    reference: str = strawberry.field(description="The reference at the head of the letter; an officer records it.")
    requested_at: datetime = strawberry.field(description="When the letter was drawn up.")
    confirmed_at: datetime | None = strawberry.field(description="When an officer recorded the signed letter.")

    @computed("The legal representative who asked for it.")
    async def requested_by(self, info: Info) -> Person | None:
        return await person_with(self.row.requested_by, info)

    @computed(
        "Where the PDF is, while the letter waits for its signature. Only a legal representative of the company "
        "can fetch it, with the same bearer token; the Accept-Language header chooses its language."
    )
    def letter_url(self, info: Info) -> str | None:
        if self.row.status is not ClosureStatus.REQUESTED:
            return None
        return f"{info.context.base_url}{LETTERS}/{self.row.reference}"


@strawberry.type(description="The account of a company for the online services of Social Security.")
class CompanyAccount:
    place: strawberry.Private[EnterpriseNumber]
    status: AccountStatus = strawberry.field(description="How far it has come.")
    activated_at: datetime | None = strawberry.field(description="When the Chief Access Manager first signed in.")

    @classmethod
    def of(cls, account: domain.Account) -> "CompanyAccount":
        return cls(place=account.company, status=account.status, activated_at=account.activated_at)

    @computed("The letter that waits, or that closed the account; null if there is none.")
    async def closure(self, info: Info) -> AccountClosure | None:
        closing = self.status in (AccountStatus.CLOSURE_REQUESTED, AccountStatus.CLOSED)
        letter = await info.context.load.closure.load(self.place) if closing else None
        if letter is None:
            return None
        return AccountClosure(
            row=letter,
            reference=letter.reference,
            requested_at=letter.requested_at,
            confirmed_at=letter.ended_at if letter.status is ClosureStatus.CONFIRMED else None,
        )


@strawberry.input(description="Which company's account to close.")
class RequestAccountClosureInput(CompanyInput):
    pass


@strawberry.input(description="Which company's letter to call off.")
class CancelAccountClosureInput(CompanyInput):
    pass


@strawberry.input(description="Which signed letter to record.")
class ConfirmAccountClosureInput(CompanyInput):
    reference: str = strawberry.field(description="The reference at the head of the letter.")
