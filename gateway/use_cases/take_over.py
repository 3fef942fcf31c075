"""What a take-over would bring about, found out without doing it."""

from datetime import datetime

from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Conflict
from gateway.domain.mandate import Mandate
from gateway.domain.mandate_overlap import TakeOver, refuse_overlap, take_over
from gateway.domain.mandate_terms import DraftForm, Preparer, judge_draft, judge_parties, judge_take_over, prepared
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.storage.company import companies
from gateway.storage.mandate import mandates_of_principal
from gateway.storage.reading import Reading
from gateway.use_cases.mandate import MandateTerms

_ID = "the mandate that would take over"


async def preview(read: Reading, terms: MandateTerms, form: DraftForm, former: Mandate, now: datetime) -> TakeOver:
    """What the signing of this draft would change. Raises what the drafting would, but for what is in the way."""
    today = day_in_belgium(now)
    groups = judge_draft(form, quarter_of(today), terms.groups)
    judge_parties(form, await companies(read, [form.principal, form.mandatary]))
    judge_take_over(former, form.mandatary, form.groups, today)
    successor = prepared(form, groups, former, _ID, Preparer("", Side.PRINCIPAL, now))
    others = await mandates_of_principal(read, form.principal)
    in_the_way = None
    try:
        refuse_overlap(successor, others, Side.PRINCIPAL, today)
    except Conflict as conflict:
        in_the_way = next(other for other in others if other.id == conflict.mandate)
    return take_over(former, successor, others, now, in_the_way)
