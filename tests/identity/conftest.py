"""An issuer with a real key, a fixed clock, and a way to sign anything at all with it."""

from typing import Any

import pytest
from good_token import AUDIENCE, CLAIMS, NOW, URL, Sign
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import json_b64encode, urlsafe_b64encode

from gateway.domain.identifiers import PersonKeys
from gateway.identity import Bearer, FixedKeys, Issuer


@pytest.fixture(scope="session")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@pytest.fixture(scope="session")
def curve_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"})


@pytest.fixture(scope="session")
def people() -> PersonKeys:
    return PersonKeys(b"k" * 32)


@pytest.fixture(scope="session")
def issuer(key: RSAKey, curve_key: ECKey) -> Issuer:
    keys = FixedKeys(URL, {"keys": [key.as_dict(), curve_key.as_dict()]})
    return Issuer(URL, AUDIENCE, keys, algorithms=("RS256", "ES256"))


@pytest.fixture(scope="session")
def bearer(issuer: Issuer, people: PersonKeys) -> Bearer:
    return Bearer([issuer], people, lambda: NOW)


@pytest.fixture(scope="session")
def sign(key: RSAKey) -> Sign:
    """Sign a payload, given as bytes, or as changes to good claims where None leaves one out."""

    def signed(payload: bytes | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        headers = {
            k: v for k, v in ({"typ": "JWT", "alg": "RS256", "kid": "one"} | (header or {})).items() if v is not None
        }
        claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
        body = urlsafe_b64encode(payload) if payload is not None else json_b64encode(claims)
        signing_input = json_b64encode(headers) + b"." + body
        signature = jws.JWSRegistry.algorithms["RS256"].sign(signing_input, key)
        return (signing_input + b"." + urlsafe_b64encode(signature)).decode()

    return signed
