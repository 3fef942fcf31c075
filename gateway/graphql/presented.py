"""Errors as apps see them: every error of a question is translated here, and nothing that was typed is repeated."""

import logging
from collections.abc import Iterable
from typing import Any

from graphql import FieldNode, GraphQLError

from gateway.domain.errors import Refused
from gateway.graphql.context import Context
from gateway.graphql.error import ForbiddenError, user_errors
from gateway.graphql.not_now import TimedOut
from gateway.graphql.redaction import safe_message
from gateway.sentences import say
from gateway.storage.deadline import OutOfTime
from gateway.telemetry.seen import Outcome, came_to
from gateway.telemetry.spans import trace_id

logger = logging.getLogger(__name__)


def of_request(code: str, errors: Iterable[GraphQLError]) -> tuple[dict[str, Any], ...]:
    """The errors of a request that is not executed: Apollo's codes say how it is wrong."""
    came_to(Outcome.INVALID)
    return tuple(_formatted(error, safe_message(error), {"code": code}) for error in errors)


def of_fields(errors: Iterable[GraphQLError] | None, context: Context) -> tuple[dict[str, Any], ...]:
    """The errors of fields: refusals in the words of a payload, or something unexpected under an id."""
    return tuple(shown for error in errors or () for shown in _of_field(error, context))


def _of_field(error: GraphQLError, context: Context) -> list[dict[str, Any]]:
    original = error.original_error
    if isinstance(original, Refused):
        came_to(Outcome.REFUSED if error.path and len(error.path) == 1 else Outcome.PARTIAL)
        return [_refused(error, refusal) for refusal in user_errors(original, context)]
    if isinstance(original, OutOfTime):
        late = TimedOut().error(context.language)
        return [_formatted(error, late["message"], late["extensions"])]
    if original is None:
        came_to(Outcome.INVALID)
        return [_formatted(error, safe_message(error), {"code": "BAD_USER_INPUT"})]
    came_to(Outcome.INTERNAL)
    trace = trace_id()
    logger.error("Something unexpected happened to the field %s.", _place(error), exc_info=original)
    return [_formatted(error, say("general.internal", context.language, id=trace), {"code": "INTERNAL", "id": trace})]


def _refused(error: GraphQLError, refusal: Any) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": refusal.code.name}
    if isinstance(refusal, ForbiddenError):
        extensions["decision"] = refusal.decision.as_json()
    if refusal.path:
        extensions["argument"] = refusal.path
    return _formatted(error, refusal.message, extensions)


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    """An error as the GraphQL specification shapes it."""
    shown: dict[str, Any] = {"message": message}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    return {**shown, "extensions": extensions}


def _place(error: GraphQLError) -> str:
    """The field, as the schema names it: an alias is typed by the caller, and has no place in a log."""
    return ".".join(node.name.value for node in error.nodes or () if isinstance(node, FieldNode))
