"""What mutations answer: what was changed and its company, or the errors that say why nothing was."""

from typing import Self

import strawberry

from gateway.domain.account import Account
from gateway.domain.ebox import Ebox as EboxRow
from gateway.domain.errors import Forbidden, Refused, Unauthenticated
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.manager import Manager
from gateway.domain.mandate import Mandate as MandateRow
from gateway.domain.rights import Action
from gateway.domain.side import Parties
from gateway.graphql.account import CompanyAccount
from gateway.graphql.authorize import answered
from gateway.graphql.company import Company, card
from gateway.graphql.company_input import CompanyInput
from gateway.graphql.context import Context, Info
from gateway.graphql.ebox import Ebox
from gateway.graphql.error import UserError, user_errors
from gateway.graphql.manager import AccessManager
from gateway.graphql.mandate import Mandate

_ERRORS = "Why nothing was done; empty if it was."
_COMPANY = "The company as it is now; null to those who may not act in it."


@strawberry.interface(description="What a mutation answers.")
class CompanyPayload:
    place: strawberry.Private[EnterpriseNumber]
    turned_away: strawberry.Private[bool] = False
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)

    @answered(Action.COMPANY_READ, _COMPANY)
    async def company(self, info: Info) -> Company | None:
        return await card(self.place, info)

    @classmethod
    def refused(cls, asked: CompanyInput, refused: Refused, context: Context) -> Self:
        """The payload of an act that was refused."""
        return cls(
            place=asked.company,
            turned_away=isinstance(refused, Forbidden | Unauthenticated),
            errors=user_errors(refused, context, asked.company),
        )


@strawberry.type(description="What came of an act on the Chief Access Manager.")
class ManagerPayload(CompanyPayload):
    row: strawberry.Private[Manager | None] = None

    @classmethod
    async def done_before(cls, asked: CompanyInput, subject: str, context: Context) -> Self:
        """The payload of an act that was done already: the manager as they are now."""
        return cls(place=asked.company, row=await context.load.manager.load(subject))

    @answered(Action.MANAGER_READ, "The Chief Access Manager as they are now.")
    async def manager(self) -> AccessManager | None:
        return AccessManager.of(self.row) if self.row else None


@strawberry.type(description="What came of an act on the account.")
class AccountPayload(CompanyPayload):
    row: strawberry.Private[Account | None] = None

    @classmethod
    async def done_before(cls, asked: CompanyInput, _subject: str, context: Context) -> Self:
        """The payload of an act that was done already: the account as it is now."""
        return cls(place=asked.company, row=await context.load.account.load(asked.company))

    @answered(Action.ACCOUNT_READ, "The account as it is now.")
    async def account(self) -> CompanyAccount | None:
        return CompanyAccount.of(self.row) if self.row else None


@strawberry.type(description="What came of an act on the e-Box.")
class EboxPayload(CompanyPayload):
    row: strawberry.Private[EboxRow | None] = None

    @classmethod
    async def done_before(cls, asked: CompanyInput, _subject: str, context: Context) -> Self:
        """The payload of an act that was done already: the e-Box as it is now."""
        return cls(place=asked.company, row=await context.load.ebox.load(asked.company))

    @answered(Action.EBOX_READ, "The e-Box as it is now.")
    async def ebox(self) -> Ebox | None:
        return Ebox.of(self.row) if self.row else None


@strawberry.type(description="What came of an act on a mandate.")
class MandatePayload:
    place: strawberry.Private[Parties | None] = None
    turned_away: strawberry.Private[bool] = False
    row: strawberry.Private[MandateRow | None] = None
    errors: list[UserError] = strawberry.field(default_factory=list, description=_ERRORS)

    @classmethod
    def of(cls, row: MandateRow) -> Self:
        """The payload of an act that was done."""
        return cls(place=row.parties, row=row)

    @classmethod
    def refused(cls, _asked: object, refused: Refused, context: Context) -> Self:
        """The payload of an act that was refused."""
        return cls(errors=user_errors(refused, context))

    @classmethod
    async def done_before(cls, _asked: object, subject: str, context: Context) -> Self:
        """The payload of an act that was done already: the mandate as it is now."""
        row = await context.load.mandate.load(subject)
        return cls(place=row.parties if row else None, row=row)

    @answered(Action.MANDATE_READ, "The mandate as it is now.")
    async def mandate(self) -> Mandate | None:
        return Mandate.of(self.row) if self.row else None
