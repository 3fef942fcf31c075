"""What happens by itself when somebody signs in: designations are taken up, and those overdue end."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain import account as accounts
from gateway.domain import manager as rule
from gateway.domain.account import AccountStatus
from gateway.domain.history import HistoryEvent
from gateway.domain.manager import Manager
from gateway.domain.person import Identity
from gateway.storage.manager import designations_to_settle
from gateway.storage.person import person_of
from gateway.storage.reading import Reading
from gateway.storage.work import Work
from gateway.use_cases.manager import expire


@dataclass(frozen=True, slots=True)
class Due:
    """What a sign-in has to bring about: mostly nothing, so that requests seldom need to write."""

    sign_in: bool
    overdue: bool


async def sign_in_due(read: Reading, identity: Identity, now: datetime) -> Due:
    """Whether the person is new or renamed or has a designation to take up, and whether any is overdue."""
    known = await person_of(read, identity.key)
    unknown = known is None or (known.first_name, known.last_name) != (identity.first_name, identity.last_name)
    designations = await designations_to_settle(read, identity.key, now)
    overdue = [rule.overdue(designation, now) for designation in designations]
    return Due(sign_in=unknown or not all(overdue), overdue=any(overdue))


async def expire_overdue(work: Work) -> None:
    """End all designations that were not taken up in time."""
    for manager in await work.managers.overdue(work.now):
        await expire(work, manager)


async def sign_in(work: Work, identity: Identity) -> None:
    """Know the person, and make the designated manager active, and the account with them."""
    work.by = (await work.people.signed_in(identity)).id
    for manager in await work.managers.designations_of(identity.key, work.now):
        await _take_up(work, manager)


async def _take_up(work: Work, manager: Manager) -> None:
    await work.managers.keep(rule.take_up(manager, work.now))
    work.tell(manager.company, HistoryEvent.MANAGER_ACTIVATED, manager=manager.name)
    account = await work.accounts.of(manager.company)
    if account.status is AccountStatus.AWAITING_FIRST_SIGN_IN:
        await work.accounts.keep(accounts.activate(account, work.now))
        work.tell(manager.company, HistoryEvent.ACCOUNT_ACTIVATED)
