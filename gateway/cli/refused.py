"""What is refused before it is a request: the answer, as bytes, after which the connection is closed."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from gateway.http.headers import ALWAYS

LARGEST_HEAD = 32 * 1024
"""Of a request line and its headers, in bytes: a token, and a proof that it is one's own, have their room."""
_WHY = {
    400: "This is not a request in HTTP.",
    408: "The request took too long.",
    414: f"The address is too long: with the headers it has {LARGEST_HEAD} bytes at the most.",
    431: f"The headers are too large: with the address they have {LARGEST_HEAD} bytes at the most.",
    501: "This encoding of a body is not known.",
    503: "The gateway stops. Nothing was done.",
}


def refused(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """An answer in the shape of all errors, with these headers and those that every answer has."""
    code = "UNAVAILABLE" if status == HTTPStatus.SERVICE_UNAVAILABLE else "BAD_REQUEST"
    body = json.dumps({"errors": [{"message": _WHY[status], "extensions": {"code": code}}]}).encode()
    own = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        own["Retry-After"] = "1"
    told = [*headers, *((name.encode(), value.encode()) for name, value in {**ALWAYS, **own}.items())]
    begin = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()
    return b"\r\n".join([begin, *(b": ".join(each) for each in told), b"", body])
