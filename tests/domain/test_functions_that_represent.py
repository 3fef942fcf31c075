"""Which functions represent a company in which situation, as the law's table has it; and when one is held."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.corporate_function import FunctionCode, active_on, represents

NORMAL, LIQUIDATION, BANKRUPTCY, ENDED = (
    ["000", "001", "002", "003", "020", "030", "031", "040", "041", "042", "043", "090", "091", "100"],
    ["010", "012", "013", "112"],
    ["048", "049", "050"],
    ["", "014", "011", "015", "016", "017", "018", "019", "021", "051", "099", "101", "999"],
)
CODE = FunctionCode
THE_TABLE = {
    **{situation: {CODE.DIRECTOR, CODE.MANAGING_DIRECTOR, CODE.MANAGER, CODE.DAILY_MANAGEMENT} for situation in NORMAL},
    **{situation: {CODE.LIQUIDATOR} for situation in LIQUIDATION},
    **{situation: {CODE.CURATOR} for situation in BANKRUPTCY},
    **{situation: set[CODE]() for situation in ENDED},
}


@pytest.mark.parametrize("code", sorted(set(FunctionCode) - {CODE.FOUNDER}))
@pytest.mark.parametrize("situation", THE_TABLE)
def test_a_function_represents_as_the_table_says(situation: str, code: FunctionCode) -> None:
    for natural_person in (False, True):
        assert represents(code, situation, natural_person=natural_person) is (code in THE_TABLE[situation])


@pytest.mark.parametrize(("situation", "natural_person"), list(product(THE_TABLE, [False, True])))
def test_a_founder_represents_a_natural_person_in_a_normal_situation_only(situation: str, natural_person: bool) -> None:
    expected = natural_person and situation in NORMAL
    assert represents(CODE.FOUNDER, situation, natural_person=natural_person) is expected


@pytest.mark.parametrize("code", [CODE.CHAIR, CODE.PERMANENT_REPRESENTATIVE, CODE.AUDITOR])
def test_chair_permanent_representative_and_auditor_represent_nobody(code: FunctionCode) -> None:
    assert not any(represents(code, situation, natural_person=False) for situation in THE_TABLE)


FIRST, LAST = date(2020, 4, 1), date(2026, 6, 30)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "held"),
    [(FIRST - A_DAY, False), (FIRST, True), (LAST - A_DAY, True), (LAST, True), (LAST + A_DAY, False)],
)
def test_the_first_and_the_last_day_count(day: date, held: bool) -> None:
    assert active_on(day, FIRST, LAST) is held


def test_a_function_without_an_end_lasts() -> None:
    assert active_on(date.max, FIRST, None)
    assert not active_on(FIRST - A_DAY, FIRST, None)


@given(st.dates(), st.dates(), st.dates())
def test_a_function_that_ends_before_it_begins_is_never_held(day: date, begin: date, end: date) -> None:
    assert active_on(day, begin, end) is (begin <= day <= end)
