"""Proof of possession (DPoP, RFC 9449), as an app makes it."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from time import time
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey


class Possession:
    """A key of the app's own, to which tokens are bound."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256")

    def proof(self, method: str, address: str, token: str | None = None) -> str:
        """A proof for one request, and for a token if it carries one."""
        bound = {"ath": digest_of(token)} if token else {}
        claims = {"jti": uuid4().hex, "htm": method, "htu": address, "iat": int(time()), **bound}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._key.as_dict(private=False)}
        return jwt.encode(header, claims, self._key, algorithms=["ES256"])


def digest_of(text: str) -> str:
    """As a challenge stands for its verifier, and a proof for its token."""
    return urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()
