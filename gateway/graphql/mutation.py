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
from gateway.graphql.mandate_input import (
    AmendMandateInput,
    DraftMandateInput,
    EndMandateInput,
    RefuseMandateInput,
    SignMandateInput,
    WithdrawMandateInput,
)
from gateway.graphql.payload import AccountPayload, EboxPayload, ManagerPayload, MandatePayload
from gateway.use_cases import account, ebox, manager, mandate
from gateway.use_cases.signature import sign

T = TypeVar("T")
Given = Annotated[T, strawberry.argument(description="Where to act, and what the act needs besides.")]


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
        return ManagerPayload(place=input.company, row=row)

    @act(Action.MANAGER_REPLACE, ManagerPayload, "Replace the Chief Access Manager that was seen by another person.")
    async def replace_chief_access_manager(
        self, info: Info, input: Given[ReplaceChiefAccessManagerInput]
    ) -> ManagerPayload:
        context, seen = info.context, manager_key(input.replaces)
        row = await manager.replace(context.work, context.terms, input.company, input.manager.form(), seen)
        return ManagerPayload(place=input.company, row=row)

    @act(
        Action.MANAGER_REPLACE,
        ManagerPayload,
        "Say that the Chief Access Manager is still with the company: the yearly review begins anew.",
    )
    async def confirm_chief_access_manager(
        self, info: Info, input: Given[ConfirmChiefAccessManagerInput]
    ) -> ManagerPayload:
        row = await manager.confirm(info.context.work, input.company, manager_key(input.manager))
        return ManagerPayload(place=input.company, row=row)

    @act(Action.EBOX_ACTIVATE, EboxPayload, "Activate the e-Box of a company that has an account.")
    async def activate_ebox(self, info: Info, input: Given[ActivateEboxInput]) -> EboxPayload:
        row = await ebox.activate(info.context.work, input.company, input.notification_email)
        return EboxPayload(place=input.company, row=row)

    @act(Action.ACCOUNT_REQUEST_CLOSURE, AccountPayload, "Draw up the letter that asks to close an active account.")
    async def request_account_closure(self, info: Info, input: Given[RequestAccountClosureInput]) -> AccountPayload:
        row = await account.request_closure(info.context.work, input.company)
        return AccountPayload(place=input.company, row=row)

    @act(Action.ACCOUNT_CANCEL_CLOSURE, AccountPayload, "Call the letter off: the account is active again.")
    async def cancel_account_closure(self, info: Info, input: Given[CancelAccountClosureInput]) -> AccountPayload:
        row = await account.cancel_closure(info.context.work, input.company)
        return AccountPayload(place=input.company, row=row)

    @act(
        Action.ACCOUNT_CONFIRM_CLOSURE,
        AccountPayload,
        "Record the signed letter: the account is closed, and its Chief Access Manager and, from this day on, its "
        "mandates end, on either side.",
    )
    async def confirm_account_closure(self, info: Info, input: Given[ConfirmAccountClosureInput]) -> AccountPayload:
        row = await account.confirm_closure(info.context.work, input.company, input.reference)
        return AccountPayload(place=input.company, row=row)

    @act(
        Action.MANDATE_DRAFT,
        MandatePayload,
        "Prepare the electronic proxy of a mandate, for a side with an active account. It waits for both signatures.",
    )
    async def draft_mandate(self, info: Info, input: Given[DraftMandateInput]) -> MandatePayload:
        context = info.context
        return MandatePayload.of(await mandate.draft(context.work, context.mandate_terms, input.form()))

    @act(
        Action.MANDATE_SIGN,
        MandatePayload,
        "Sign the present version of a proxy with the own eID, for one side. With the second signature it has legal "
        "effect, from its start quarter on.",
    )
    async def sign_mandate(self, info: Info, input: Given[SignMandateInput]) -> MandatePayload:
        context = info.context
        return MandatePayload.of(await sign(context.work, context.mandate_terms, input.key, input.form()))

    @act(Action.MANDATE_REFUSE, MandatePayload, "Refuse a proxy that the other side prepared.")
    async def refuse_mandate(self, info: Info, input: Given[RefuseMandateInput]) -> MandatePayload:
        return MandatePayload.of(await mandate.refuse(info.context.work, input.key, input.reason))

    @act(Action.MANDATE_WITHDRAW, MandatePayload, "Take back a proxy that the own side prepared.")
    async def withdraw_mandate(self, info: Info, input: Given[WithdrawMandateInput]) -> MandatePayload:
        return MandatePayload.of(await mandate.withdraw(info.context.work, input.key))

    @act(
        Action.MANDATE_AMEND,
        MandatePayload,
        "Change an open proxy, which makes a new version and voids the signatures given; or prepare an amendment of a "
        "mandate in force, which is a mandate of its own that replaces it once both sides have signed.",
    )
    async def amend_mandate(self, info: Info, input: Given[AmendMandateInput]) -> MandatePayload:
        context = info.context
        return MandatePayload.of(await mandate.amend(context.work, context.mandate_terms, input.key, input.form()))

    @act(Action.MANDATE_END, MandatePayload, "End a mandate at the end of this quarter.")
    async def end_mandate(self, info: Info, input: Given[EndMandateInput]) -> MandatePayload:
        return MandatePayload.of(await mandate.end(info.context.work, input.key, input.reason))
