"""Everything that can be read, from the root."""

import asyncio
from typing import Annotated, cast

import strawberry

from gateway.domain.errors import Invalid, Problem, Refused, Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.authorize import root
from gateway.graphql.company import Company, card
from gateway.graphql.connection import (
    MOST,
    USUAL,
    After,
    Connection,
    First,
    page_of,
    page_size,
    read_cursor,
    wrong_cursor,
)
from gateway.graphql.context import Info
from gateway.graphql.found import find
from gateway.graphql.node import Node
from gateway.graphql.viewer import Viewer
from gateway.storage.register_search import Position, search
from gateway.storage.register_words import fold


@strawberry.type(description="Everything that can be read. A denied field is null, with an error that says why.")
class Query:
    @root(
        Action.COMPANY_READ,
        "What has this id, to those who may see it. Unknown ids and those of what the viewer may not see get the same "
        "answer: null, and FORBIDDEN.",
    )
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
    ) -> Node | None:
        found = await find(id, info)
        if isinstance(found, Refused):
            raise found
        return found

    @root(Action.COMPANY_READ, "What has each of these ids, in their order; for each the same as `node`.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"Global ids, {MOST} at the most.")],
    ) -> list[Node | None]:
        if len(ids) > MOST:
            raise Invalid(Problem(("ids",), Sentence("page_size")))
        # A refusal in the place of an item becomes the error of that item alone.
        return cast("list[Node | None]", await asyncio.gather(*(find(given, info) for given in ids)))

    @root(Action.VIEWER_READ, "Who is signed in; null, with UNAUTHENTICATED, if nobody is.")
    async def viewer(self, info: Info) -> Viewer | None:
        person = info.context.view.person
        return Viewer(row=person) if person else None

    @root(Action.COMPANY_READ, "The company with this number; null if the register has none.")
    async def company(
        self,
        info: Info,
        number: Annotated[EnterpriseNumber, strawberry.argument(description="Its enterprise number.")],
    ) -> Company | None:
        return await card(number, info)

    @root(Action.COMPANY_READ, "The public search, by number or by the words of a name, the best match first.")
    async def companies(
        self,
        info: Info,
        search: Annotated[
            str,
            strawberry.argument(
                description=(
                    "A number in any spelling, or the beginnings of words of a name, of two letters or more, without "
                    "regard to case and accents."
                )
            ),
        ],
        first: First = USUAL,
        after: After = None,
    ) -> Connection[Company] | None:
        return await _found(info, search, first, after)


async def _found(info: Info, text: str, first: int | None, after: str | None) -> Connection[Company]:
    size = page_size(first)
    if not any(len(word) > 1 for word in fold(text).split()):
        raise Invalid(Problem(("search",), Sentence("search_too_short")))
    page = await search(info.context.view.reading, text, size, _position(after))
    cards = await info.context.load.company.load_many([hit.number for hit in page.hits])
    rows = [(hit.position, company) for hit, company in zip(page.hits, cards, strict=True) if company]
    connection = page_of(rows, first, after, lambda row: Company.of(row[1]), lambda row: row[0])
    connection.page_info.has_next_page = page.more
    return connection


def _position(after: str | None) -> Position | None:
    match read_cursor(after) if after is not None else None:
        case None:
            return None
        case [int(rank), int(name)]:
            return Position(rank, name)
    raise wrong_cursor()
