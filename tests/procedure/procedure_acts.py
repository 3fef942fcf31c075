"""The acts of the procedure in Lambert, in one line each: by somebody who has come in already, or comes in now."""

from typing import TypeVar

from procedure_world import KEYS, LAMBERT, House, form_of

from gateway.demo.personas import PERSONAS
from gateway.domain.account import Account
from gateway.domain.ebox import Ebox
from gateway.domain.manager import Manager
from gateway.domain.person import Identity
from gateway.domain.rights import Action
from gateway.use_cases import account, ebox, manager

T = TypeVar("T")


def identity_of(persona: str) -> Identity:
    """Somebody as the door knows them, without passing it."""
    return PERSONAS[persona].identity(KEYS)


async def designate(house: House, persona: str, by: str = "lea") -> Manager:
    return await house.act(
        identity_of(by),
        Action.MANAGER_DESIGNATE,
        LAMBERT,
        lambda work: manager.designate(work, house.terms, LAMBERT, form_of(persona)),
    )


async def replace(house: House, seen: str, persona: str) -> Manager:
    return await house.act(
        identity_of("lea"),
        Action.MANAGER_REPLACE,
        LAMBERT,
        lambda work: manager.replace(work, house.terms, LAMBERT, form_of(persona), seen),
    )


async def confirm(house: House, seen: str) -> Manager:
    return await house.act(
        identity_of("lea"), Action.MANAGER_REPLACE, LAMBERT, lambda work: manager.confirm(work, LAMBERT, seen)
    )


async def activate_ebox(house: House) -> Ebox:
    return await house.act(
        identity_of("lea"),
        Action.EBOX_ACTIVATE,
        LAMBERT,
        lambda work: ebox.activate(work, LAMBERT, "info@lambert.example"),
    )


async def request_closure(house: House) -> str:
    """The reference of the letter."""
    await house.act(
        identity_of("lea"),
        Action.ACCOUNT_REQUEST_CLOSURE,
        LAMBERT,
        lambda work: account.request_closure(work, LAMBERT),
    )
    (letter,) = house.rows("SELECT reference FROM closure WHERE status = 'requested'")
    return str(letter["reference"])


async def cancel_closure(house: House) -> Account:
    return await house.act(
        identity_of("lea"), Action.ACCOUNT_CANCEL_CLOSURE, LAMBERT, lambda work: account.cancel_closure(work, LAMBERT)
    )


async def confirm_closure(house: House, reference: str) -> Account:
    return await house.act(
        identity_of("ines"),
        Action.ACCOUNT_CONFIRM_CLOSURE,
        LAMBERT,
        lambda work: account.confirm_closure(work, LAMBERT, reference),
    )
