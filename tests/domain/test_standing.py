"""What somebody is to a company: one set of facts a function, never a mixture of two."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.corporate_function import FunctionCode, HeldFunction
from gateway.domain.facts import FACTS_OF_A_FUNCTION, Fact
from gateway.domain.identifiers import EnterpriseNumber, PersonKey
from gateway.domain.person import Identity
from gateway.domain.standing import Standing

TODAY = date(2026, 7, 15)
LAMBERT, MAES, BENALI = (EnterpriseNumber(n) for n in ("0000000196", "0000010193", "0000010292"))
CODE = FunctionCode


def somebody(assurance: int = 500) -> Identity:
    return Identity(PersonKey("0" * 64), "Léa", "Lambert", None, assurance)


def held(
    code: FunctionCode = CODE.DIRECTOR,
    *,
    company: EnterpriseNumber = LAMBERT,
    begin: date = date(2015, 4, 1),
    end: date | None = None,
    signs: bool = True,
    situation: str = "000",
) -> HeldFunction:
    return HeldFunction(company, code, begin, end, signs, situation, natural_person=False)


def with_functions(*functions: HeldFunction) -> Standing:
    return Standing(somebody(), TODAY, {LAMBERT: functions})


functions = st.lists(
    st.builds(
        held,
        st.sampled_from(FunctionCode),
        begin=st.dates(TODAY - timedelta(3), TODAY + timedelta(1)),
        end=st.none() | st.dates(TODAY - timedelta(1), TODAY + timedelta(3)),
        signs=st.booleans(),
        situation=st.sampled_from(["000", "012", "050", "014"]),
    ),
    max_size=5,
)


def test_nobody_is_anyone_and_nothing_more() -> None:
    (nobody,) = Standing(None, TODAY).candidates(LAMBERT)
    assert nobody.facts == {Fact.ANYONE}


@pytest.mark.parametrize(("assurance", "high"), [(0, False), (300, False), (399, False), (400, True), (500, True)])
def test_assurance_is_high_from_level_400(assurance: int, high: bool) -> None:
    (candidate,) = Standing(somebody(assurance), TODAY).candidates(None)
    assert (Fact.HIGH_ASSURANCE in candidate.facts) is high
    assert Fact.AUTHENTICATED in candidate.facts


def test_one_function_with_everything_makes_all_four_facts() -> None:
    (lea,) = with_functions(held()).candidates(LAMBERT)
    assert lea.facts >= FACTS_OF_A_FUNCTION


def test_an_ended_function_with_signing_power_and_an_active_one_without_do_not_add_up() -> None:
    ended = held(CODE.MANAGER, end=TODAY - timedelta(1))
    marie = with_functions(ended, held(signs=False)).candidates(LAMBERT)
    assert {candidate.function for candidate in marie} == {ended, held(signs=False)}
    assert frozenset[Fact]().union(*(candidate.facts for candidate in marie)) >= FACTS_OF_A_FUNCTION
    assert not any(candidate.facts >= FACTS_OF_A_FUNCTION for candidate in marie)


@given(functions)
def test_somebody_has_all_four_facts_only_by_one_function_that_has_them(all_held: list[HeldFunction]) -> None:
    candidates = with_functions(*all_held).candidates(LAMBERT)
    complete = [candidate for candidate in candidates if candidate.facts >= FACTS_OF_A_FUNCTION]
    alone = [
        whole
        for one in all_held
        for whole in with_functions(one).candidates(LAMBERT)
        if whole.facts >= FACTS_OF_A_FUNCTION
    ]
    assert complete == alone


@given(functions)
def test_there_is_a_candidate_for_each_function_and_always_one(all_held: list[HeldFunction]) -> None:
    candidates = with_functions(*all_held).candidates(LAMBERT)
    expected: list[HeldFunction | None] = [*all_held] or [None]
    assert [candidate.function for candidate in candidates] == expected


@given(functions)
def test_a_function_in_one_company_says_nothing_of_another(all_held: list[HeldFunction]) -> None:
    (elsewhere,) = with_functions(*all_held).candidates(MAES)
    assert elsewhere.facts == {Fact.ANYONE, Fact.AUTHENTICATED, Fact.HIGH_ASSURANCE}


def test_a_designation_counts_with_every_function_and_in_its_company_only() -> None:
    standing = Standing(
        somebody(), TODAY, {LAMBERT: (held(), held(CODE.AUDITOR))}, designations={LAMBERT: True, MAES: False}
    )
    taken_up, not_taken_up = {Fact.DESIGNATED, Fact.DESIGNATION_ACTIVE}, {Fact.DESIGNATED}
    assert all(candidate.facts >= taken_up for candidate in standing.candidates(LAMBERT))
    (at_maes,) = standing.candidates(MAES)
    assert at_maes.facts & taken_up == not_taken_up
    (at_benali,) = standing.candidates(BENALI)
    assert not at_benali.facts & taken_up


def test_an_active_mandate_counts_in_the_company_that_gave_it() -> None:
    standing = Standing(somebody(), TODAY, mandating=frozenset({MAES}))
    assert [Fact.PROVIDER_MANDATE_ACTIVE in standing.candidates(c)[0].facts for c in (MAES, LAMBERT)] == [True, False]


@pytest.mark.parametrize("company", [None, LAMBERT])
def test_an_officer_is_one_everywhere(company: EnterpriseNumber | None) -> None:
    assert Fact.OFFICER in Standing(somebody(), TODAY, officer=True).candidates(company)[0].facts


def test_without_a_company_nothing_of_any_company_is_a_fact() -> None:
    standing = Standing(
        somebody(), TODAY, {LAMBERT: (held(),)}, designations={LAMBERT: True}, mandating=frozenset({LAMBERT})
    )
    (anywhere,) = standing.candidates(None)
    assert anywhere.facts == {Fact.ANYONE, Fact.AUTHENTICATED, Fact.HIGH_ASSURANCE}


def test_the_companies_of_somebody_are_those_of_all_their_parts() -> None:
    standing = Standing(
        somebody(), TODAY, {LAMBERT: (held(),)}, designations={MAES: False}, mandating=frozenset({BENALI})
    )
    assert standing.companies == {LAMBERT, MAES, BENALI}


def test_a_function_that_has_ended_or_not_begun_is_still_a_part_in_the_company() -> None:
    past, future = held(end=TODAY - timedelta(1)), held(begin=TODAY + timedelta(1))
    for one in (past, future):
        (candidate,) = with_functions(one).candidates(LAMBERT)
        assert with_functions(one).companies == {LAMBERT}
        assert Fact.REGISTERED_IN_STATUTES in candidate.facts
        assert Fact.MANDATE_ACTIVE not in candidate.facts
