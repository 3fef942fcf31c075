"""How acts, reads and refusals stand in the audit trail: never with anything that was typed."""

from datetime import datetime

from gateway.authorization.view import JudgedFacts, RefusedRead
from gateway.domain.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.storage.audit import AuditEntry, Outcome
from gateway.storage.work import Work

CALLER = "caller"


def done(
    work: Work, kind: str, action: Action | None = None, policy: str | None = None, facts: JudgedFacts = ()
) -> list[AuditEntry]:
    """A row for each thing that happened; a work that tells of nothing leaves one all the same."""
    return [
        AuditEntry(
            at=told.at,
            kind=kind,
            outcome=Outcome.DONE,
            company=told.company,
            person=told.by,
            action=action if told.by == work.by else None,
            event=told.event,
            words=told.words,
            policy=policy,
            facts=dict(facts) if told.by == work.by else None,
        )
        for told in work.events
    ] or [AuditEntry(work.now, kind, Outcome.DONE, person=work.by, action=action, policy=policy, facts=dict(facts))]


def refused_act(
    work: Work, action: Action, company: EnterpriseNumber | None, refused: Refused, policy: str, facts: JudgedFacts
) -> AuditEntry:
    """The one row that a refused act leaves. It shows in the history, unless what was typed was merely wrong.

    `company`: that in which the caller has a part; None if they have lost it at this very moment.
    """
    outcome, reason = _outcome(refused)
    event = None if outcome is Outcome.INVALID else HistoryEvent.REFUSED
    return AuditEntry(
        work.now, CALLER, outcome, company, work.by, action, reason, event, policy=policy, facts=dict(facts)
    )


def contacts_read(
    now: datetime, company: EnterpriseNumber, person: str | None, policy: str, facts: JudgedFacts
) -> AuditEntry:
    """Personal contact details were shown."""
    action = Action.MANAGER_READ_CONTACT
    return AuditEntry(now, CALLER, Outcome.READ, company, person, action, policy=policy, facts=dict(facts))


def refused_read(now: datetime, refused: RefusedRead, person: str | None, policy: str) -> AuditEntry:
    """Somebody with a part in the company asked to see more than they may."""
    return AuditEntry(
        now,
        CALLER,
        Outcome.FORBIDDEN,
        refused.company,
        person,
        refused.action,
        refused.reason,
        policy=policy,
        facts=dict(refused.facts),
    )


def _outcome(refused: Refused) -> tuple[Outcome, str | None]:
    match refused:
        case Forbidden() | Unauthenticated():
            return Outcome.FORBIDDEN, refused.decision.reason
        case Conflict():
            return Outcome.CONFLICT, refused.kind
        case NotFound():
            return Outcome.NOT_FOUND, refused.sentence.key
        case Invalid():
            return Outcome.INVALID, ",".join(sorted({problem.sentence.key for problem in refused.problems}))
    raise AssertionError(f"{type(refused).__name__} is missing in the audit trail") from refused
