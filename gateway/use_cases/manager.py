"""Designating, replacing and confirming the Chief Access Manager of a company."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from gateway.domain import account as accounts
from gateway.domain import manager as rule
from gateway.domain.contact import ContactForm, judge
from gateway.domain.history import Event, HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber, PersonKeys
from gateway.domain.manager import Designation, Manager
from gateway.storage.work import Work


@dataclass(frozen=True, slots=True)
class Terms:
    """What designations depend on besides the law: how people are recognised, and how long one stands untaken."""

    keys: PersonKeys
    designation_term: timedelta


async def designate(work: Work, terms: Terms, company: EnterpriseNumber, form: ContactForm) -> Manager:
    """Designate the Chief Access Manager of a company that has none."""
    designation = _designation(work, terms, form)
    manager = rule.designate(company, await current(work, company), designation, work.now)
    await work.managers.add(manager)
    await work.accounts.keep(accounts.open_account(await work.accounts.of(company)))
    work.subject = manager.id
    work.tell(company, HistoryEvent.MANAGER_DESIGNATED, manager=manager.name)
    return manager


async def replace(work: Work, terms: Terms, company: EnterpriseNumber, form: ContactForm, seen: str) -> Manager:
    """Replace the manager whom the representative saw by another; the account stays as it is."""
    designation = _designation(work, terms, form)
    former, manager = rule.replace(company, await current(work, company), seen, designation, work.now)
    await work.managers.keep(former)
    await work.managers.add(manager)
    work.subject = manager.id
    work.tell(company, HistoryEvent.MANAGER_REPLACED, manager=former.name, successor=manager.name)
    return manager


async def confirm(work: Work, company: EnterpriseNumber, seen: str) -> Manager:
    """Say that the manager is still with the company."""
    manager = rule.confirm(await current(work, company), seen, work.now)
    await work.managers.keep(manager)
    work.subject = manager.id
    work.tell(company, HistoryEvent.MANAGER_CONFIRMED, manager=manager.name)
    return manager


async def expire(work: Work, manager: Manager) -> None:
    """End a designation that was not taken up in time."""
    await work.managers.keep(rule.expire(manager))
    await work.accounts.keep(accounts.abandon(await work.accounts.of(manager.company)))
    words = {"manager": manager.name}
    work.events.append(
        Event(manager.company, HistoryEvent.DESIGNATION_EXPIRED, at=manager.expires_at, by=None, words=words)
    )


async def current(work: Work, company: EnterpriseNumber) -> Manager | None:
    """The manager of a company; one whose designation ran out this very moment is none."""
    manager = await work.managers.live(company)
    if manager and rule.overdue(manager, work.now):
        await expire(work, manager)
        return None
    return manager


def _designation(work: Work, terms: Terms, form: ContactForm) -> Designation:
    contact = judge(form, "manager")
    return Designation(uuid4().hex, contact, terms.keys.of(contact.national_number), work.actor, terms.designation_term)
