"""Closing the account of a company: by a letter that a representative signs and an officer records."""

import secrets

from gateway.domain import account as rule
from gateway.domain import manager as managers
from gateway.domain.account import Account
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.work import Work
from gateway.use_cases.manager import current
from gateway.use_cases.mandate import end_all

_LEGIBLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


async def request_closure(work: Work, company: EnterpriseNumber) -> Account:
    """Draw up the letter that asks to close the account."""
    reference = f"{work.now.year}-" + "".join(secrets.choice(_LEGIBLE) for _ in range(10))
    account, closure = rule.request_closure(await work.accounts.of(company), reference, work.actor, work.now)
    await work.accounts.keep(account)
    await work.accounts.add_closure(closure)
    work.tell(company, HistoryEvent.CLOSURE_REQUESTED, reference=reference)
    return account


async def cancel_closure(work: Work, company: EnterpriseNumber) -> Account:
    """Call the letter off: the account is active again."""
    letter = await work.accounts.open_closure(company)
    account, closure = rule.cancel_closure(await work.accounts.of(company), letter, work.now)
    await work.accounts.keep(account)
    await work.accounts.keep_closure(closure)
    work.tell(company, HistoryEvent.CLOSURE_CANCELLED, reference=closure.reference)
    return account


async def confirm_closure(work: Work, company: EnterpriseNumber, reference: str) -> Account:
    """Record the signed letter: the account is closed, and its manager and mandates end, from this day."""
    letter = await work.accounts.closure(reference.strip().upper())
    account, closure = rule.confirm_closure(await work.accounts.of(company), letter, work.now)
    await work.accounts.keep(account)
    await work.accounts.keep_closure(closure)
    if manager := await current(work, company):
        await work.managers.keep(managers.end(manager, work.now))
    await end_all(work, company)
    work.tell(company, HistoryEvent.ACCOUNT_CLOSED, reference=closure.reference)
    return account
