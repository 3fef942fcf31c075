"""Activating the e-Box Enterprise of a company."""

from gateway.domain import ebox as rule
from gateway.domain.contact import judge_email
from gateway.domain.ebox import Ebox
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.storage.work import Work


async def activate(work: Work, company: EnterpriseNumber, notification_email: str) -> Ebox:
    """Activate the mailbox, with the address to which notices of new mail go."""
    email = judge_email(notification_email, "notificationEmail")
    account = await work.accounts.of(company)
    ebox = rule.activate(await work.eboxes.of(company), account, email, work.actor, work.now)
    await work.eboxes.add(ebox)
    work.tell(company, HistoryEvent.EBOX_ACTIVATED)
    return ebox
