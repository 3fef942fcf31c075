"""Requests that a page of another origin can make a browser send without asking the gateway first (CORS, CSRF).

A body of JSON is never sent unasked, so that acts are safe; this is for GET. Browsers say from where they send, since
2023 all of them do; clients that are no browsers have no other origin, and need not say anything.
"""

from starlette.requests import Request

from gateway.http.question import sends_json

PREFLIGHT = "GraphQL-Require-Preflight"
"""The header to send from another origin, with any value; some clients have names of their own for it."""

_NEVER_UNASKED = (PREFLIGHT, "Authorization", "Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Requested-With")
_OWN = ("same-origin", "none")


def may_be_forged(request: Request) -> bool:
    """Whether it comes from a page of another origin that need not have been asked."""
    site = request.headers.get("sec-fetch-site")
    elsewhere = site not in _OWN if site else "origin" in request.headers
    return elsewhere and not sends_json(request) and not any(name in request.headers for name in _NEVER_UNASKED)
