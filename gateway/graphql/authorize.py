"""What a field requires is declared once, on the field: it is enforced here, and printed in the SDL."""

from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar, cast

import strawberry
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension, SyncExtensionResolver
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from gateway.authorization.operation import DoneBefore
from gateway.authorization.traced import traced
from gateway.domain.errors import Refused
from gateway.domain.rights import Action
from gateway.graphql.context import Context, Info
from gateway.telemetry.seen import Outcome, came_to

F = TypeVar("F", bound=Callable[..., object])


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="authorize",
    description="The right that the policy must grant the caller, in the company at hand, for an answer.",
)
class Authorize:
    action: Action = strawberry.directive_field(name="action")


class Payload(Protocol):
    """What a mutation answers."""

    @classmethod
    def refused(cls, asked: Any, refused: Refused, context: Context) -> Self:
        """The payload of an act that was refused."""
        ...

    @classmethod
    async def done_before(cls, asked: Any, subject: str, context: Context) -> Self:
        """The payload of an act that was done already: as things are now."""
        ...


class Guard(FieldExtension):
    """Lets a field of something that belongs to a company be read by those who may.

    The decision is taken once a place and action and remembered, so this is a look-up, without waiting. `place`: the
    attribute of what the field belongs to that holds the company, or the parties to a mandate, to judge by.
    """

    def __init__(self, action: Action, place: str = "place") -> None:
        self.action = action
        self.place = place

    def apply(self, field: StrawberryField) -> None:
        _declare(self.action, field)

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        info.context.view.require(self.action, getattr(source, self.place))
        return next_(source, info, **kwargs)

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        info.context.view.require(self.action, getattr(source, self.place))
        return await next_(source, info, **kwargs)


class PayloadGuard(Guard):
    """Guards what a mutation answers; those who were turned away are told so once, in the errors of the payload."""

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        if source.turned_away or source.place is None:
            return None
        return await super().resolve_async(next_, source, info, **kwargs)


class Judged(Guard):
    """A field that must find what it shows before it can be judged by it, and then judges it itself."""

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        await info.context.look()
        return await next_(source, info, **kwargs)


class RootGuard(Guard):
    """Lets a field of Query be read by those who may; opens the view that all fields below share."""

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        view = await info.context.look()
        view.require(self.action, kwargs.get("number"))
        return await next_(source, info, **kwargs)


class Act(FieldExtension):
    """Does a mutation as one piece of work behind the gate; what is refused becomes the payload's errors."""

    def __init__(self, action: Action, payload: type[Payload]) -> None:
        self.action = action
        self.payload = payload

    def apply(self, field: StrawberryField) -> None:
        _declare(self.action, field)

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        context, asked = info.context, kwargs["input"]
        try:
            once = context.once(f"{info.path.key}", self.action, asked)
            with traced(self.action):
                async with context.operation.authorize(self.action, asked.target(), once) as context.work:
                    payload = await next_(source, info, **kwargs)
        except Refused as refused:
            came_to(Outcome.REFUSED)
            payload = self.payload.refused(asked, refused, context)
        except DoneBefore as done:
            await context.look()
            payload = await self.payload.done_before(asked, done.subject, context)
        await context.look()
        return payload


def computed(description: str) -> Callable[[F], F]:
    """A field that needs no right beyond that of what it belongs to."""
    return _typed(strawberry.field(description=description))


def guarded(action: Action, description: str, place: str = "place") -> Callable[[F], F]:
    """A field of something that belongs to a company, and the right that it needs there. `place`: see `Guard`."""
    extensions: list[FieldExtension] = [Guard(action, place)]
    return _typed(strawberry.field(description=f"{description} Requires {action.name}.", extensions=extensions))


def judged(action: Action, description: str) -> Callable[[F], F]:
    """A field that judges what it finds by this right, itself: see `Judged`."""
    extensions: list[FieldExtension] = [Judged(action)]
    return _typed(strawberry.field(description=f"{description} Requires {action.name}.", extensions=extensions))


def answered(action: Action, description: str) -> Callable[[F], F]:
    """A field of what a mutation answers, and the right that it needs there."""
    extensions: list[FieldExtension] = [PayloadGuard(action)]
    return _typed(strawberry.field(description=f"{description} Requires {action.name}.", extensions=extensions))


def root(action: Action, description: str) -> Callable[[F], F]:
    """A field of Query, and the right that it needs."""
    extensions: list[FieldExtension] = [RootGuard(action)]
    return _typed(strawberry.field(description=f"{description} Requires {action.name}.", extensions=extensions))


def act(action: Action, payload: type[Payload], description: str) -> Callable[[F], F]:
    """A mutation, the right that it needs where its input says (`target`), and how it answers a refusal."""
    extensions: list[FieldExtension] = [Act(action, payload)]
    return _typed(strawberry.mutation(description=f"{description} Requires {action.name}.", extensions=extensions))


def _declare(action: Action, field: StrawberryField) -> None:
    """Print the right in the SDL: once, although a field of an interface is passed here for each of its types."""
    others = [directive for directive in field.directives if not isinstance(directive, Authorize)]
    field.directives = [*others, Authorize(action=action)]


def _typed(field: Any) -> Callable[[F], F]:
    """Strawberry's fields are untyped decorators; to the type checker a resolver stays the method that it is."""
    return cast("Callable[[F], F]", field)
