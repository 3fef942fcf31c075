"""The e-Box Enterprise: the official mailbox of a company, activated once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.account import Account, AccountStatus
from gateway.domain.errors import Conflict, ConflictKind, Sentence
from gateway.domain.identifiers import EnterpriseNumber


class EboxStatus(StrEnum):
    """Whether the mailbox receives mail."""

    INACTIVE = "inactive"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Ebox:
    """The mailbox of a company; `activated_by` is the id of a person."""

    company: EnterpriseNumber
    status: EboxStatus = EboxStatus.INACTIVE
    activated_at: datetime | None = None
    activated_by: str | None = None
    notification_email: str | None = None


def activate(ebox: Ebox, account: Account, notification_email: str, by: str, now: datetime) -> Ebox:
    """Activate the mailbox. It needs an account, that is a Chief Access Manager who was designated."""
    if ebox.status is EboxStatus.ACTIVE:
        raise Conflict(ConflictKind.EBOX_ALREADY_ACTIVE, Sentence("ebox_already_active", {"since": ebox.activated_at}))
    if account.status in (AccountStatus.NONE, AccountStatus.CLOSED):
        raise Conflict(ConflictKind.NO_ACCOUNT, Sentence("no_account"))
    return Ebox(ebox.company, EboxStatus.ACTIVE, now, by, notification_email)
