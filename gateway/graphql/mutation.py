"""Everything that can be done. What is expected to be refused is data: the errors of the payload."""

from typing import Annotated, TypeVar

import strawberry

from gateway.domain.rights import Action
from gateway.graphql.account import (
    CancelAccountClosureInput,
    ConfirmAccountClosureInput,
    RequestAccountClosureInput,
)
from gateway.graphql.authorize import act
from gateway.graphql.context import Info
from gateway.graphql.ebox import ActivateEboxInput
from gateway.graphql.manager import (
    ConfirmChiefAccessManagerInput,
    DesignateChiefAccessManagerInput,
    ReplaceChiefAccessManagerInput,
    manager_key,
)
from gateway.graphql.payload import AccountPayload, EboxPayload, ManagerPayload
from gateway.use_cases import account, ebox, manager

T = TypeVar("T")
Given = Annotated[T, strawberry.argument(description="The company, and what the act needs besides.")]


@strawberry.type(description="Everything that can be done. Expected refusals are data, in the payload's errors.")
class Mutation:
    @act(
        Action.MANAGER_DESIGNATE,
        ManagerPayload,
        "Designate the Chief Access Manager of a company that has none. They become active, and the account with "
        "them, when they first sign in.",
    )
    async def designate_chief_access_manager(
        self, info: Info, input: Given[DesignateChiefAccessManagerInput]
    ) -> ManagerPayload:
        context = info.context
        row = await manager.designate(context.work, context.terms, input.company, input.manager.form())
        return ManagerPayload(number_of_company=input.company, row=row)

    @act(Action.MANAGER_REPLACE, ManagerPayload, "Replace the Chief Access Manager that was seen by another person.")
    async def replace_chief_access_manager(
        self, info: Info, input: Given[ReplaceChiefAccessManagerInput]
    ) -> ManagerPayload:
        context, seen = info.context, manager_key(input.replaces)
        row = await manager.replace(context.work, context.terms, input.company, input.manager.form(), seen)
        return ManagerPayload(number_of_company=input.company, row=row)

    @act(
        Action.MANAGER_REPLACE,
        ManagerPayload,
        "Say that the Chief Access Manager is still with the company: the yearly review begins anew.",
    )
    async def confirm_chief_access_manager(
        self, info: Info, input: Given[ConfirmChiefAccessManagerInput]
    ) -> ManagerPayload:
        row = await manager.confirm(info.context.work, input.company, manager_key(input.manager))
        return ManagerPayload(number_of_company=input.company, row=row)

    @act(Action.EBOX_ACTIVATE, EboxPayload, "Activate the e-Box of a company that has an account.")
    async def activate_ebox(self, info: Info, input: Given[ActivateEboxInput]) -> EboxPayload:
        row = await ebox.activate(info.context.work, input.company, input.notification_email)
        return EboxPayload(number_of_company=input.company, row=row)

    @act(Action.ACCOUNT_REQUEST_CLOSURE, AccountPayload, "Draw up the letter that asks to close an active account.")
    async def request_account_closure(self, info: Info, input: Given[RequestAccountClosureInput]) -> AccountPayload:
        row = await account.request_closure(info.context.work, input.company)
        return AccountPayload(number_of_company=input.company, row=row)

    @act(Action.ACCOUNT_CANCEL_CLOSURE, AccountPayload, "Call the letter off: the account is active again.")
    async def cancel_account_closure(self, info: Info, input: Given[CancelAccountClosureInput]) -> AccountPayload:
        row = await account.cancel_closure(info.context.work, input.company)
        return AccountPayload(number_of_company=input.company, row=row)

    @act(
        Action.ACCOUNT_CONFIRM_CLOSURE,
        AccountPayload,
        "Record the signed letter: the account is closed, and its Chief Access Manager ends.",
    )
    async def confirm_account_closure(self, info: Info, input: Given[ConfirmAccountClosureInput]) -> AccountPayload:
        row = await account.confirm_closure(info.context.work, input.company, input.reference)
        return AccountPayload(number_of_company=input.company, row=row)
