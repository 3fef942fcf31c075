"""An issuer of our own, so that the demo needs no other; its key is made at first start and stays in a folder."""

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from gateway.identity.issuer import Issuer
from gateway.identity.keys import FixedKeys

DEMO_URL = "https://demo-issuer.invalid"
DEMO_AUDIENCE = "gateway-demo"
_KEY_FILE = "demo-issuer-key.pem"
_BITS = 2048


class DemoIssuer:
    """Signs tokens for the personas of the demo. `folder` holds the private key, readable by its owner only."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Open the issuer of a folder, making the folder and the key if they are not there yet."""
        self._clock = clock
        self._key = _key_of(folder)
        self.issuer = Issuer(DEMO_URL, DEMO_AUDIENCE, FixedKeys(DEMO_URL, self.jwks()))
        """What a Bearer needs to trust this issuer."""

    def jwks(self) -> dict[str, object]:
        """The public key, as a JWKS document."""
        return dict(KeySet([self._key]).as_dict(private=False, use="sig", alg="RS256"))

    def sign(self, claims: Mapping[str, object], lifetime: timedelta) -> str:
        """A token with these claims that holds from now on for `lifetime`.

        Address, audience and times are the issuer's to say. A subject is made up unless the claims have one.
        """
        now = int(self._clock().timestamp())
        terms = {"iss": DEMO_URL, "aud": DEMO_AUDIENCE, "iat": now, "exp": now + int(lifetime.total_seconds())}
        header = {"typ": "JWT", "alg": "RS256", "kid": self._key.kid}
        return jwt.encode(header, {"sub": uuid4().hex, **claims, **terms}, self._key, algorithms=["RS256"])

    def __repr__(self) -> str:
        return f"DemoIssuer({DEMO_URL})"


def _key_of(folder: Path) -> RSAKey:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / _KEY_FILE
    if not file.exists():
        _keep_once(RSAKey.generate_key(_BITS).as_pem(private=True), file)
    key = RSAKey.import_key(file.read_bytes())
    key.ensure_kid()
    return key


def _keep_once(pem: bytes, file: Path) -> None:
    """Put the key there whole or not at all; if two processes start at once, both go on with the first one's."""
    handle, name = tempfile.mkstemp(dir=file.parent)  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(pem)
        os.link(name, file)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
