"""Refusals, as apps see them."""

import strawberry

from gateway.domain.errors import (
    Conflict,
    ConflictKind,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Sentence,
    Unauthenticated,
)
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.rights import Action
from gateway.graphql.authorize import judged
from gateway.graphql.context import Context, Info
from gateway.graphql.decision import Decision
from gateway.graphql.enums import ErrorCode
from gateway.graphql.manager import AccessManager
from gateway.graphql.mandate import Mandate, readable


@strawberry.interface(description="An expected refusal of a mutation. Nothing was changed.")
class UserError:
    code: ErrorCode = strawberry.field(description="Which kind of refusal.")
    message: str = strawberry.field(description="One sentence for the viewer, in the language of the request.")
    path: list[str] | None = strawberry.field(
        default=None,
        description='Where in the input, such as `["manager", "email"]`; null if it is about no one value.',
    )


@strawberry.type(description="The policy does not allow it.")
class ForbiddenError(UserError):
    decision: Decision = strawberry.field(description="Why not, and what would change it.")


@strawberry.type(description="Nobody is signed in, and somebody signed in could have the right.")
class UnauthenticatedError(UserError):
    pass


@strawberry.type(description="A value is wrong. There is one such error for each wrong value.")
class InvalidError(UserError):
    pass


@strawberry.type(description="Something that the input names does not exist.")
class NotFoundError(UserError):
    pass


@strawberry.type(description="The state is not what the act needs.")
class ConflictError(UserError):
    place: strawberry.Private[EnterpriseNumber | None]
    manager_id: strawberry.Private[str | None]
    mandate_id: strawberry.Private[str | None]
    conflict: ConflictKind = strawberry.field(description="What stands in the way.")

    @judged(Action.MANAGER_READ, "The Chief Access Manager in the way, if there is one.")
    async def current_manager(self, info: Info) -> AccessManager | None:
        if self.manager_id is None:
            return None
        info.context.view.require(Action.MANAGER_READ, self.place)
        manager = await info.context.load.manager.load(self.manager_id)
        return AccessManager.of(manager) if manager else None

    @judged(Action.MANDATE_READ, "The mandate in the way, if there is one.")
    async def mandate(self, info: Info) -> Mandate | None:
        return await readable(self.mandate_id, info) if self.mandate_id else None


def user_errors(refused: Refused, context: Context, company: EnterpriseNumber | None = None) -> list[UserError]:
    """What an app shows of a refusal: one error, or one for each wrong value."""
    match refused:
        case Unauthenticated():
            message = context.say("general", Sentence("unauthenticated"))
            return [UnauthenticatedError(code=ErrorCode.UNAUTHENTICATED, message=message)]
        case Forbidden():
            decision = Decision.of(refused.decision, context.language)
            return [ForbiddenError(code=ErrorCode.FORBIDDEN, message=decision.message, decision=decision)]
        case Invalid():
            return [
                InvalidError(
                    code=ErrorCode.INVALID,
                    message=context.say("problem", problem.sentence),
                    path=list(problem.path) or None,
                )
                for problem in refused.problems
            ]
        case NotFound():
            message = context.say("not_found", refused.sentence)
            return [NotFoundError(code=ErrorCode.NOT_FOUND, message=message, path=list(refused.path))]
        case Conflict():
            return [
                ConflictError(
                    code=ErrorCode.CONFLICT,
                    message=context.say("conflict", refused.sentence),
                    place=company,
                    manager_id=refused.manager,
                    mandate_id=refused.mandate,
                    conflict=refused.kind,
                )
            ]
    raise AssertionError(f"{type(refused).__name__} has no words") from refused
