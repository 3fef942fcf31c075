"""Everything that can be followed, from the root. A field here is asked again each turn: see `following`."""

from typing import Annotated

import strawberry

from gateway.domain.errors import Invalid, Problem, Sentence
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.authorize import root
from gateway.graphql.company_event import CompanyEvent, entry_key, event_of
from gateway.graphql.context import Info
from gateway.graphql.following import NothingNew
from gateway.graphql.policy import Policy
from gateway.storage.history_since import is_entry, last_entry, next_entry


@strawberry.type(
    description=(
        "What can be followed as it happens. Whether the viewer may is asked before everything that is told, and when "
        "the policy, the register or the day changes: a right that is lost ends it, with the error of a denied field."
    )
)
class Subscription:
    @root(
        Action.HISTORY_READ,
        "What happens to the company with this number, each thing once, in the order in which it came about, as soon "
        "as it is committed. Whoever may read the history may follow it. It begins with what happens next, or after "
        "`since`. An unknown company gets the answer of a foreign one: FORBIDDEN.",
    )
    async def company_changed(
        self,
        info: Info,
        number: Annotated[EnterpriseNumber, strawberry.argument(description="Its enterprise number.")],
        since: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description=(
                    "The id of the event, or entry of the history, that was seen last: nothing that came after it is "
                    "missed. The id of the company stands for the beginning of its history."
                )
            ),
        ] = None,
    ) -> CompanyEvent:
        following, view = info.context.following, info.context.view
        following.waiting.companies = view.standing.own_companies | {number}
        if following.told is None:
            following.told = await _start(info, number, since)
        key = await next_entry(view.reading, number, str(following.told))
        entry = await info.context.load.history_entry.load(key) if key else None
        if entry is None:
            raise NothingNew
        following.tell(entry.id)
        return event_of(entry)

    @root(
        Action.POLICY_READ,
        "The policy in force: at once, and again whenever another one is put in force, or files are refused. Of "
        "several that follow each other closely the last is told.",
    )
    async def policy_changed(self, info: Info) -> Policy | None:
        following, held = info.context.following, info.context.operation.in_force
        following.waiting.companies = frozenset()
        if following.told == (held.loaded_at, held.last_error):
            raise NothingNew
        following.tell((held.loaded_at, held.last_error))
        return Policy.of(held)


async def _start(info: Info, number: EnterpriseNumber, since: str | None) -> str:
    """The entry after which to begin; empty for the beginning. Raises Invalid for what is none of this company's."""
    read = info.context.view.reading
    if since is None:
        return await last_entry(read, number) or ""
    key = entry_key(since, number)
    if key is None or (key and not await is_entry(read, number, key)):
        raise Invalid(Problem(("since",), Sentence("since")))
    return key
