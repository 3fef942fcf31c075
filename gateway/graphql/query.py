"""Everything that can be read, from the root."""

import asyncio
from typing import Annotated, cast

import strawberry

from gateway.domain.errors import Invalid, Problem, Refused, Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate_terms import DraftForm
from gateway.domain.quarter import Quarter
from gateway.domain.rights import Action
from gateway.domain.side import Side
from gateway.graphql.application_group import ApplicationGroup
from gateway.graphql.authorize import judged, root
from gateway.graphql.company import Company, card
from gateway.graphql.connection import MOST, After, Before, Connection, First, Last, Listing
from gateway.graphql.context import Info
from gateway.graphql.found import find
from gateway.graphql.mandate import Mandate, mandate_key, readable
from gateway.graphql.node import Node
from gateway.graphql.policy import Policy
from gateway.graphql.take_over import TakeOverPreview
from gateway.graphql.viewer import Viewer
from gateway.storage.page import Wanted
from gateway.storage.register_search import Hit, search
from gateway.storage.register_words import fold
from gateway.use_cases.take_over import preview


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

    @judged(
        Action.MANDATE_READ,
        "The mandate with this id. Unknown ids and mandates that the viewer may not read get the same answer: null, "
        "and FORBIDDEN.",
    )
    async def mandate(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
    ) -> Mandate | None:
        return await readable(mandate_key(id), info)

    @judged(
        Action.MANDATE_READ,
        "What a mandate that replaces another provider's would bring about: which groups change hands and when, and "
        "what stays. For the principal's side. Nothing is done; wrong values get the answer that drafting it would.",
    )
    async def take_over_preview(
        self,
        info: Info,
        replaces: Annotated[strawberry.ID, strawberry.argument(description="The mandate to take over from.")],
        mandatary: Annotated[EnterpriseNumber, strawberry.argument(description="The provider that would take over.")],
        application_groups: Annotated[
            list[str], strawberry.argument(description="The codes of the groups that its mandate would cover.")
        ],
        start_quarter: Annotated[Quarter, strawberry.argument(description="When: the next quarter or a later one.")],
        end_quarter: Annotated[
            Quarter | None, strawberry.argument(description="Its last quarter; null is open-ended.")
        ] = None,
    ) -> TakeOverPreview | None:
        context, codes = info.context, tuple(application_groups)
        former = (await readable(mandate_key(replaces), info, Side.PRINCIPAL)).row
        form = DraftForm(
            former.principal, mandatary, former.provider_kind, codes, start_quarter, end_quarter, former.id
        )
        told = await preview(context.view.reading, context.mandate_terms, form, former, context.now)
        return TakeOverPreview.of(told)

    @root(Action.APPLICATION_GROUP_READ, "The groups of applications that a mandate can cover, in their order.")
    async def application_groups(self, info: Info) -> list[ApplicationGroup] | None:
        return [ApplicationGroup.of(group) for group in info.context.mandate_terms.groups.values()]

    @root(
        Action.POLICY_READ,
        "The policy in force: its rules, what they amount to, and whether the files say something else by now.",
    )
    async def policy(self, info: Info) -> Policy | None:
        return Policy.of(info.context.operation.in_force)

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
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Company] | None:
        return await _found(info, search, _FOUND.wanted(first, after, last, before))


async def _found(info: Info, text: str, wanted: Wanted[tuple[int, int]]) -> Connection[Company]:
    if not any(len(word) > 1 for word in fold(text).split()):
        raise Invalid(Problem(("search",), Sentence("search_too_short")))
    page = await search(info.context.view.reading, text, wanted)
    cards = await info.context.load.company.load_many([hit.number for hit in page.rows])
    shown = {hit: Company.of(card) for hit, card in zip(page.rows, cards, strict=True) if card}
    return _FOUND.page(page.of(list(shown)), shown.__getitem__)


_FOUND: Listing[Hit] = Listing("found", (int, int), lambda hit: hit.position)
