"""What is asked: from the bytes of a request to a question, or to what is wrong with them."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from gateway.graphql.question import Question
from gateway.http.media_type import MediaType

LARGEST_BODY = 256 * 1024
SLOWEST_BODY = 10.0
"""Seconds, in which the largest body comes at 200 kbit a second."""
PARAMETERS = ("query", "variables", "operationName", "extensions", "documentId")
MOST_PARAMETERS = 20

_JSON = (MediaType("application/json"), MediaType.read("application/json; charset=utf-8"))


class Malformed(Exception):
    """A request that is no question. Its message is a constant sentence, and may be shown."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


def reads_only(request: Request) -> bool:
    """Whether HTTP calls the method safe: it may not change anything."""
    return request.method in ("GET", "HEAD")


async def question_of(request: Request) -> Question:
    """The question of a request. Raises Malformed."""
    if reads_only(request):
        return read_question(_from_address(request), reads_only=True)
    _demand_plain_json(request)
    given = read_json(await _body(request))
    if not isinstance(given, dict):
        raise Malformed(422, "A request is one JSON object.")
    return read_question(given, reads_only=False)


def sends_json(request: Request) -> bool:
    """Whether the body is said to be JSON in UTF-8, which no page of another origin can say unasked."""
    types = request.headers.getlist("content-type")
    return len(types) == 1 and MediaType.read(types[0]) in _JSON


def _demand_plain_json(request: Request) -> None:
    if not sends_json(request):
        raise Malformed(415, "The body must be application/json, in UTF-8.", {"Accept-Post": "application/json"})
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Malformed(415, "The body must not be compressed.", {"Accept-Encoding": "identity"})


async def _body(request: Request) -> bytes:
    """The body, as far as it is neither too large nor too slow: what is announced as too large is not read at all."""
    too_large = Malformed(413, f"A body has {LARGEST_BODY} bytes at the most.")
    if _announced(request) > LARGEST_BODY:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise too_large
    except TimeoutError:
        raise Malformed(408, "The body took too long.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Malformed(400, "The body broke off.") from None
    return bytes(body)


def _announced(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", ""))
    except ValueError:
        return 0


def _from_address(request: Request) -> dict[str, Any]:
    """The parameters of a GET; one that is empty is as good as none."""
    try:
        query = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(query, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Malformed(400, "The address is not text in UTF-8, or has too many parameters.") from None
    known = [(name, value) for name, value in pairs if name in PARAMETERS]
    if len(dict(known)) < len(known):
        raise Malformed(422, "A parameter is given twice.")
    return {name: read_json(value) if name in ("variables", "extensions") else value for name, value in known}


def read_json(text: bytes | str) -> Any:
    """The value, of strict JSON in UTF-8, without what readers of JSON understand in different ways.

    JSON can escape halves of characters, which are no text, and write numbers that have no end: writing the value
    again finds them.
    """
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        value = json.loads(plain, object_pairs_hook=_object)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise Malformed(400, "This is not JSON in UTF-8.") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands twice, one reader takes the first value and another the last."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise Malformed(400, "A name stands twice in an object of the JSON.")
    return read


def read_question(given: Mapping[str, Any], *, reads_only: bool) -> Question:
    """The question in a JSON object. Null is as good as nothing, and what has another name is left alone."""
    text, document_id, name = (_one(given, named, str) for named in ("query", "documentId", "operationName"))
    variables, extensions = (_one(given, named, dict) or {} for named in ("variables", "extensions"))
    if text is None and document_id is None and "persistedQuery" not in extensions:
        raise Malformed(422, "A request has a query, which is a string, or names a document that the gateway knows.")
    return Question(text, variables, name or None, reads_only, extensions, document_id)


def _one(given: Mapping[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise Malformed(422, f"The {name} is {'a string' if kind is str else 'a JSON object'}.")
    return value
