"""Taking a token apart, strictly: what two readers could understand differently is refused, not interpreted."""

import json
from typing import NamedTuple, NoReturn

from joserfc.util import urlsafe_b64decode

from gateway.identity.refusal import TokenFault, TokenRefused

LONGEST_TOKEN = 8192
"""Characters. A token of the federal authentication service has about 1,500; no server takes longer headers."""

_MOST_NESTED = 200
"""Objects and lists in one part, however they lie; the reader recurses once for each level, here and in joserfc."""

_LATEST = 2**53

REFUSED_HEADERS = frozenset({"jku", "x5u", "x5c", "crit", "b64", "enc", "zip", "cty"})
"""They point to a key, or change what the signature covers or how the claims are read: not for a token to say."""

JsonObject = dict[str, object]


class UnverifiedToken(NamedTuple):
    """Header and claims as the token has them; nothing vouches for them yet."""

    header: JsonObject
    claims: JsonObject


def take_apart(token: str) -> UnverifiedToken:
    """The header and claims of a compact JWS. Raises TokenRefused if it is none, or ambiguous."""
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused(TokenFault.TOO_LONG)
    parts = token.split(".")
    if len(parts) != 3 or not all(parts) or not token.isascii():
        raise TokenRefused(TokenFault.MALFORMED)
    header, claims = _json_object(parts[0]), _json_object(parts[1])
    if header is None or claims is None:
        raise TokenRefused(TokenFault.MALFORMED)
    return UnverifiedToken(header, claims)


def _json_object(part: str) -> JsonObject | None:
    try:
        return strict_json(urlsafe_b64decode(part.encode("ascii")))
    except ValueError:
        # Not base64url.
        return None


def strict_json(written: bytes, most_nested: int = _MOST_NESTED) -> JsonObject | None:
    """The JSON object, if it can be understood in one way only.

    None, rather than the reader's own error: that one carries the text, and would hang on to the refusal.
    """
    try:
        text = written.decode("utf-8")
        if text.count("{") + text.count("[") > most_nested:
            return None
        value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except ValueError:
        # Not UTF-8, not JSON, a name twice, or an integer of thousands of digits.
        return None
    return value if isinstance(value, dict) else None


def moment(value: object) -> float | None:
    """Seconds since 1970. JSON has truth values and numbers without bound; neither is a time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        return None
    return value


def _without_duplicates(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")
