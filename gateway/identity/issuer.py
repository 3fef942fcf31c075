"""Whom we trust to say who somebody is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, KeySetSerialization, RSAKey

KEY_TYPES: Mapping[str, type[Key]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), RSAKey),
    **dict.fromkeys(("ES256", "ES384", "ES512"), ECKey),
}
"""The algorithms that an issuer may use, and the type of key that each takes. All are asymmetric: with a shared
secret, whoever can check a token could also make one."""

_SHORTEST_RSA_KEY = 2048


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claim says what. The defaults are those of the Belgian federal authentication service (FAS)."""

    national_number: str = "egovNRN"
    first_name: str = "givenName"
    last_name: str = "surname"
    language: str = "prefLanguage"
    assurance: str = "acr"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OpenID provider. Its `url` and our `audience` must stand in a token exactly as they stand here.

    Raises ValueError where trust would be unsafe: no audience, an algorithm that is not asymmetric, a key that is
    secret or too short, one key id for two keys.
    """

    url: str
    audience: str
    keys: KeySet
    algorithms: tuple[str, ...] = ("RS256",)
    claims: ClaimNames = ClaimNames()

    def __post_init__(self) -> None:
        if not self.url or not self.audience:
            raise ValueError("An issuer needs an address, and an audience that its tokens are meant for.")
        if not self.algorithms or not KEY_TYPES.keys() >= set(self.algorithms):
            raise ValueError(f"An issuer's algorithms are one or more of {', '.join(KEY_TYPES)}.")
        if not self.keys or any(not _safe(key) for key in self.keys):
            raise ValueError("An issuer needs public RSA keys of at least 2048 bits, or public EC keys, and no others.")
        if len({key.kid for key in self.keys}) != len(self.keys.keys):
            raise ValueError("Two keys of an issuer have the same id.")


def public_keys(source: Path | Mapping[str, object]) -> KeySet:
    """The keys for signatures of a JWKS document, given as a file or as the JSON object itself.

    Keys for encryption and of types that we do not know are left out, as RFC 7517 asks. Raises ValueError if the
    document is no JWKS or none of its keys is left, OSError if the file cannot be read.
    """
    document = json.loads(source.read_text(encoding="utf-8")) if isinstance(source, Path) else source
    listed = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(listed, list) or not all(isinstance(key, dict) for key in listed):
        raise ValueError("A JWKS document is an object with a list of keys.")
    for_signatures = [key for key in listed if key.get("use", "sig") == "sig"]
    try:
        return KeySet.import_key_set(KeySetSerialization(keys=for_signatures))
    except (JoseError, TypeError, ValueError) as error:
        raise ValueError("The JWKS document holds no key that can be used for signatures, or a broken one.") from error


def _safe(key: Key) -> bool:
    if isinstance(key, RSAKey):
        return not key.is_private and key.raw_value.key_size >= _SHORTEST_RSA_KEY
    return isinstance(key, ECKey) and not key.is_private
