"""What an attacker has: anybody's public keys, keys of their own, and every way to write a token."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from good_token import AUDIENCE, CLAIMS, URL
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from gateway.identity import FixedKeys, Issuer

OTHER_URL = "https://other.example"
OTHER_AUDIENCE = "other-gateway"

Part = bytes | dict[str, Any]


def part(content: Part) -> bytes:
    """A part of a token, from JSON or from any bytes."""
    return urlsafe_b64encode(content if isinstance(content, bytes) else json.dumps(content).encode())


@dataclass(frozen=True)
class Forger:
    """Writes tokens. `key`, `curve_key`, `big_curve_key` and `edwards_key` are of the issuer at URL; `other_key` is
    that of another issuer which we trust too, under the same id as `key`; `own_key` is the attacker's.
    """

    key: RSAKey
    curve_key: ECKey
    big_curve_key: ECKey
    edwards_key: OKPKey
    other_key: RSAKey
    own_key: RSAKey

    @property
    def issuers(self) -> list[Issuer]:
        """Both issuers that we trust."""
        mine = [self.key, self.curve_key, self.big_curve_key, self.edwards_key]
        keys = FixedKeys(URL, {"keys": [key.as_dict() for key in mine]})
        other = FixedKeys(OTHER_URL, {"keys": [self.other_key.as_dict()]})
        return [
            Issuer(URL, AUDIENCE, keys, ("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")),
            Issuer(OTHER_URL, OTHER_AUDIENCE, other),
        ]

    def token(self, header: Part | None = None, payload: Part | None = None, key: Key | None = None, **c: Any) -> str:
        """A token that is properly signed. `header` changes a good one, where None leaves something out; so do `c`."""
        signer = key or self.key
        known = {RSAKey: "RS256", ECKey: "ES256", OKPKey: "Ed25519"}[type(signer)]
        good = {"typ": "JWT", "alg": known, "kid": signer.kid}
        head = header if isinstance(header, bytes) else _changed(good, header or {})
        body = payload if payload is not None else _changed(CLAIMS, c)
        signer_of = JWSRegistry.algorithms["ES384" if key is self.big_curve_key else known]
        return self.written(head, body, lambda signed: signer_of.sign(signed, signer))

    def written(self, header: Part, payload: Part, sign: Callable[[bytes], bytes] | bytes) -> str:
        """A token with any signature at all."""
        signed = part(header) + b"." + part(payload)
        signature = sign if isinstance(sign, bytes) else sign(signed)
        return (signed + b"." + urlsafe_b64encode(signature)).decode()

    def with_secret(self, secret: bytes, algorithm: str = "HS256", kid: object = "one") -> str:
        """A token with a MAC under a secret that everybody knows."""
        digest = {"HS384": hashlib.sha384, "HS512": hashlib.sha512}.get(algorithm, hashlib.sha256)
        header = {"typ": "JWT", "alg": algorithm, "kid": kid}
        return self.written(header, CLAIMS, lambda signed: hmac.new(secret, signed, digest).digest())

    def on_curve(self, r: int, s: int) -> str:
        """A token with these two numbers for a signature."""
        header = {"alg": "ES256", "kid": self.curve_key.kid}
        return self.written(header, CLAIMS, r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def _changed(good: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (good | changes).items() if value is not None}
