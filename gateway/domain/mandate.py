"""A mandate to a social service provider: the electronic proxy, in force once both sides have signed the same bytes.

What a mandate is today follows from dates and from what was done; nothing has to run at midnight for it to be right.
Source: the mandates of Social Security (Mahis).
"""

from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.day import day_in_belgium, midnight_in_belgium
from gateway.domain.errors import Conflict, ConflictKind, Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.quarter import Quarter, quarter_of
from gateway.domain.side import Parties, Side


class ProviderKind(StrEnum):
    """What kind of social service provider the mandatary is."""

    RECOGNISED_SOCIAL_SECRETARIAT = "recognised_social_secretariat"
    FULL_SERVICE_SECRETARIAT = "full_service_secretariat"
    ACCOUNTANT = "accountant"
    OTHER_INTERMEDIARY = "other_intermediary"


class MandateStatus(StrEnum):
    """DRAFT → PENDING → SCHEDULED → ACTIVE → ENDED, EXPIRED or SUPERSEDED; DRAFT, PENDING → WITHDRAWN or REJECTED."""

    DRAFT = "draft"
    PENDING = "pending"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    ENDED = "ended"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


IN_FORCE = (MandateStatus.SCHEDULED, MandateStatus.ACTIVE)
"""What is, or will be, in force: both sides have signed, and it has not come to its end."""


@dataclass(frozen=True, slots=True)
class MandateGroup:
    """A group of applications in a mandate, as exclusive as it was when the proxy was drawn up.

    `taken_over_by`: the id of the mandate to which the group goes over, from the first day of a quarter; that was
    settled at `taken_over_at`.
    """

    code: str
    exclusive: bool
    taken_over_from: Quarter | None = None
    taken_over_by: str | None = None
    taken_over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """One electronic proxy and what became of it. `id` is random; `created_by` is the id of a person.

    `version` counts what has been proposed: a change of an open proxy, or an amendment of a mandate in force, which is
    a mandate of its own that `replaces` the other. `drawn_up_at` is when the present version was made, by the side
    that `prepared_by` names. Either signature is of the present version, None while it is missing. `ended_from` is the
    first day without it, after an end or a closed account; `end` the last quarter that the proxy itself names.
    """

    id: str
    principal: EnterpriseNumber
    mandatary: EnterpriseNumber
    provider_kind: ProviderKind
    groups: tuple[MandateGroup, ...]
    start: Quarter
    end: Quarter | None
    version: int
    replaces: str | None
    prepared_by: Side
    created_at: datetime
    created_by: str
    drawn_up_at: datetime
    principal_signed_at: datetime | None = None
    mandatary_signed_at: datetime | None = None
    closed_as: MandateStatus | None = None
    closed_at: datetime | None = None
    ended_from: date | None = None
    ended_at: datetime | None = None
    reason: str | None = None

    @property
    def parties(self) -> Parties:
        return Parties(self.principal, self.mandatary, self.prepared_by)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(group.code for group in self.groups)

    @property
    def waiting_for(self) -> tuple[Side, ...]:
        """The sides whose signature is missing; none once it is in force, or closed."""
        if self.closed_as:
            return ()
        signed = {Side.PRINCIPAL: self.principal_signed_at, Side.MANDATARY: self.mandatary_signed_at}
        return tuple(side for side, at in signed.items() if at is None)

    @property
    def open(self) -> bool:
        """Whether a signature is still missing, and may still come."""
        return bool(self.waiting_for)

    @property
    def signed(self) -> bool:
        """Whether both sides have signed: it has, or had, or will have legal effect."""
        return not self.closed_as and not self.waiting_for

    @property
    def begins(self) -> date:
        """Its first day: that of its start quarter, or of the second signature if that came later."""
        signed_at = [at for at in (self.principal_signed_at, self.mandatary_signed_at) if at]
        return max([self.start.first_day, *(day_in_belgium(at) for at in signed_at)])

    @property
    def kept_codes(self) -> tuple[str, ...]:
        """The groups that no other mandate takes over."""
        return tuple(group.code for group in self.groups if group.taken_over_from is None)

    @property
    def superseded_from(self) -> Quarter | None:
        """From when nothing of it is left, because all its groups go over to others."""
        quarters = [group.taken_over_from for group in self.groups if group.taken_over_from]
        return max(quarters) if len(quarters) == len(self.groups) else None

    @property
    def until(self) -> date | None:
        """The first day without it, as far as is known."""
        return min((day for day, _ in self._ends()), default=None)

    def _ends(self) -> list[tuple[date, MandateStatus]]:
        """The days by which it ends, with what it is from then on; of equal ones the first counts."""
        superseded = self.superseded_from and self.superseded_from.first_day
        expired = self.end and self.end.next.first_day
        known = (
            (superseded, MandateStatus.SUPERSEDED),
            (self.ended_from, MandateStatus.ENDED),
            (expired, MandateStatus.EXPIRED),
        )
        return [(day, becomes) for day, becomes in known if day]

    def group_until(self, group: MandateGroup) -> date | None:
        """The first day on which it does not cover one of its groups any more."""
        taken = group.taken_over_from and group.taken_over_from.first_day
        days = (self.ended_from, self.end and self.end.next.first_day, taken)
        return min((day for day in days if day), default=None)

    def status(self, today: date) -> MandateStatus:
        """What it is today. One that ends before it begins has ended as soon as that is decided."""
        if self.closed_as:
            return self.closed_as
        if self.waiting_for:
            return MandateStatus.DRAFT if len(self.waiting_for) == len(Side) else MandateStatus.PENDING
        ended = [(day, becomes) for day, becomes in self._ends() if day <= max(today, self.start.first_day)]
        if ended:
            return min(ended, key=lambda end: end[0])[1]
        return MandateStatus.SCHEDULED if today < self.start.first_day else MandateStatus.ACTIVE

    def over_since(self, today: date) -> datetime | None:
        """The moment at which it came to its end; None while it has not."""
        match self.status(today):
            case MandateStatus.WITHDRAWN | MandateStatus.REJECTED:
                return self.closed_at
            case MandateStatus.ENDED | MandateStatus.EXPIRED | MandateStatus.SUPERSEDED as ended:
                day = min(day for day, becomes in self._ends() if becomes is ended)
                begun, settled = midnight_in_belgium(day), self._settled_at(ended)
                if settled is None:
                    return begun
                return settled if day <= self.start.first_day else max(begun, settled)
        return None

    def _settled_at(self, ended: MandateStatus) -> datetime | None:
        """When it was settled that it would end so; None for an end that the proxy itself names."""
        taken = max((group.taken_over_at for group in self.groups if group.taken_over_at), default=None)
        return {MandateStatus.ENDED: self.ended_at, MandateStatus.SUPERSEDED: taken}.get(ended)


def sign(mandate: Mandate, side: Side, now: datetime, today: date, *, takes_over: bool) -> Mandate:
    """Sign for a side. The second signature gives legal effect, from the start quarter on.

    `takes_over`: it takes groups over from another provider, which happens at a change of quarter.
    """
    require_open(mandate)
    if side not in mandate.waiting_for:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("already_signed"), mandate=mandate.id)
    if mandate.start < quarter_of(today):
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("start_quarter_passed"), mandate=mandate.id)
    if takes_over and mandate.start == quarter_of(today):
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("take_over_quarter_begun"), mandate=mandate.id)
    if side is Side.PRINCIPAL:
        return changed(mandate, principal_signed_at=now)
    return changed(mandate, mandatary_signed_at=now)


def withdraw(mandate: Mandate, now: datetime) -> Mandate:
    """The side that prepared the proxy takes it back."""
    require_open(mandate)
    return changed(mandate, closed_as=MandateStatus.WITHDRAWN, closed_at=now)


def refuse(mandate: Mandate, reason: str | None, now: datetime) -> Mandate:
    """The side that did not prepare the proxy says no to it."""
    require_open(mandate)
    return changed(mandate, closed_as=MandateStatus.REJECTED, closed_at=now, reason=reason)


def call_off(mandate: Mandate, side: Side, now: datetime) -> Mandate:
    """Close an open proxy because of another act of a side: withdrawn if that side prepared it, else refused."""
    return withdraw(mandate, now) if side is mandate.prepared_by else refuse(mandate, None, now)


def end(mandate: Mandate, reason: str | None, now: datetime, today: date) -> Mandate:
    """End a mandate that is, or will be, in force: it has effect until the end of this quarter."""
    require_in_force(mandate, today)
    from_day = quarter_of(today).next.first_day
    if not lasts_beyond(mandate, from_day, today):
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("ends_already", {"until": mandate.until}), mandate=mandate.id)
    return changed(mandate, ended_from=from_day, ended_at=now, reason=reason)


def end_now(mandate: Mandate, now: datetime, today: date) -> Mandate:
    """End a mandate that both sides have signed from this very day on: an account was closed."""
    return changed(mandate, ended_from=today, ended_at=now)


def lasts_beyond(mandate: Mandate, day: date, today: date) -> bool:
    """Whether a mandate is, or will be, in force, and has not come to its end by a day."""
    return mandate.status(today) in IN_FORCE and (mandate.until is None or mandate.until > day)


def require_open(mandate: Mandate) -> None:
    """Refuse an act that needs an open proxy."""
    if not mandate.open:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("proxy_not_open"), mandate=mandate.id)


def require_in_force(mandate: Mandate, today: date) -> None:
    """Refuse an act that needs a mandate that both sides have signed and that has not come to its end."""
    if mandate.status(today) not in IN_FORCE:
        raise Conflict(ConflictKind.WRONG_STATE, Sentence("mandate_not_in_force"), mandate=mandate.id)
