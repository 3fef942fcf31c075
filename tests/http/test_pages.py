"""Pages: complete, in order, and stable; and cursors that never were any."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
from asking import contact
from graphql import GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from running import Prepared, Running

from gateway.demo.world import MAES
from gateway.graphql.schema import build_schema

REPLACE = "replaceChiefAccessManager"


@pytest.mark.parametrize("argument", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1, -(2**31)])
def test_a_page_of_no_size_is_invalid(shared: Running, argument: str, size: int) -> None:
    for who, text in PAGED.values():
        assert refused(shared, who, text, **{argument: size}) == ("INVALID", [argument])


def test_the_first_together_with_the_last_are_invalid(shared: Running) -> None:
    for who, text in PAGED.values():
        assert refused(shared, who, text, first=2, last=2) == ("INVALID", ["last"])


def refused(gateway: Running, who: str | None, text: str, **variables: object) -> tuple[str, list[str]]:
    """The code of the one error, and the argument that it is about."""
    [error] = gateway.ask(who, text, **variables)["errors"]
    return error["extensions"]["code"], error["extensions"]["argument"]


VARIABLES = "query ($first: Int, $after: String, $last: Int, $before: String)"
GIVEN = "first: $first, after: $after, last: $last, before: $before"
PAGE = "{ edges { cursor node { __typename } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
PAGED = {
    "found": (None, f'{VARIABLES} {{ companies(search: "ring", {GIVEN}) {PAGE} }}'),
    **{
        field: ("emma", f'{VARIABLES} {{ company(number: "{MAES}") {{ {field}({GIVEN}) {PAGE} }} }}')
        for field in ("representatives", "managers", "mandates", "history")
    },
    **{field: ("emma", f"{VARIABLES} {{ viewer {{ {field}({GIVEN}) {PAGE} }} }}") for field in ("companies", "tasks")},
}
"""Every list that is shown in pages, by the name that it has in its cursors."""


def test_every_connection_of_the_schema_is_among_those_tried() -> None:
    types = build_schema()._schema.type_map
    paged = [
        (name, sorted(field.args))
        for kind in types.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    ]
    # Query.companies is the list of what was found.
    assert sorted(name for name, _ in paged) == sorted("companies" if name == "found" else name for name in PAGED)
    assert all({"first", "after", "last", "before"} <= set(arguments) for _, arguments in paged)


@pytest.mark.parametrize("absent", [{}, {"first": None, "after": None, "last": None, "before": None}])
def test_null_is_the_same_as_nothing_and_is_the_usual_page(shared: Running, absent: dict[str, None]) -> None:
    for who, text in PAGED.values():
        assert shared.read(who, text, **absent) == shared.read(who, text, first=20)
        assert shared.read(who, text, first=None, last=20) == shared.read(who, text, last=20)


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
    as_cursor([]),
    as_cursor(["elsewhere", "2026-01-01T00:00:00+00:00", "x"]),
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
    ["2026-02-30", "x"],
    ["2026-01-01T00:00:00+00:00", "\ud800"],
    ["2026-01-01T00:00:00+00:00", "\x00"],
    ["a", "b", "c"],
]


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("cursor", GARBAGE)
def test_a_cursor_that_is_none_is_invalid(shared: Running, argument: str, cursor: str) -> None:
    for who, text in PAGED.values():
        assert refused(shared, who, text, **{argument: cursor}) == ("INVALID", [argument])


def test_a_cursor_of_another_list_is_invalid(shared: Running) -> None:
    for name, (who, text) in PAGED.items():
        [own] = [page["edges"][0]["cursor"] for page in pages(shared.read(who, text)) if page["edges"]] or [None]
        for other, (asker, asked) in PAGED.items():
            if own and other != name:
                assert refused(shared, asker, asked, after=own) == ("INVALID", ["after"]), (name, other)


def pages(data: Any) -> list[dict[str, Any]]:
    """The connections in some data."""
    if not isinstance(data, dict):
        return []
    return [data] if "pageInfo" in data else [page for value in data.values() for page in pages(value)]


@pytest.mark.parametrize("position", WRONG_POSITIONS)
def test_a_cursor_of_nowhere_is_invalid_or_finds_nothing_wrong(shared: Running, position: list[Any]) -> None:
    for name, (who, text) in PAGED.items():
        for given in ({"after": as_cursor([name, *position])}, {"last": 2, "before": as_cursor([name, *position])}):
            errors = shared.ask(who, text, **given).get("errors", [])
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
    for name, (who, text) in PAGED.items():
        errors = shared.ask(who, text, after=as_cursor([name, *position])).get("errors", [])
        assert [error["extensions"]["code"] for error in errors] in ([], ["INVALID"])


@pytest.fixture(scope="module")
def busy(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway where much has happened in Maes."""
    folder = tmp_path_factory.mktemp("busy") / "world"
    with Running(prepared.copy_to(folder), folder) as running:
        for name in ("petra", "bruno", "marie", "gita", "hugo"):
            manager = running.read("emma", f'{{ company(number: "{MAES}") {{ chiefAccessManager {{ id }} }} }}')
            replaces = manager["company"]["chiefAccessManager"]["id"]
            given = {"company": MAES, "manager": contact(name), "replaces": replaces}
            assert running.act("emma", REPLACE, given)["errors"] == []
        yield running


@pytest.mark.parametrize("field", ["managers", "history"])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_are_complete_and_in_order_from_either_end(busy: Running, field: str, size: int) -> None:
    whole = forwards(busy, field, [100])
    assert len(whole) == len(set(whole)) >= 6
    assert forwards(busy, field, [size]) == backwards(busy, field, [size]) == whole


Between = Callable[[], object]


def forwards(gateway: Running, field: str, sizes: list[int], between: Between = lambda: None) -> list[str]:
    """The ids of a list of Maes, page by page from the first; the sizes of the pages come round again."""
    found: list[str] = []
    asked: dict[str, object] = {}
    for size in cycle(sizes):
        ids, info = page_of_maes(gateway, field, first=size, **asked)
        assert len(ids) <= size
        assert info["hasPreviousPage"] is bool(found)
        found += ids
        between()
        if not info["hasNextPage"]:
            break
        asked = {"after": info["endCursor"]}
    return found


def backwards(gateway: Running, field: str, sizes: list[int], between: Between = lambda: None) -> list[str]:
    """The ids of a list of Maes, page by page from the last, put in the order of the list."""
    found: list[str] = []
    asked: dict[str, object] = {}
    for size in cycle(sizes):
        ids, info = page_of_maes(gateway, field, last=size, **asked)
        assert len(ids) <= size
        assert info["hasNextPage"] is bool(found)
        found = ids + found
        if not info["hasPreviousPage"]:
            break
        between()
        asked = {"before": info["startCursor"]}
    return found


def page_of_maes(gateway: Running, field: str, **asked: object) -> tuple[list[str], dict[str, Any]]:
    """The ids of one page, and where it lies."""
    text = f"""{VARIABLES} {{ company(number: "{MAES}") {{ {field}({GIVEN}) {{
      edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"""
    page = gateway.read("emma", text, **asked)["company"][field]
    cursors, info = [edge["cursor"] for edge in page["edges"]], page["pageInfo"]
    assert [info["startCursor"], info["endCursor"]] == ([cursors[0], cursors[-1]] if cursors else [None, None])
    return [edge["node"]["id"] for edge in page["edges"]], info


SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(sizes=SIZES, happens=st.lists(st.booleans(), min_size=1, max_size=5))
def test_what_happens_meanwhile_shifts_no_page(busy: Running, sizes: list[int], happens: list[bool]) -> None:
    something = iter([*happens, *happens])

    def between() -> None:
        if next(something, False):
            busy.act("emma", "cancelAccountClosure", {"company": MAES})

    whole = forwards(busy, "history", [100])
    assert forwards(busy, "history", sizes, between) == whole
    before = forwards(busy, "history", [100])
    read = backwards(busy, "history", sizes, between)
    assert read == forwards(busy, "history", [100])
    assert read[-len(before) :] == before


def test_between_two_cursors_there_is_nothing_else(busy: Running) -> None:
    text = f'{VARIABLES} {{ company(number: "{MAES}") {{ managers({GIVEN}) {PAGE} }} }}'
    cursors = [edge["cursor"] for edge in pages(busy.read("emma", text))[0]["edges"]]
    after, before = cursors[0], cursors[4]
    for asked, shown, more in (
        ({"first": 2}, cursors[1:3], (True, True)),
        ({"last": 2}, cursors[2:4], (True, True)),
        ({"first": 3}, cursors[1:4], (True, False)),
        ({"last": 3}, cursors[1:4], (False, True)),
    ):
        [page] = pages(busy.read("emma", text, after=after, before=before, **asked))
        assert [edge["cursor"] for edge in page["edges"]] == shown
        assert (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) == more
    [crossed] = pages(busy.read("emma", text, after=before, before=after))
    assert (crossed["edges"], crossed["pageInfo"]["startCursor"]) == ([], None)


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
