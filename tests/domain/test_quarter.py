"""Quarters: how they are written, when they begin and end, and what comes after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.quarter import Quarter, parse_quarter, quarter_of

DAYS = st.dates(date(2000, 1, 1), date(2199, 9, 30))


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-Q0", "2027-Q5", "2027-q1", "2027Q1", " 2027-Q1", "2027-Q1\n", "1999-Q4", "٢٠٢٧-Q1"]
)
def test_what_is_no_quarter_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^A quarter is written as 2027-Q1, from 2000 to 2199\.$"):
        parse_quarter(text)


@given(DAYS)
def test_a_day_lies_in_its_quarter_and_in_no_other(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.next.first_day == quarter.last_day + timedelta(days=1)
    assert quarter_of(quarter.next.first_day) == quarter.next


@given(DAYS, DAYS)
def test_quarters_are_in_the_order_of_their_days_and_of_their_spelling(one: date, other: date) -> None:
    first, second = quarter_of(one), quarter_of(other)
    assert (first < second) == (first.last_day < second.first_day) == (str(first) < str(second))


@given(DAYS)
def test_what_is_written_is_read_back(day: date) -> None:
    assert parse_quarter(str(quarter_of(day))) == quarter_of(day)


def test_the_year_begins_again_after_the_fourth() -> None:
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert (Quarter(2027, 1).first_day, Quarter(2027, 1).last_day) == (date(2027, 1, 1), date(2027, 3, 31))
