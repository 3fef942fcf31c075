"""The audit trail: every act and every refusal, with who, when, what and why; and the history made from it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, insert, select, tuple_
from sqlalchemy.dialects.sqlite import insert as upsert

from gateway.domain.decision import DenialReason
from gateway.domain.history import HistoryEntry, HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.storage.database import Transaction
from gateway.storage.page import Moment, Slice, Wanted, newest_of_each
from gateway.storage.reading import Reading
from gateway.storage.tables import audit, counted_refusal


class Outcome(StrEnum):
    """What came of it. READ: personal contact details were shown."""

    DONE = "done"
    READ = "read"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the trail; with an `event` it shows in the history.

    `kind` is "caller", or which act of the system; `person` is an id; `policy` the version it was decided on; `facts`
    those that were judged, by resource, a list for each candidate: with them it can be decided again on other rules.
    """

    at: datetime
    kind: str
    outcome: Outcome
    company: EnterpriseNumber | None = None
    person: str | None = None
    action: Action | None = None
    reason: str | None = None
    event: HistoryEvent | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    facts: Mapping[str, Sequence[Sequence[str]]] | None = None


async def record(transaction: Transaction, *entries: AuditEntry) -> None:
    """Add rows, in their order."""
    await transaction.change(insert(audit), [_row(entry) for entry in entries])


def _row(entry: AuditEntry) -> dict[str, object]:
    return {
        "id": uuid4().hex,
        "at": entry.at,
        "company": entry.company,
        "person": entry.person,
        "kind": entry.kind,
        "action": entry.action and entry.action.name,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "event": entry.event,
        "words": dict(entry.words),
        "policy": entry.policy,
        "facts": dict(entry.facts) if entry.facts else None,
    }


async def count_refusals(
    transaction: Transaction, counted: Mapping[tuple[date, str, Action, DenialReason], int]
) -> None:
    """Add to the numbers of refusals that needed no facts, by day, person (id, or empty), action and reason."""
    for (day, person, action, reason), more in counted.items():
        row = upsert(counted_refusal).values(day=day, person=person, action=action.name, reason=reason, times=more)
        await transaction.change(
            row.on_conflict_do_update(
                index_elements=list(counted_refusal.primary_key),
                set_={"times": counted_refusal.c.times + more},
            )
        )


async def history_of(
    read: Reading, companies: Collection[EnterpriseNumber], wanted: Wanted[Moment]
) -> dict[EnterpriseNumber, Slice[HistoryEntry]]:
    """A page of what happened to each company, newest first."""
    pages = await newest_of_each(read, audit, "at", ["company"], companies, wanted, audit.c.event.is_not(None))
    return {company: page.of([_entry(row) for row in page.rows]) for company, page in pages.items()}


async def history_entries(read: Reading, ids: Collection[str]) -> dict[str, HistoryEntry]:
    """Entries of the history by id; rows of the trail that are not part of it are not found."""
    rows = await read.rows(select(audit).where(audit.c.id.in_(ids), audit.c.event.is_not(None)))
    return {row.id: _entry(row) for row in rows}


async def trail(read: Reading) -> AsyncIterator[dict[str, Any]]:
    """Every row of the trail, the oldest first, then the counted refusals; ready for JSON."""
    page = _TRAIL
    while rows := await read.rows(page):
        for row in rows:
            yield {**row._mapping, "at": row.at.isoformat()}
        page = _TRAIL.where(tuple_(audit.c.at, audit.c.id) > tuple_(rows[-1].at, rows[-1].id))
    for row in await read.rows(select(counted_refusal).order_by(*counted_refusal.primary_key)):
        yield {"kind": "counted", "outcome": Outcome.FORBIDDEN, **row._mapping, "day": row.day.isoformat()}


_ROWS_AT_ONCE = 1_000
_TRAIL = select(audit).order_by(audit.c.at, audit.c.id).limit(_ROWS_AT_ONCE)


def _entry(row: Row[Any]) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        at=row.at,
        company=EnterpriseNumber(row.company),
        by=row.person,
        event=HistoryEvent(row.event),
        action=Action[row.action] if row.action else None,
        words=row.words,
    )
