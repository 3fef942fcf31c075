"""Pages: Relay connections with cursors that name a position, so that what is inserted meanwhile shifts nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from gateway.domain.errors import Invalid, Problem, Sentence
from gateway.graphql.cursor import WrongCursor, read_cursor, write_cursor
from gateway.storage.page import Slice, Wanted, sliced

MOST = 100
USUAL = 20

T = TypeVar("T")
R = TypeVar("R")

# None of them has a default but null: whoever asks for the last so many has not asked for the first twenty.
First = Annotated[
    int | None,
    strawberry.argument(description=f"The first so many, from 1 to {MOST}; null, without `last`, is {USUAL}."),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description=f"The last so many, from 1 to {MOST}. Not together with `first`.")
]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Whether there is more after this page; if `first` and `before` are given: more before that cursor."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether there is more before this page; if `last` and `after` are given: more after that cursor."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first item: ask for the `last` that are `before` it."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last item: ask for the `first` that are `after` it."
    )


@strawberry.type(description="An item of a list, and where it stands.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where this item stands in its list. Opaque.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in its list.")


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A kind of list that is shown in pages: its name in cursors, and the position by which its rows are ordered.

    `parts`: the types of what makes a position. No two rows of a list have the same one.
    """

    name: str
    parts: tuple[type, ...]
    position: Callable[[R], tuple[Any, ...]]

    def wanted(self, first: int | None, after: str | None, last: int | None, before: str | None) -> Wanted[Any]:
        """What an app asks for; a page that is empty or too large is refused rather than answered with another."""
        if first is not None and last is not None:
            raise Invalid(Problem(("last",), Sentence("first_and_last")))
        asked, size = ("first", first) if last is None else ("last", last)
        size = USUAL if size is None else size
        if not 1 <= size <= MOST:
            raise Invalid(Problem((asked,), Sentence("page_size")))
        return Wanted(size, self._read("after", after), self._read("before", before), backwards=last is not None)

    def page(self, rows: Slice[R], node: Callable[[R], T]) -> Connection[T]:
        """The page, of what the rows are shown as."""
        edges = [Edge(cursor=write_cursor(self.name, self.position(row)), node=node(row)) for row in rows.rows]
        return Connection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=rows.after,
                has_previous_page=rows.before,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
        )

    def cut(self, rows: Iterable[R], wanted: Wanted[Any]) -> Slice[R]:
        """The page from all rows of a list, put in order."""
        placed = sorted(((self.position(row), row) for row in rows), key=lambda each: each[0])
        after, before = wanted.after, wanted.before
        counted = [row for place, row in placed if (not after or place > after) and (not before or place < before)]
        start = wanted.start
        beyond = any(place >= start if wanted.backwards else place <= start for place, _ in placed) if start else False
        return sliced(wanted, counted[::-1] if wanted.backwards else counted, beyond)

    def _read(self, argument: str, cursor: str | None) -> tuple[Any, ...] | None:
        try:
            return read_cursor(self.name, self.parts, cursor) if cursor is not None else None
        except WrongCursor:
            raise Invalid(Problem((argument,), Sentence("cursor"))) from None
