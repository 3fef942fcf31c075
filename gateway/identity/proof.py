"""Proof that the bearer of a token holds the key to which the token is bound (DPoP, RFC 9449)."""

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from joserfc.jwk import Key
from joserfc.util import urlsafe_b64encode

from gateway.identity.algorithm import ALGORITHMS, fits, holds
from gateway.identity.form import REFUSED_HEADERS, JsonObject, moment, take_apart
from gateway.identity.keys import public_key
from gateway.identity.once import Once
from gateway.identity.refusal import TokenFault, TokenRefused

WINDOW_SECONDS = 120
"""How long before or after now a proof may say that it was made: browsers' clocks are not exact."""
_LONGEST_ID = 256
_ADDRESS = re.compile(r"[a-zA-Z]+://[^@\s\x00-\x1f\x7f]+")
"""Python's own reader strips blanks and newlines, and passes over whoever stands before the host."""
_PORTS = {"http": 80, "https": 443}
_HANDSHAKE = {"ws": "http", "wss": "https"}


class Proof(NamedTuple):
    """What came with a request to prove it: the values of the header `DPoP`; and what was asked, of which address."""

    sent: Sequence[str]
    method: str
    url: str


class Proofs:
    """Checks proofs, and remembers those that it has accepted for as long as they could be used again."""

    def __init__(self) -> None:
        self._once = Once()

    def check(self, proof: Proof, token: str, thumbprint: str, now: float) -> None:
        """Raises TokenRefused unless this is a new proof, of this very request and token, by the key of the thumbprint.

        The key is compared before its signature is looked at: only a key to which our issuer bound a token costs us
        that work, or room in the memory.
        """
        if len(proof.sent) != 1:
            raise TokenRefused(TokenFault.PROOF_MISSING)
        written = proof.sent[0]
        header, claims = _taken_apart(written)
        algorithm, key = _key_in(header)
        if key.thumbprint() != thumbprint:
            raise TokenRefused(TokenFault.PROOF_KEY)
        if not holds(written, algorithm, key):
            raise TokenRefused(TokenFault.PROOF_SIGNATURE)
        _check_request(claims, proof, token)
        self._check_new(claims, thumbprint, now)

    def _check_new(self, claims: JsonObject, thumbprint: str, now: float) -> None:
        made, name = moment(claims.get("iat")), claims.get("jti")
        if made is None or abs(now - made) > WINDOW_SECONDS:
            raise TokenRefused(TokenFault.PROOF_TIME)
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_ID:
            raise TokenRefused(TokenFault.PROOF_MALFORMED)
        seen = f"{thumbprint} {name}".encode("utf-8", "surrogatepass")
        self._once.check(hashlib.sha256(seen).digest(), made + WINDOW_SECONDS, now)


def _taken_apart(written: str) -> tuple[JsonObject, JsonObject]:
    try:
        header, claims = take_apart(written)
    except TokenRefused:
        header, claims = {}, {}
    if header.get("typ") != "dpop+jwt" or not REFUSED_HEADERS.isdisjoint(header):
        raise TokenRefused(TokenFault.PROOF_MALFORMED)
    return header, claims


def _key_in(header: JsonObject) -> tuple[str, Key]:
    """The key that the proof brings: that one is all that it proves, and the token says whether it is the right one."""
    algorithm, jwk = header.get("alg"), header.get("jwk")
    key = public_key(jwk) if isinstance(jwk, dict) else None
    if key is None or not isinstance(algorithm, str) or algorithm not in ALGORITHMS or not fits(key, algorithm):
        raise TokenRefused(TokenFault.PROOF_KEY)
    return algorithm, key


def _check_request(claims: JsonObject, proof: Proof, token: str) -> None:
    address = claims.get("htu")
    meant = _plain(address, written=True) if isinstance(address, str) else None
    if claims.get("htm") != proof.method or meant is None or meant != _plain(proof.url, written=False):
        raise TokenRefused(TokenFault.PROOF_REQUEST)
    if claims.get("ath") != urlsafe_b64encode(hashlib.sha256(token.encode("ascii")).digest()).decode():
        raise TokenRefused(TokenFault.PROOF_HASH)


def _plain(address: str, *, written: bool) -> tuple[str, str, int | None, str] | None:
    """An address without query and fragment, the same for all spellings of it; None if it is none.

    In the server's own the path is decoded already. A WebSocket is opened by a GET of the same address in http.
    """
    try:
        if written and not _ADDRESS.fullmatch(address):
            return None
        parts = urlsplit(address)
        scheme = _HANDSHAKE.get(parts.scheme, parts.scheme)
        path = unquote(parts.path, errors="strict") if written else parts.path
        port = parts.port if parts.port is not None else _PORTS.get(scheme)
    except ValueError:
        return None
    return (scheme, parts.hostname or "", port, path or "/")
