"""Which keys of a JWKS document count, and what it takes to be somebody's keys."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

from gateway.identity.algorithm import FORMER_NAMES
from gateway.identity.form import JsonObject

_TYPES: Mapping[object, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MOST_KEYS = 100
"""No provider publishes more; each takes its time to read."""
_SHORTEST_RSA_KEY, _LONGEST_RSA_KEY = 2048, 8192
"""Bits. A shorter one is too weak, and a longer one takes too long."""


@dataclass(frozen=True, slots=True)
class KeysState:
    """What operators are told of an issuer's keys. `failures`: in a row; `last_failure` is a constant sentence."""

    url: str
    keys: int
    fetched_at: datetime | None = None
    failures: int = 0
    last_failure: str | None = None


class KeysUnavailable(ValueError):
    """There are no keys to be had. The message is a constant sentence, and may be shown."""


class Keys(Protocol):
    """The keys of an issuer, by their ids."""

    async def key(self, kid: str) -> Key | None:
        """The key with this id, if the issuer has one."""

    async def keep_fresh(self) -> None:
        """Follow what the issuer publishes, until cancelled."""

    @property
    def state(self) -> KeysState:
        """What operators are told."""


class FixedKeys:
    """The keys of an issuer that never change while the gateway runs."""

    def __init__(self, url: str, document: Mapping[str, object]) -> None:
        """Raises KeysUnavailable if not one key of the document counts."""
        self._keys = keys_of(document)
        self.state = KeysState(url, len(self._keys))

    async def key(self, kid: str) -> Key | None:
        """The key with this id."""
        return self._keys.get(kid)

    async def keep_fresh(self) -> None:
        """Nothing to do."""


def keys_of(document: Mapping[str, object]) -> Mapping[str, Key]:
    """The keys of a JWKS document that count, by their ids; the others, and unknown types, are left out (RFC 7517).

    Two keys with the same id are both left out. Raises KeysUnavailable if the document is no JWKS or none counts.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise KeysUnavailable("A JWKS document is an object with a list of keys.")
    if len(listed) > _MOST_KEYS:
        raise KeysUnavailable(f"The JWKS document lists more than {_MOST_KEYS} keys.")
    named = [jwk for jwk in listed if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str)]
    times = Counter(jwk["kid"] for jwk in named)
    unique = [jwk for jwk in named if times[jwk["kid"]] == 1 and jwk.get("use", "sig") == "sig"]
    counting = {jwk["kid"]: key for jwk in unique if (key := public_key(jwk)) is not None}
    if not counting:
        raise KeysUnavailable("The JWKS document holds no key that counts.")
    return counting


def public_key(jwk: JsonObject) -> Key | None:
    """The public key that a JWK is, or None: a secret or private key, a weak one, a broken one, no such type."""
    kind = jwk.get("kty")
    if not isinstance(kind, str) or kind not in _TYPES or not _SECRET.isdisjoint(jwk):
        return None
    try:
        if kind == "RSA" and not _SHORTEST_RSA_KEY <= _bits(jwk.get("n")) <= _LONGEST_RSA_KEY:
            return None
        named = {**jwk, "alg": FORMER_NAMES[jwk["alg"]]} if jwk.get("alg") in FORMER_NAMES else jwk
        return _TYPES[kind].import_key(cast("dict[str, str | list[str]]", named))
    except (JoseError, KeyError, TypeError, ValueError):
        return None


def _bits(modulus: object) -> int:
    written = modulus if isinstance(modulus, str) and len(modulus) < _LONGEST_RSA_KEY else ""
    return int.from_bytes(urlsafe_b64decode(written.encode()), "big").bit_length()
