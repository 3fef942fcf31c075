"""What those are told who can ask again later, as a GraphQL answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.domain.language import Language
from gateway.graphql.not_now import NotNow, RateLimited, TimedOut
from gateway.http.language import language_of
from gateway.http.refusal import NOT_STORED


def not_now(error: NotNow, language: Language) -> JSONResponse:
    """429 for whoever has asked for enough, else 503. What they sent on the same connection meanwhile is not heard."""
    headers = {**NOT_STORED, "Content-Language": language, "Retry-After": str(error.seconds)}
    if isinstance(error, RateLimited):
        headers["Connection"] = "close"
    return JSONResponse({"errors": [error.error(language)]}, error.status, headers)


async def try_later(request: Request, error: Exception) -> JSONResponse:
    """The same wherever it is not told in another way."""
    return not_now(error if isinstance(error, NotNow) else TimedOut(), language_of(request, None))
