"""The messages of graphql-transport-ws, as they come and as they go, and the codes with which it closes."""

import json
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Self

from gateway.http.question import LARGEST_BODY, Malformed, read_json


class Code(IntEnum):
    """Why a connection is closed. Those from 4400 on are the protocol's.

    Its clients give up on 4400, 4401, 4406, 4409 and 4429, and come back after the others.
    """

    TOO_BIG = 1009
    UNEXPECTED = 1011
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    NO_SUCH_SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429


class Closed(Exception):
    """The connection is to be closed, and why. The reason is a constant sentence."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a client. `key`: which of its questions it is about, empty if none."""

    kind: str
    key: str = ""
    payload: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Self:
        """The message in a frame of text. Raises Closed for anything else, without repeating any of it."""
        if text is not None and len(text.encode()) > LARGEST_BODY:
            raise Closed(Code.TOO_BIG, "The message is too big")
        try:
            given = read_json(text or "")
        except Malformed:
            given = None
        match given:
            case {"type": str(kind), **rest}:
                key, payload = rest.get("id"), rest.get("payload")
                if payload is None or isinstance(payload, dict):
                    return cls(kind, key if isinstance(key, str) else "", payload or {})
        raise Closed(Code.BAD_REQUEST, "Invalid message")


def written(kind: str, key: str | None = None, payload: object = None) -> str:
    """A message of the gateway."""
    message = {"type": kind, "id": key, "payload": payload}
    given = {name: value for name, value in message.items() if value is not None}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))
