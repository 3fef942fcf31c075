"""Pages: complete, in order, and stable; and cursors that never were any."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from asking import contact
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from running import Running

from gateway.demo.world import MAES

REPLACE = "replaceChiefAccessManager"


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1, -(2**31)])
def test_a_page_of_no_size_is_invalid(shared: Running, first: int) -> None:
    for who, text in PAGED:
        [error] = shared.ask(who, text, first=first)["errors"]
        assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID", ["first"])


VARIABLES = "query ($first: Int, $after: String)"
GIVEN = "first: $first, after: $after"
PAGED = [
    (None, f'{VARIABLES} {{ companies(search: "ring", {GIVEN}) {{ edges {{ cursor }} }} }}'),
    *(
        ("emma", f'{VARIABLES} {{ company(number: "{MAES}") {{ {field}({GIVEN}) {{ edges {{ cursor }} }} }} }}')
        for field in ("representatives", "managers", "history")
    ),
    *(
        ("emma", f"{VARIABLES} {{ viewer {{ {field}({GIVEN}) {{ edges {{ cursor }} }} }} }}")
        for field in ("companies", "tasks")
    ),
]


def as_cursor(position: object) -> str:
    return urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


GARBAGE = [
    "",
    "x",
    "é",
    "=",
    "x" * 600,
    as_cursor({"a": 1}),
    as_cursor(7),
    urlsafe_b64encode(b"[" * 300).decode(),
]
WRONG_POSITIONS: list[Any] = [
    [],
    [None],
    [{}],
    [True, True],
    [-1, -1],
    [4, 2**70],
    [2**70, 1],
    [1.5, 2.5],
    ["2026-01-01", "x"],
    ["2026-01-01T00:00:00", "x"],
    ["0001-01-01T00:00:00+14:00", "x"],
    ["9999-12-31T23:59:59-14:00", "x"],
    ["2026-01-01T00:00:00+00:00", "\ud800"],
    ["2026-01-01T00:00:00+00:00", "\x00"],
    ["a", "b", "c"],
]


@pytest.mark.parametrize("after", GARBAGE)
def test_a_cursor_that_is_none_is_invalid(shared: Running, after: str) -> None:
    for who, text in PAGED:
        [error] = shared.ask(who, text, after=after)["errors"]
        assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID", ["after"])


@pytest.mark.parametrize("position", WRONG_POSITIONS)
def test_a_cursor_of_nowhere_is_invalid_or_finds_nothing_wrong(shared: Running, position: object) -> None:
    for who, text in PAGED:
        errors = shared.ask(who, text, after=as_cursor(position)).get("errors", [])
        assert [error["extensions"]["code"] for error in errors] in ([], ["INVALID"]), text


PARTS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.datetimes().map(str)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(position=st.lists(PARTS, max_size=3))
def test_no_cursor_is_an_unexpected_error(shared: Running, position: list[object]) -> None:
    for who, text in PAGED:
        errors = shared.ask(who, text, after=as_cursor(position)).get("errors", [])
        assert [error["extensions"]["code"] for error in errors] in ([], ["INVALID"])


def test_pages_are_complete_and_in_order(gateway: Running) -> None:
    for name in ("petra", "bruno", "marie", "gita", "hugo"):
        manager = gateway.read("emma", f'{{ company(number: "{MAES}") {{ chiefAccessManager {{ id }} }} }}')
        replaces = manager["company"]["chiefAccessManager"]["id"]
        given = {"company": MAES, "manager": contact(name), "replaces": replaces}
        assert gateway.act("emma", REPLACE, given)["errors"] == []
    for field in ("managers", "history"):
        whole = walk(gateway, field, 100)
        assert len(whole) == len(set(whole)) >= 6
        for size in (1, 2, 3, len(whole)):
            assert walk(gateway, field, size) == whole


def walk(gateway: Running, field: str, size: int, between: Any = None) -> list[str]:
    """The ids of a list of Maes, page by page."""
    text = f"""{VARIABLES} {{ company(number: "{MAES}") {{ {field}({GIVEN}) {{
      edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"""
    found: list[str] = []
    after = None
    while True:
        page = gateway.read("emma", text, first=size, after=after)["company"][field]
        info = page["pageInfo"]
        found += [edge["node"]["id"] for edge in page["edges"]]
        assert len(page["edges"]) <= size
        assert info["hasPreviousPage"] is (after is not None)
        assert [info["startCursor"], info["endCursor"]] == [page["edges"][0]["cursor"], page["edges"][-1]["cursor"]]
        if between:
            between()
        if not info["hasNextPage"]:
            return found
        after = info["endCursor"]


def test_what_happens_meanwhile_shifts_no_page(gateway: Running) -> None:
    whole = walk(gateway, "history", 100)
    shifted = walk(
        gateway, "history", 1, between=lambda: gateway.act("emma", "cancelAccountClosure", {"company": MAES})
    )
    assert shifted == whole


def test_search_pages_are_complete_and_stable(shared: Running) -> None:
    page = "{ edges { node { number } } pageInfo { hasNextPage endCursor } }"
    text = f'{VARIABLES} {{ companies(search: "ring", {GIVEN}) {page} }}'
    whole = shared.read(None, text, first=100)["companies"]
    first = shared.read(None, text, first=1)["companies"]
    second = shared.read(None, text, first=1, after=first["pageInfo"]["endCursor"])["companies"]
    assert first["edges"] + second["edges"] == whole["edges"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize("search", ["", " ", "a", "é", "!", "-", '"', "*", "a b c"])
def test_a_search_of_less_than_two_letters_is_invalid(shared: Running, search: str) -> None:
    [error] = shared.ask(None, "query ($s: String!) { companies(search: $s) { edges { cursor } } }", s=search)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("INVALID", ["search"])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(
    search=st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.from_regex(r'["*()^:+\-ANDORNEAR a-c0-9]{2,20}')
)
def test_no_text_is_too_strange_to_search(shared: Running, search: str) -> None:
    body = shared.ask(None, "query ($s: String!) { companies(search: $s) { edges { cursor } } }", s=search)
    assert [error["extensions"]["code"] for error in body.get("errors", [])] in ([], ["INVALID"])
