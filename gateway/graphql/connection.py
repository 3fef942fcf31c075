"""Pages: Relay connections with cursors that name a position, so that what is inserted meanwhile shifts nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from gateway.domain.errors import Invalid, Problem, Sentence
from gateway.storage.page import Position, Wanted

MOST = 100
USUAL = 20
LONGEST_CURSOR = 500

T = TypeVar("T")
R = TypeVar("R")

First = Annotated[int | None, strawberry.argument(description=f"How many at most, from 1 to {MOST}; null is {USUAL}.")]
After = Annotated[str | None, strawberry.argument(description="The cursor after which the page begins.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item of this page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item: ask for what is `after` it.")


@strawberry.type(description="An item of a list, and where it stands.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where this item stands in its list. Opaque.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in its list.")


def page_of(
    rows: Sequence[R],
    first: int | None,
    after: str | None,
    node: Callable[[R], T],
    position: Callable[[R], Sequence[object]],
) -> Connection[T]:
    """A page from rows of which there is one more than asked for, if there are more."""
    shown = rows[: page_size(first)]
    edges = [Edge(cursor=write_cursor(position(row)), node=node(row)) for row in shown]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(rows) > len(shown),
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def page_of_all(
    rows: Sequence[R],
    first: int | None,
    after: str | None,
    node: Callable[[R], T],
    position: Callable[[R], Sequence[object]],
) -> Connection[T]:
    """A page from all rows of a short list, in the order of their positions."""
    size = page_size(first)
    seen = read_cursor(after) if after is not None else None
    ordered = sorted(rows, key=lambda row: _plain(position(row)))
    try:
        rest = [row for row in ordered if seen is None or _plain(position(row)) > seen]
    except TypeError:
        raise wrong_cursor() from None
    return page_of(rest[: size + 1], first, after, node, position)


def page_size(first: int | None) -> int:
    """How many items a page has; a page that is empty or too large is refused rather than answered with another."""
    first = USUAL if first is None else first
    if not 1 <= first <= MOST:
        raise Invalid(Problem(("first",), Sentence("page_size")))
    return first


def newest(first: int | None, after: str | None) -> Wanted:
    """How much is wanted of a list whose newest items come first."""
    size = page_size(first)
    if after is None:
        return Wanted(size, None)
    match read_cursor(after):
        case [str(moment), str(key)]:
            try:
                return Wanted(size, Position(datetime.fromisoformat(moment), key))
            except ValueError:
                raise wrong_cursor() from None
    raise wrong_cursor()


def write_cursor(position: Sequence[object]) -> str:
    """A position, opaque."""
    return urlsafe_b64encode(json.dumps(_plain(position)).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any]:
    """The position that a cursor names, or Invalid if it was never one of ours."""
    if len(cursor) > LONGEST_CURSOR:
        raise wrong_cursor()
    try:
        position = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise wrong_cursor() from None
    if not isinstance(position, list) or not all(map(_part_of_position, position)):
        raise wrong_cursor()
    return position


def _part_of_position(part: object) -> bool:
    """Whether this can be part of a position: a moment, an id or a number, which databases hold in 64 bits."""
    return part.isascii() if isinstance(part, str) else isinstance(part, int) and abs(part) < 2**63


def _plain(position: Sequence[object]) -> list[Any]:
    return [part.isoformat() if hasattr(part, "isoformat") else part for part in position]


def wrong_cursor() -> Invalid:
    """The refusal of a cursor that was never one of this list."""
    return Invalid(Problem(("after",), Sentence("cursor")))
