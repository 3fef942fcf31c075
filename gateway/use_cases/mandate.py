"""Mandates: preparing, amending, withdrawing and refusing a proxy, and ending a mandate. Signing is in `signature`."""

from dataclasses import dataclass
from dataclasses import replace as changed
from uuid import uuid4

from gateway.domain import mandate as rule
from gateway.domain.account import AccountStatus
from gateway.domain.application_group import ApplicationGroups
from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Conflict, ConflictKind, Invalid, NotFound, Problem, Sentence
from gateway.domain.history import HistoryEvent
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate
from gateway.domain.mandate_overlap import refuse_overlap, refuse_second_proxy
from gateway.domain.mandate_terms import (
    AmendForm,
    DraftForm,
    Preparer,
    judge_draft,
    judge_parties,
    judge_reason,
    judge_take_over,
    judge_terms,
    next_version,
    not_at_a_change,
    prepared,
    redrawn,
)
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.domain.signature import Signatures
from gateway.storage.company import companies
from gateway.storage.work import Work
from gateway.use_cases.proxy import draw_up, tell

_NOT_YET_ACTIVE = {
    AccountStatus.AWAITING_FIRST_SIGN_IN: "account_awaiting",
    AccountStatus.CLOSURE_REQUESTED: "account_closing",
}


@dataclass(frozen=True, slots=True)
class MandateTerms:
    """What mandates depend on besides the law: which groups of applications there are, and who checks signatures."""

    groups: ApplicationGroups
    signatures: Signatures


async def draft(work: Work, terms: MandateTerms, form: DraftForm) -> Mandate:
    """Prepare an electronic proxy, for either side; a draft stays until it is signed, withdrawn or refused."""
    current = quarter_of(day_in_belgium(work.now))
    groups = judge_draft(form, current, terms.groups)
    judge_parties(form, await companies(work.transaction, [form.principal, form.mandatary]))
    former = await _replaced(work, form)
    mandate = prepared(form, groups, former, uuid4().hex, _preparer(work))
    await _require_room(work, mandate)
    await work.mandates.add(mandate)
    await draw_up(work, mandate)
    work.subject = mandate.id
    await tell(work, mandate, HistoryEvent.MANDATE_DRAFTED)
    return mandate


async def amend(work: Work, terms: MandateTerms, mandate_id: str, form: AmendForm) -> Mandate:
    """Change an open proxy, which voids its signatures; or prepare the next version of a mandate in force."""
    mandate, current = await work.mandates.one(mandate_id), quarter_of(day_in_belgium(work.now))
    start = form.start or max(mandate.start, current)
    if not form.changes(mandate):
        raise Invalid(Problem((), Sentence("nothing_changes")))
    former = await _taken_over_by(work, mandate)
    groups = judge_terms(
        codes=form.groups if form.groups is not None else mandate.kept_codes,
        start=start,
        end=form.end_of(mandate),
        current=current,
        known=terms.groups,
        kept={group.code: group for group in mandate.groups},
        also=not_at_a_change(start, current) if mandate.open and former else (),
    )
    amended = changed(mandate, groups=groups, start=start, end=form.end_of(mandate))
    if mandate.open:
        return await _redraw(work, amended, former)
    await _refuse_older(work, mandate)
    rule.require_in_force(mandate, day_in_belgium(work.now))
    return await _next_version(work, amended)


async def _redraw(work: Work, amended: Mandate, former: Mandate | None) -> Mandate:
    """`former`: the mandate of another provider from which groups are to go over. The provider may not ask about it."""
    if former and work.acting_side is Side.PRINCIPAL:
        judge_take_over(former, amended.mandatary, amended.codes, day_in_belgium(work.now))
    mandate = redrawn(amended, _preparer(work))
    await _require_room(work, mandate)
    await work.mandates.redraw(mandate)
    return await _amended(work, mandate)


async def _next_version(work: Work, amended: Mandate) -> Mandate:
    mandate = next_version(amended, uuid4().hex, _preparer(work))
    await _require_room(work, mandate)
    await work.mandates.add(mandate)
    return await _amended(work, mandate)


def _preparer(work: Work) -> Preparer:
    return Preparer(work.actor, work.acting_side, work.now)


async def _amended(work: Work, mandate: Mandate) -> Mandate:
    await draw_up(work, mandate)
    work.subject = mandate.id
    await tell(work, mandate, HistoryEvent.MANDATE_AMENDED, version=str(mandate.version))
    return mandate


async def withdraw(work: Work, mandate_id: str) -> Mandate:
    """Take back a proxy that the own side prepared."""
    mandate = rule.withdraw(await work.mandates.one(mandate_id), work.now)
    work.subject = mandate.id
    await work.mandates.keep(mandate)
    await tell(work, mandate, HistoryEvent.MANDATE_WITHDRAWN)
    return mandate


async def refuse(work: Work, mandate_id: str, reason: str | None) -> Mandate:
    """Say no to a proxy that the other side prepared."""
    why = judge_reason(reason)
    mandate = rule.refuse(await work.mandates.one(mandate_id), why, work.now)
    work.subject = mandate.id
    await work.mandates.keep(mandate)
    await tell(work, mandate, HistoryEvent.MANDATE_REFUSED)
    return mandate


async def end(work: Work, mandate_id: str, reason: str | None) -> Mandate:
    """End a mandate at the end of this quarter.

    What would let the provider go on is ended with it: an amendment that waits for signatures, and the versions before
    that are still in force.
    """
    why, today = judge_reason(reason), day_in_belgium(work.now)
    mandate = await work.mandates.one(mandate_id)
    work.subject = mandate.id
    await _refuse_older(work, mandate, signed_only=True)
    rule.require_in_force(mandate, today)
    ended = rule.end(mandate, why, work.now, today)
    await _keep_ended(work, ended)
    for amendment in await work.mandates.amendments(mandate):
        if amendment.open:
            await _call_off(work, amendment)
    version, from_day = ended, quarter_of(today).next.first_day
    while version.replaces and (former := await work.mandates.get(version.replaces)):
        if former.mandatary != mandate.mandatary:
            break
        if rule.lasts_beyond(former, from_day, today):
            await _keep_ended(work, changed(former, ended_from=from_day, ended_at=work.now))
        version = former
    return ended


async def end_all(work: Work, company: EnterpriseNumber) -> None:
    """The account of a company is closed: its mandates end from this day, on either side."""
    today = day_in_belgium(work.now)
    for mandate in await work.mandates.of_company(company):
        if mandate.open:
            await _call_off(work, mandate, Side.PRINCIPAL if mandate.principal == company else Side.MANDATARY)
        elif rule.lasts_beyond(mandate, today, today):
            await _keep_ended(work, rule.end_now(mandate, work.now, today))


async def _replaced(work: Work, form: DraftForm) -> Mandate | None:
    """The mandate to take over from. To those who could not read it there is none."""
    if form.replaces is None:
        return None
    former = await work.mandates.get(form.replaces)
    if former is None or former.principal != form.principal or not _readable(former, form, work.acting_side):
        raise NotFound(Sentence("mandate_unknown"), ("replaces",))
    judge_take_over(former, form.mandatary, form.groups, day_in_belgium(work.now))
    return former


async def _taken_over_by(work: Work, mandate: Mandate) -> Mandate | None:
    """The mandate of another provider that this one replaces."""
    former = await work.mandates.get(mandate.replaces) if mandate.replaces else None
    return former if former and former.mandatary != mandate.mandatary else None


def _readable(former: Mandate, form: DraftForm, side: Side) -> bool:
    return side is Side.PRINCIPAL or former.mandatary == form.mandatary


async def _require_room(work: Work, mandate: Mandate) -> None:
    """Preparing needs secure access on the side that prepares, and that nothing stands in the way."""
    side = work.acting_side
    account = await work.accounts.of(mandate.parties.company(side))
    if account.status is not AccountStatus.ACTIVE:
        sentence = _NOT_YET_ACTIVE.get(account.status, f"no_account_as_{side}")
        raise Conflict(ConflictKind.NO_ACCOUNT, Sentence(sentence))
    others = await work.mandates.of_principal(mandate.principal)
    refuse_second_proxy(mandate, others)
    refuse_overlap(mandate, others, side, day_in_belgium(work.now))


async def _refuse_older(work: Work, mandate: Mandate, *, signed_only: bool = False) -> None:
    """Refuse to amend, or to end, what a newer version is about to supersede."""
    today = day_in_belgium(work.now)
    for amendment in await work.mandates.amendments(mandate):
        if amendment.status(today) in rule.IN_FORCE or (amendment.open and not signed_only):
            raise Conflict(ConflictKind.STALE_VERSION, Sentence("newer_version"), mandate=amendment.id)


async def _call_off(work: Work, mandate: Mandate, side: Side | None = None) -> None:
    side = side or work.acting_side
    await work.mandates.keep(rule.call_off(mandate, side, work.now))
    own = side is mandate.prepared_by
    await tell(work, mandate, HistoryEvent.MANDATE_WITHDRAWN if own else HistoryEvent.MANDATE_REFUSED)


async def _keep_ended(work: Work, mandate: Mandate) -> None:
    await work.mandates.keep(mandate)
    await tell(work, mandate, HistoryEvent.MANDATE_ENDED, until=str(mandate.ended_from))
