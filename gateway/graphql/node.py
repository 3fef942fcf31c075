"""Global ids, as Relay's specification has them: a type and the id of a row, opaque to clients."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import NamedTuple

import strawberry

LONGEST_ID = 200


@strawberry.interface(
    description=(
        "Something with an id that stays the same for ever, by which caches keep it. What has no id is a part of what "
        "it was read from, and is kept with that."
    )
)
class Node:
    id: strawberry.ID = strawberry.field(description="A global id, for `node` and for caches. Opaque.")


class GlobalId(NamedTuple):
    """What an id stands for."""

    type_name: str
    key: str


def global_id(type_name: str, key: str) -> strawberry.ID:
    """The id that clients see."""
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def read_id(text: str) -> GlobalId | None:
    """What an id stands for; None if we never gave it out."""
    if len(text) > LONGEST_ID:
        return None
    try:
        plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except (NotBase64, UnicodeError, ValueError):
        return None
    type_name, separator, key = plain.partition(":")
    return GlobalId(type_name, key) if separator and key else None
