"""The GraphQL endpoint: questions come by POST, or by GET if they only read."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from gateway.graphql.answer import Answer, Caller, ChangesNotAllowed, Executor, Question
from gateway.http.door import Door
from gateway.http.language import language_of
from gateway.http.refusal import NOT_STORED, problem

LARGEST_BODY = 256 * 1024
LONGEST_KEY = 255
MODERN = "application/graphql-response+json"


class Malformed(Exception):
    """A request that is no question."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class GraphQL:
    """Answers at /graphql. `page` is what a browser gets that asks for HTML, if there is such a page."""

    door: Door
    executor: Executor
    page: str | None

    async def handle(self, request: Request) -> Response:
        """One request, one answer."""
        if request.method == "GET" and self.page and _wants_page(request):
            return HTMLResponse(self.page)
        identity = await self.door.enter(request)
        try:
            question, key = await _question(request), _idempotency_key(request)
        except Malformed as malformed:
            return problem(malformed.status, "BAD_REQUEST", str(malformed))
        caller = Caller(identity, language_of(request, identity), str(request.base_url), key)
        try:
            return _response(request, await self.executor.answer(question, caller))
        except ChangesNotAllowed:
            return problem(405, "BAD_REQUEST", "Only queries can be asked by GET.", {"Allow": "POST"})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Malformed(400, f"An Idempotency-Key has from 1 to {LONGEST_KEY} characters.")
    return key


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and "query" not in request.query_params


async def _question(request: Request) -> Question:
    if request.method == "GET":
        given = dict(request.query_params)
        return _read({**given, "variables": _json(given.get("variables") or "{}")}, reads_only=True)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Malformed(415, "The body must be application/json.")
    return _read(_json(await _body(request)), reads_only=False)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Malformed(413, f"A body has {LARGEST_BODY} bytes at the most.")
    return bytes(body)


def _json(text: bytes | str) -> Any:
    """The value. JSON can escape halves of characters, which are no text: those are refused too."""
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed(400, "This is not JSON in UTF-8.") from None
    return value


def _read(given: Any, *, reads_only: bool) -> Question:
    if not isinstance(given, dict):
        raise Malformed(400, "A request is one JSON object.")
    text, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(text, str):
        raise Malformed(400, "A request has a query, which is a string.")
    if variables is not None and not isinstance(variables, dict):
        raise Malformed(400, "The variables are a JSON object.")
    if name is not None and not isinstance(name, str):
        raise Malformed(400, "The operationName is a string.")
    return Question(text, variables or {}, name or None, reads_only)


def _response(request: Request, answer: Answer) -> Response:
    """The answer in the media type that the client prefers: only the modern one lets the status speak."""
    modern = MODERN in request.headers.get("accept", "")
    media_type = MODERN if modern else "application/json"
    status = 400 if modern and not answer.executed else 200
    content = json.dumps(answer.body(), ensure_ascii=False, separators=(",", ":"))
    return Response(content, status, NOT_STORED, f"{media_type}; charset=utf-8")
