"""Requests that only the demo's own page may make: what they answer would let any other page act for anybody."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.requests import Request

LARGEST_BODY = 4096
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FROM_A_PROXY = ("forwarded", "via", "x-real-ip", "x-forwarded-")


def from_own_page(request: Request) -> bool:
    """Whether it came from a page of this very origin, or from no page at all.

    A name that somebody else points at this machine (DNS rebinding) is not ours, although a browser would take pages
    under it for pages of the same origin. What a proxy on this machine passes on may come from anywhere.
    """
    host = request.headers.get("host", "")
    return not any(name.startswith(_FROM_A_PROXY) for name in request.headers) and (
        _name_of(f"//{host}") in _LOOPBACK
        and request.headers.get("origin") in (None, f"{request.url.scheme}://{host}")
        and request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    )


async def asked_for(request: Request, names: Sequence[str]) -> Mapping[str, str] | None:
    """The texts of these names in a small JSON object; None if it is anything else.

    Nothing but JSON, which no form and no plain request of another page can send.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        asked = json.loads(await request.body()) if int(request.headers["content-length"]) <= LARGEST_BODY else None
    except (KeyError, ValueError, RecursionError):
        return None
    return asked if isinstance(asked, dict) and all(isinstance(asked.get(name), str) for name in names) else None


def _name_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
