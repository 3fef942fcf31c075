"""The Chief Access Manager of a company: one at a time, active from the first sign-in.

Source: the management of access managers of the federal authentication service (CSAM).
"""

from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.domain.contact import Contact
from gateway.domain.errors import Conflict, ConflictKind, Sentence
from gateway.domain.identifiers import EnterpriseNumber, PersonKey

REVIEW_AFTER = timedelta(days=365)
"""After this long the representatives are asked whether the manager is still with them."""


class ManagerStatus(StrEnum):
    """DESIGNATED → ACTIVE → REPLACED or ENDED; DESIGNATED → EXPIRED, REPLACED or ENDED."""

    DESIGNATED = "designated"
    ACTIVE = "active"
    REPLACED = "replaced"
    EXPIRED = "expired"
    ENDED = "ended"


LIVE = (ManagerStatus.DESIGNATED, ManagerStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Manager:
    """A designation and what became of it. `designated_by` is the id of a person; `id` is random."""

    id: str
    company: EnterpriseNumber
    person_key: PersonKey
    first_name: str
    last_name: str
    email: str
    phone: str
    status: ManagerStatus
    designated_at: datetime
    designated_by: str | None
    expires_at: datetime
    activated_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def review_due_at(self) -> datetime:
        """When to ask whether this person is still with the company: a year after the last time it was said."""
        return (self.confirmed_at or self.designated_at) + REVIEW_AFTER


@dataclass(frozen=True, slots=True)
class Designation:
    """Who is designated, how they will be recognised, by whom (id of a person), and how long it stands untaken."""

    id: str
    contact: Contact
    person_key: PersonKey
    by: str
    term: timedelta


def designate(company: EnterpriseNumber, current: Manager | None, designation: Designation, now: datetime) -> Manager:
    """Designate the first Chief Access Manager, or the next after one who is gone. One that lives stands in the way."""
    if current is not None:
        raise Conflict(
            ConflictKind.MANAGER_EXISTS,
            Sentence("manager_exists", {"since": current.designated_at}),
            manager=current.id,
        )
    return _designated(company, designation, now)


def replace(
    company: EnterpriseNumber, current: Manager | None, seen: str, designation: Designation, now: datetime
) -> tuple[Manager, Manager]:
    """Replace the manager whom the representative saw; returns the former and the new one.

    If there is another by now, or none, nothing is replaced: who asks must see that first.
    """
    former = _the_one_seen(current, seen)
    return changed(former, status=ManagerStatus.REPLACED, ended_at=now), _designated(company, designation, now)


def confirm(current: Manager | None, seen: str, now: datetime) -> Manager:
    """Say that the manager is still with the company: the yearly review begins anew."""
    return changed(_the_one_seen(current, seen), confirmed_at=now)


def take_up(manager: Manager, now: datetime) -> Manager:
    """The first sign-in makes the designated person active."""
    return changed(manager, status=ManagerStatus.ACTIVE, activated_at=now)


def expire(manager: Manager) -> Manager:
    """A designation that was not taken up ends at the end of its term, whenever that is noticed."""
    return changed(manager, status=ManagerStatus.EXPIRED, ended_at=manager.expires_at)


def overdue(manager: Manager, now: datetime) -> bool:
    """Whether a designation is past its term and was not taken up."""
    return manager.status is ManagerStatus.DESIGNATED and manager.expires_at <= now


def end(manager: Manager, now: datetime) -> Manager:
    """The account is closed: its manager ends with it."""
    return changed(manager, status=ManagerStatus.ENDED, ended_at=now)


def _the_one_seen(current: Manager | None, seen: str) -> Manager:
    if current is None:
        raise Conflict(ConflictKind.MANAGER_CHANGED, Sentence("no_manager_to_replace"))
    if current.id != seen:
        raise Conflict(ConflictKind.MANAGER_CHANGED, Sentence("manager_changed"), manager=current.id)
    return current


def _designated(company: EnterpriseNumber, designation: Designation, now: datetime) -> Manager:
    contact = designation.contact
    return Manager(
        id=designation.id,
        company=company,
        person_key=designation.person_key,
        first_name=contact.first_name,
        last_name=contact.last_name,
        email=contact.email,
        phone=contact.phone,
        status=ManagerStatus.DESIGNATED,
        designated_at=now,
        designated_by=designation.by,
        expires_at=now + designation.term,
    )
