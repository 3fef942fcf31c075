"""Pages of lists that are had whole: whatever is put into a list meanwhile, nothing is missed or shown twice."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import Invalid
from gateway.graphql.connection import MOST, USUAL, Connection, Listing
from gateway.graphql.cursor import LONGEST_CURSOR, WrongCursor, read_cursor, write_cursor

NUMBERS: Listing[int] = Listing("numbers", (int,), lambda number: (number,))
SOME = st.sets(st.integers(-50, 50), max_size=30)
WALK = st.lists(st.tuples(st.integers(1, 6), SOME), min_size=1, max_size=5)


def page(numbers: set[int], **asked: Any) -> Connection[str]:
    """A page of a list of numbers, shown as texts."""
    given = {name: asked.get(name) for name in ("first", "after", "last", "before")}
    return NUMBERS.page(NUMBERS.cut(numbers, NUMBERS.wanted(**given)), str)


def shown(connection: Connection[str]) -> list[int]:
    return [int(edge.node) for edge in connection.edges]


@given(numbers=SOME, walk=WALK)
def test_forwards_all_is_shown_once_that_was_there_before_the_reader_came_by(
    numbers: set[int], walk: list[tuple[int, set[int]]]
) -> None:
    there, expected, found, after = set(numbers), set(numbers), list[int](), None
    for size, inserted in [*walk, (MOST, set())]:
        read = page(there, first=size, after=after)
        assert read.page_info.has_previous_page is bool(found)
        found += shown(read)
        if not read.page_info.has_next_page:
            break
        after = read.page_info.end_cursor
        there |= inserted
        expected |= {number for number in inserted if number > found[-1]}
    assert found == sorted(expected)


@given(numbers=SOME, walk=WALK)
def test_backwards_all_is_shown_once_that_was_there_before_the_reader_came_by(
    numbers: set[int], walk: list[tuple[int, set[int]]]
) -> None:
    there, expected, found, before = set(numbers), set(numbers), list[int](), None
    for size, inserted in [*walk, (MOST, set())]:
        read = page(there, last=size, before=before)
        assert read.page_info.has_next_page is bool(found)
        found = shown(read) + found
        if not read.page_info.has_previous_page:
            break
        before = read.page_info.start_cursor
        there |= inserted
        expected |= {number for number in inserted if number < found[0]}
    assert found == sorted(expected)


@given(
    numbers=SOME,
    size=st.integers(1, 6),
    after=st.none() | st.integers(-60, 60),
    before=st.none() | st.integers(-60, 60),
)
def test_a_page_is_what_the_specification_of_relay_works_out(
    numbers: set[int], size: int, after: int | None, before: int | None
) -> None:
    bounds = {
        name: write_cursor("numbers", (bound,))
        for name, bound in (("after", after), ("before", before))
        if bound is not None
    }
    between = [n for n in sorted(numbers) if (after is None or n > after) and (before is None or n < before)]
    first, last = page(numbers, first=size, **bounds), page(numbers, last=size, **bounds)
    assert (shown(first), shown(last)) == (between[:size], between[-size:])
    assert first.page_info.has_next_page is last.page_info.has_previous_page is (len(between) > size)
    assert first.page_info.has_previous_page is (after is not None and any(n <= after for n in numbers))
    assert last.page_info.has_next_page is (before is not None and any(n >= before for n in numbers))


def test_the_usual_page_is_the_first_so_many() -> None:
    assert shown(page(set(range(50)))) == list(range(USUAL))
    assert shown(page(set(range(50)), last=2)) == [48, 49]


@pytest.mark.parametrize("asked", [{"first": 0}, {"last": 0}, {"first": MOST + 1}, {"first": 1, "last": 1}])
def test_a_page_that_is_none_is_refused(asked: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        page({1}, **asked)


POSITIONS = st.tuples(
    st.integers(-(2**53) + 1, 2**53 - 1), st.text(st.characters(codec="ascii"), max_size=40), st.dates()
)
PARTS = (int, str, date)


@given(position=POSITIONS)
def test_a_cursor_says_the_position_that_was_written(position: tuple[int, str, date]) -> None:
    assert read_cursor("some", PARTS, write_cursor("some", position)) == position
    with pytest.raises(WrongCursor):
        read_cursor("others", PARTS, write_cursor("some", position))


def test_a_moment_is_the_same_in_any_zone() -> None:
    moment = datetime(2026, 11, 25, 12, tzinfo=timezone(timedelta(hours=5)))
    [read] = read_cursor("some", (datetime,), write_cursor("some", (moment,)))
    assert (read, read.tzinfo) == (moment, UTC)


@given(
    cursor=st.text(max_size=60)
    | st.from_regex(r"[A-Za-z0-9_-]{0,60}", fullmatch=True)
    | st.just("x" * LONGEST_CURSOR * 2)
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(WrongCursor):
        read_cursor("some", PARTS, cursor)
