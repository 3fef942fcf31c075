"""Somebody who holds a key and proves it (RFC 9449), as a browser does."""

import base64
import hashlib
import json
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

_ON_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


class Prover:
    """Makes proofs with one key."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.public = dict(key.as_dict(private=False))
        self.thumbprint = key.thumbprint()
        self._algorithm = (
            _ON_CURVES[key.curve_name] if isinstance(key, ECKey) else "PS256" if isinstance(key, RSAKey) else "Ed25519"
        )

    def proof(self, token: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A proof of a token; `header` and `claims` change a good one, where None leaves something out."""
        head = {"typ": "dpop+jwt", "alg": self._algorithm, "jwk": self.public, **(header or {})}
        digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        body = {"jti": uuid4().hex, "ath": digest, **claims}
        written = b".".join(
            urlsafe_b64encode(json.dumps({k: v for k, v in part.items() if v is not None}).encode())
            for part in (head, body)
        )
        signature = JWSRegistry.algorithms[self._algorithm].sign(written, self.key)
        return (written + b"." + urlsafe_b64encode(signature)).decode()
