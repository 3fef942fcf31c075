"""What a mandate is on which day, and which act each state takes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from mandate_rules import EXCLUSIVE, NOW, Q1, Q2, Q3, Q4, SHARED, TODAY, draft, pending, signed

from gateway.domain import mandate as rule
from gateway.domain.day import midnight_in_belgium
from gateway.domain.errors import Conflict
from gateway.domain.mandate import Mandate, MandateStatus
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

NEW_YEAR = Q1.first_day
TAKEN = replace(EXCLUSIVE, taken_over_from=Q1, taken_over_by="other")
EARLIER = replace(SHARED, taken_over_from=Q4, taken_over_by="other")

STATUSES: dict[str, tuple[Mandate, dict[date, MandateStatus]]] = {
    "without a signature": (draft(), {TODAY: MandateStatus.DRAFT, NEW_YEAR: MandateStatus.DRAFT}),
    "with one signature": (pending(), {TODAY: MandateStatus.PENDING}),
    "with the other": (draft(mandatary_signed_at=NOW), {TODAY: MandateStatus.PENDING}),
    "signed for this quarter": (signed(), {TODAY: MandateStatus.ACTIVE, date(2099, 1, 1): MandateStatus.ACTIVE}),
    "signed for the next": (
        signed(start=Q1),
        {NEW_YEAR - timedelta(days=1): MandateStatus.SCHEDULED, NEW_YEAR: MandateStatus.ACTIVE},
    ),
    "until this quarter": (
        signed(end=Q4),
        {NEW_YEAR - timedelta(days=1): MandateStatus.ACTIVE, NEW_YEAR: MandateStatus.EXPIRED},
    ),
    "ended": (
        signed(ended_from=NEW_YEAR, ended_at=NOW),
        {NEW_YEAR - timedelta(days=1): MandateStatus.ACTIVE, NEW_YEAR: MandateStatus.ENDED},
    ),
    "ended before it begins": (
        signed(start=Q1, ended_from=NEW_YEAR, ended_at=NOW),
        {TODAY: MandateStatus.ENDED, NEW_YEAR: MandateStatus.ENDED},
    ),
    "ended in the quarter by which it expires": (
        signed(end=Q4, ended_from=NEW_YEAR, ended_at=NOW),
        {TODAY: MandateStatus.ACTIVE, NEW_YEAR: MandateStatus.ENDED},
    ),
    "expired before its end": (
        signed(end=Q4, ended_from=Q2.first_day, ended_at=NOW),
        {NEW_YEAR: MandateStatus.EXPIRED, Q2.first_day: MandateStatus.EXPIRED},
    ),
    "taken over": (
        signed(groups=(TAKEN,)),
        {NEW_YEAR - timedelta(days=1): MandateStatus.ACTIVE, NEW_YEAR: MandateStatus.SUPERSEDED},
    ),
    "taken over in part": (signed(groups=(TAKEN, SHARED)), {NEW_YEAR: MandateStatus.ACTIVE}),
    "taken over one by one": (
        signed(groups=(TAKEN, EARLIER)),
        {TODAY: MandateStatus.ACTIVE, NEW_YEAR: MandateStatus.SUPERSEDED},
    ),
    "taken over when it ends": (
        signed(groups=(TAKEN,), ended_from=NEW_YEAR, ended_at=NOW),
        {NEW_YEAR: MandateStatus.SUPERSEDED},
    ),
    "withdrawn": (rule.withdraw(pending(), NOW), {TODAY: MandateStatus.WITHDRAWN, NEW_YEAR: MandateStatus.WITHDRAWN}),
    "refused": (rule.refuse(draft(), None, NOW), {TODAY: MandateStatus.REJECTED}),
}


@pytest.mark.parametrize("case", STATUSES)
def test_what_a_mandate_is_follows_from_the_day(case: str) -> None:
    mandate, on = STATUSES[case]
    assert {day: mandate.status(day) for day in on} == on


@pytest.mark.parametrize("case", STATUSES)
def test_it_has_come_to_its_end_at_a_moment_exactly_if_its_status_says_so(case: str) -> None:
    mandate, on = STATUSES[case]
    for day, status in on.items():
        over = mandate.over_since(day)
        assert (over is not None) == (status.name in ["ENDED", "EXPIRED", "SUPERSEDED", "WITHDRAWN", "REJECTED"])
        assert over is None or over <= midnight_in_belgium(day) + timedelta(days=1)


def test_one_that_ends_before_it_begins_is_over_when_that_is_decided() -> None:
    assert signed(start=Q1, ended_from=NEW_YEAR, ended_at=NOW).over_since(TODAY) == NOW
    assert signed(ended_from=NEW_YEAR, ended_at=NOW).over_since(NEW_YEAR) == midnight_in_belgium(NEW_YEAR)
    assert signed(ended_from=TODAY, ended_at=NOW).over_since(TODAY) == NOW


def signing(mandate: Mandate, side: Side = Side.PRINCIPAL, today: date = TODAY, *, takes_over: bool = False) -> Mandate:
    return rule.sign(mandate, side, NOW, today, takes_over=takes_over)


@pytest.mark.parametrize("side", Side)
def test_a_signature_leaves_the_other_one_missing(side: Side) -> None:
    once = signing(draft(), side)
    assert once.waiting_for == (side.other,)
    assert signing(once, side.other).status(TODAY) is MandateStatus.ACTIVE


@pytest.mark.parametrize("side", Side)
def test_a_side_signs_once(side: Side) -> None:
    with pytest.raises(Conflict) as refused:
        signing(signing(draft(), side), side)
    assert (refused.value.sentence.key, refused.value.mandate) == ("already_signed", "draft")


@pytest.mark.parametrize(
    ("start", "takes_over", "refusal"),
    [
        (Q3, False, "start_quarter_passed"),
        (Q3, True, "start_quarter_passed"),
        (Q4, True, "take_over_quarter_begun"),
        (Q4, False, None),
        (Q1, True, None),
    ],
)
def test_what_would_begin_in_the_past_is_not_signed(start: Quarter, takes_over: bool, refusal: str | None) -> None:
    try:
        signing(draft(start=start), takes_over=takes_over)
        answer = None
    except Conflict as conflict:
        answer = conflict.sentence.key
    assert answer == refusal


NOT_OPEN = {case: mandate for case, (mandate, _) in STATUSES.items() if not mandate.open}
ACTS_ON_OPEN: dict[str, Callable[[Mandate], Mandate]] = {
    "sign": signing,
    "withdraw": lambda m: rule.withdraw(m, NOW),
    "refuse": lambda m: rule.refuse(m, None, NOW),
    "call off": lambda m: rule.call_off(m, Side.MANDATARY, NOW),
}


@pytest.mark.parametrize("act", ACTS_ON_OPEN)
@pytest.mark.parametrize("case", NOT_OPEN)
def test_what_is_not_open_is_neither_signed_nor_withdrawn_nor_refused(case: str, act: str) -> None:
    with pytest.raises(Conflict) as refused:
        ACTS_ON_OPEN[act](NOT_OPEN[case])
    assert refused.value.sentence.key == "proxy_not_open"


@pytest.mark.parametrize("prepared_by", Side)
@pytest.mark.parametrize("side", Side)
def test_what_a_side_calls_off_is_withdrawn_if_it_prepared_it_and_else_refused(prepared_by: Side, side: Side) -> None:
    status = rule.call_off(pending(prepared_by=prepared_by), side, NOW).status(TODAY)
    assert status is (MandateStatus.WITHDRAWN if side is prepared_by else MandateStatus.REJECTED)


def test_an_end_has_effect_at_the_end_of_the_quarter() -> None:
    ended = rule.end(signed(), "Moved.", NOW, TODAY)
    assert (ended.until, ended.reason) == (NEW_YEAR, "Moved.")
    assert [ended.status(day) for day in (TODAY, date(2026, 12, 31), NEW_YEAR)] == [
        MandateStatus.ACTIVE,
        MandateStatus.ACTIVE,
        MandateStatus.ENDED,
    ]


def test_what_has_not_begun_ends_at_once() -> None:
    assert rule.end(signed(start=Q2), None, NOW, TODAY).status(TODAY) is MandateStatus.ENDED


@pytest.mark.parametrize("case", STATUSES)
def test_only_what_is_in_force_and_goes_on_is_ended(case: str) -> None:
    mandate, _ = STATUSES[case]
    goes_on = mandate.status(TODAY) in rule.IN_FORCE and (mandate.until is None or mandate.until > NEW_YEAR)
    try:
        rule.end(mandate, None, NOW, TODAY)
        ended = True
    except Conflict as conflict:
        ended = False
        assert conflict.sentence.key in ("mandate_not_in_force", "ends_already")
    assert ended == goes_on


def test_with_the_account_it_ends_from_this_very_day() -> None:
    ended = rule.end_now(signed(), NOW, TODAY)
    assert ended.status(TODAY) is MandateStatus.ENDED
    assert ended.status(TODAY - timedelta(days=1)) is MandateStatus.ACTIVE
