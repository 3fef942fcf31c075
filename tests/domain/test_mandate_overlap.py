"""What stands in the way of a mandate, what is reserved by a signature, and what goes over to whom."""

from dataclasses import replace

import pytest
from mandate_rules import (
    ALSO_EXCLUSIVE,
    BENALI,
    EXCLUSIVE,
    NOORD,
    NOW,
    Q1,
    Q2,
    Q3,
    Q4,
    SHARED,
    TODAY,
    draft,
    pending,
    signed,
)

from gateway.domain.errors import Conflict
from gateway.domain.mandate import Mandate, MandateStatus
from gateway.domain.mandate_overlap import refuse_overlap, refuse_second_proxy, supersede, take_over
from gateway.domain.side import Side

TO_BENALI = draft(id="new", mandatary=BENALI, start=Q1)
TAKEN = {"taken_over_from": Q1, "taken_over_by": "x", "taken_over_at": NOW}
IN_THE_WAY = {
    "in force": signed(),
    "in force, and its group is exclusive since": signed(groups=(replace(EXCLUSIVE, exclusive=False),)),
    "scheduled later": signed(start=Q2),
}
RESERVED = {"for later": pending(start=Q1), "for now": pending(start=Q4)}
NOT_IN_THE_WAY = {
    "of another group": signed(groups=(ALSO_EXCLUSIVE,)),
    "drafted only": draft(start=Q1),
    "signed by its mandatary alone": draft(start=Q1, mandatary_signed_at=NOW),
    "signed by the principal alone, and too late for the other": pending(start=Q3),
    "withdrawn": replace(pending(start=Q1), closed_as=MandateStatus.WITHDRAWN, closed_at=NOW),
    "over by then": signed(end=Q4),
    "ended by then": signed(ended_from=Q1.first_day, ended_at=NOW),
    "taken over by then": signed(groups=(replace(EXCLUSIVE, **TAKEN), SHARED)),
    "what it replaces": signed(id="former"),
}


def conflict(new: Mandate, other: Mandate, side: Side = Side.PRINCIPAL) -> str | None:
    try:
        refuse_overlap(new, [new, other], side, TODAY)
    except Conflict as refused:
        assert refused.mandate == other.id
        return refused.sentence.key
    return None


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_another_providers_mandate_is_in_the_way_of_the_principal_and_never_shown_to_the_mandatary(case: str) -> None:
    assert conflict(TO_BENALI, IN_THE_WAY[case]) == "overlap"
    assert conflict(TO_BENALI, IN_THE_WAY[case], Side.MANDATARY) is None


@pytest.mark.parametrize("case", RESERVED)
def test_what_the_principal_has_signed_is_reserved_until_it_is_withdrawn_or_refused(case: str) -> None:
    assert conflict(TO_BENALI, RESERVED[case]) == "overlap_reserved"
    assert conflict(TO_BENALI, RESERVED[case], Side.MANDATARY) is None


@pytest.mark.parametrize("case", NOT_IN_THE_WAY)
def test_what_binds_nobody_in_that_time_is_not_in_the_way(case: str) -> None:
    assert conflict(replace(TO_BENALI, replaces="former"), NOT_IN_THE_WAY[case]) is None


def test_what_is_not_exclusive_may_have_several_providers() -> None:
    assert conflict(replace(TO_BENALI, groups=(SHARED,)), signed(groups=(SHARED,))) is None


def test_one_that_ends_before_the_other_begins_is_not_in_its_way() -> None:
    assert conflict(draft(id="new", mandatary=BENALI, start=Q4, end=Q4), signed(start=Q1)) is None
    assert conflict(draft(id="new", mandatary=BENALI, start=Q4, end=Q1), signed(start=Q1)) == "overlap"


@pytest.mark.parametrize("side", Side)
def test_one_provider_has_a_group_once_at_a_time_exclusive_or_not(side: Side) -> None:
    for group in (EXCLUSIVE, SHARED):
        assert conflict(draft(id="new", groups=(group,)), signed(groups=(group,)), side) == "overlap_with_itself"
        assert conflict(draft(id="new", groups=(group,), replaces="draft"), signed(groups=(group,)), side) is None


def test_a_provider_has_one_open_proxy_for_a_group() -> None:
    for other in (draft(start=Q2), pending(end=Q4)):
        with pytest.raises(Conflict) as refused:
            refuse_second_proxy(draft(id="new", groups=(SHARED, EXCLUSIVE)), [other])
        assert (refused.value.kind.name, refused.value.mandate) == ("PROXY_OPEN", "draft")
    for other in (draft(mandatary=BENALI), draft(groups=(SHARED,)), signed(), draft(id="new")):
        refuse_second_proxy(draft(id="new"), [other])


def test_taking_over_supersedes_the_groups_that_both_cover_and_no_other() -> None:
    former = signed(groups=(EXCLUSIVE, SHARED))
    after = supersede(former, TO_BENALI, NOW)
    assert [group.taken_over_by for group in after.groups] == ["new", None]
    assert after.status(Q1.first_day) is MandateStatus.ACTIVE
    assert supersede(after, replace(TO_BENALI, id="rest", groups=(SHARED,)), NOW).status(Q1.first_day) is (
        MandateStatus.SUPERSEDED
    )


def test_an_amendment_supersedes_all_even_what_it_leaves_out() -> None:
    former = signed(groups=(EXCLUSIVE, SHARED))
    after = supersede(former, signed(id="v2", version=2, groups=(SHARED,), start=Q1), NOW)
    assert (after.status(TODAY), after.status(Q1.first_day)) == (MandateStatus.ACTIVE, MandateStatus.SUPERSEDED)


def test_what_has_ended_is_not_taken_over() -> None:
    for former in (signed(end=Q4), signed(ended_from=Q1.first_day, ended_at=NOW)):
        assert supersede(former, TO_BENALI, NOW) == former


def test_the_preview_says_what_goes_over_what_stays_and_what_is_new() -> None:
    former = signed(id="former", groups=(EXCLUSIVE, SHARED))
    another = signed(id="another", groups=(ALSO_EXCLUSIVE,))
    others = [former, another, signed(id="over", groups=(ALSO_EXCLUSIVE,), start=Q3, end=Q3), draft(id="open")]
    new = replace(TO_BENALI, groups=(EXCLUSIVE, replace(SHARED, code="TEMPORARY_UNEMPLOYMENT")), replaces="former")
    told = take_over(former, new, others, NOW, None)
    assert (told.goes_over, told.new, told.start) == (("DMFA_DIMONA",), ("TEMPORARY_UNEMPLOYMENT",), Q1)
    assert [(code, mandate.id) for code, mandate in told.stays] == [
        ("OCCASIONAL_WORK", "former"),
        ("ASR_UNEMPLOYMENT", "another"),
    ]
    assert {mandate.mandatary for _, mandate in told.stays} == {NOORD}
