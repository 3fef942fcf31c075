"""The signature algorithms that may count, and whether a signature holds."""

from collections.abc import Mapping

from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

FORMER_NAMES: Mapping[object, str] = {"EdDSA": "Ed25519"}
"""Most providers still use the name from before RFC 9864. It may not stand for the other curve of that family here."""

# Importing joserfc.jws has filled the registry.
_MODELS = {
    name: JWSRegistry.algorithms[FORMER_NAMES.get(name, name)]
    for name in (
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
    )
}

ALGORITHMS: tuple[str, ...] = tuple(_MODELS)
"""All are asymmetric: with a shared secret, whoever can check a token could also make one."""


def fits(key: Key, algorithm: str) -> bool:
    """Whether a key is of the algorithm's type and curve, and not declared for another one."""
    try:
        _MODELS[algorithm].check_key(key)
    except JoseError:
        return False
    return True


def holds(token: str, algorithm: str, key: Key) -> bool:
    """Whether the signature of a compact JWS, whose form is checked and whose key fits, is the key's."""
    signed, _, signature = token.rpartition(".")
    try:
        return _MODELS[algorithm].verify(signed.encode("ascii"), urlsafe_b64decode(signature.encode("ascii")), key)
    except (JoseError, ValueError):
        # Not base64url, or a key that is not for verifying.
        return False
