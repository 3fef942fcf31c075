"""What happened to a company: the part of the audit trail that its representatives may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action


class HistoryEvent(StrEnum):
    """What an entry tells. The value is also the key of its sentence."""

    MANAGER_DESIGNATED = "manager_designated"
    MANAGER_ACTIVATED = "manager_activated"
    MANAGER_REPLACED = "manager_replaced"
    MANAGER_CONFIRMED = "manager_confirmed"
    DESIGNATION_EXPIRED = "designation_expired"
    ACCOUNT_ACTIVATED = "account_activated"
    CLOSURE_REQUESTED = "closure_requested"
    CLOSURE_CANCELLED = "closure_cancelled"
    ACCOUNT_CLOSED = "account_closed"
    EBOX_ACTIVATED = "ebox_activated"
    MANDATE_DRAFTED = "mandate_drafted"
    MANDATE_SIGNED = "mandate_signed"
    MANDATE_IN_FORCE = "mandate_in_force"
    MANDATE_REFUSED = "mandate_refused"
    MANDATE_WITHDRAWN = "mandate_withdrawn"
    MANDATE_AMENDED = "mandate_amended"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_SUPERSEDED = "mandate_superseded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a company.

    `by` is the id of a person, None for what happens by itself; `words` go into the sentence, and contact details are
    never among them.
    """

    company: EnterpriseNumber
    event: HistoryEvent
    at: datetime
    by: str | None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An event as it was recorded. `by` is the id of a person, None for what happens by itself."""

    id: str
    at: datetime
    company: EnterpriseNumber
    by: str | None
    event: HistoryEvent
    action: Action | None
    words: Mapping[str, str]
