"""Refusals outside of a GraphQL operation, in the shape of a GraphQL answer all the same."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.domain.errors import Forbidden, Refused, Unauthenticated
from gateway.domain.language import Language
from gateway.http.language import language_of
from gateway.sentences import decision_sentence, say
from gateway.telemetry.seen import Outcome, came_to
from gateway.telemetry.spans import trace_id

NOT_STORED = {"Cache-Control": "no-store", "Vary": "Authorization, Accept-Language"}

logger = logging.getLogger(__name__)


def problem(
    status: int,
    code: str,
    message: str,
    headers: dict[str, str] | None = None,
    language: Language = Language.EN,
    **extensions: str,
) -> JSONResponse:
    """One error, as apps expect every error. What is wrong with a request itself is for developers, and in English."""
    error = {"message": message, "extensions": {"code": code, **extensions}}
    headers = {**NOT_STORED, "Content-Language": language, **(headers or {})}
    return JSONResponse({"errors": [error]}, status, headers)


def too_many() -> JSONResponse:
    """429: this caller stays connected too often already."""
    return problem(429, "TOO_MANY_CONNECTIONS", "Too many connections.", {"Retry-After": "10"})


def broken_off() -> JSONResponse:
    """503: the server stops, and has waited for as long as it may. An act that was begun is brought to its end."""
    came_to(Outcome.UNAVAILABLE)
    message = "The gateway stops. An act may be done all the same: send it again with the same Idempotency-Key."
    return problem(503, "UNAVAILABLE", message, {"Retry-After": "1"})


def refusal(refused: Refused, language: Language) -> JSONResponse:
    """What the gate refused: 401 if signing in could help, else 403."""
    if isinstance(refused, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
        return problem(401, "UNAUTHENTICATED", say("general.unauthenticated", language), headers, language)
    if isinstance(refused, Forbidden):
        return problem(403, "FORBIDDEN", decision_sentence(refused.decision, language), language=language)
    raise refused


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """500: what happened is in the log under the id of the trace, and the caller sees the id alone."""
    logger.error("Something unexpected ended a request.", exc_info=error)
    came_to(Outcome.INTERNAL)
    language, trace = language_of(request, None), trace_id()
    return problem(500, "INTERNAL", say("general.internal", language, id=trace), language=language, id=trace)
