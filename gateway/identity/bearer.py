"""One bearer token, from text to Identity."""

from collections.abc import Callable
from datetime import datetime

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key

from gateway.domain.identifiers import PersonKeys
from gateway.domain.person import Identity
from gateway.identity.claims import check_terms, identity_of
from gateway.identity.form import JsonObject, take_apart
from gateway.identity.issuer import KEY_TYPES, Issuer
from gateway.identity.refusal import TokenFault, TokenRefused

_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})

# Headers that bring a key of their own, point to one, or change what the signature covers: a token may not tell us
# whom to believe, nor how to read it.
_REFUSED_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "enc", "zip", "cty"})


class Bearer:
    """Identifies people by tokens of one issuer. Has no state: safe to share, and nothing is remembered."""

    def __init__(self, issuer: Issuer, people: PersonKeys, clock: Callable[[], datetime]) -> None:
        self._issuer = issuer
        self._people = people
        self._clock = clock
        self._keys: dict[object, Key] = {key.kid: key for key in issuer.keys}
        self._registry = jws.JWSRegistry(algorithms=issuer.algorithms, strict_check_header=False)

    def identify(self, token: str) -> Identity:
        """The person whom this token identifies.

        Raises TokenRefused, and nothing else, for whatever text it is given; never says what the token held.
        """
        header, claims = take_apart(token)
        self._check_signature(token, header)
        check_terms(claims, self._issuer, self._clock())
        return identity_of(claims, self._issuer.claims, self._people)

    def _check_signature(self, token: str, header: JsonObject) -> None:
        key = self._key_for(header)
        try:
            jws.deserialize_compact(token, key, registry=self._registry)
            holds = True
        except JoseError:
            holds = False
        # Raised here rather than above: the library's error must not travel with ours, it may quote the token.
        if not holds:
            raise TokenRefused(TokenFault.SIGNATURE)

    def _key_for(self, header: JsonObject) -> Key:
        """The key that the header names, if the whole header is acceptable. Headers we do not know mean nothing."""
        kind, algorithm, kid = header.get("typ", "JWT"), header.get("alg"), header.get("kid")
        if not isinstance(kind, str) or kind.lower() not in _TYPES:
            raise TokenRefused(TokenFault.TYPE)
        if not _REFUSED_HEADERS.isdisjoint(header):
            raise TokenRefused(TokenFault.HEADER)
        if not isinstance(algorithm, str) or algorithm not in self._issuer.algorithms:
            raise TokenRefused(TokenFault.ALGORITHM)
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None or not isinstance(key, KEY_TYPES[algorithm]) or key.alg not in (None, algorithm):
            raise TokenRefused(TokenFault.KEY)
        return key
