"""One bearer token, from text to Identity."""

from collections.abc import Callable, Sequence
from datetime import datetime

from joserfc.jwk import Key

from gateway.domain.identifiers import PersonKeys
from gateway.domain.person import Identity
from gateway.identity.algorithm import fits, holds
from gateway.identity.claims import bound_to, check_terms, identity_of
from gateway.identity.form import REFUSED_HEADERS, JsonObject, take_apart
from gateway.identity.issuer import Issuer
from gateway.identity.kind import check_kind
from gateway.identity.proof import Proof, Proofs
from gateway.identity.refusal import TokenFault, TokenRefused


class Bearer:
    """Identifies people by tokens of the issuers that we trust. Only proofs are remembered, as long as they count."""

    def __init__(self, issuers: Sequence[Issuer], people: PersonKeys, clock: Callable[[], datetime]) -> None:
        """Raises ValueError without an issuer, or if two have the same address."""
        self._issuers = {issuer.url: issuer for issuer in issuers}
        if not issuers or len(self._issuers) != len(issuers):
            raise ValueError("One issuer or more is needed, each with an address of its own.")
        self._people = people
        self._clock = clock
        self._proofs = Proofs()

    async def identify(self, token: str, proof: Proof | None = None) -> Identity:
        """The person whom this token identifies; with a proof, if it was sent as one that is bound to a key.

        Raises TokenRefused, and nothing else, for whatever text it is given; never says what the token held.
        """
        header, claims = take_apart(token)
        issuer = self._issuer_of(claims)
        algorithm, key = await _key_for(header, issuer)
        if not holds(token, algorithm, key):
            raise TokenRefused(TokenFault.SIGNATURE)
        now = self._clock()
        check_kind(header, claims, access_tokens_only=issuer.access_tokens_only)
        check_terms(claims, issuer, now)
        self._check_binding(token, bound_to(claims), issuer, proof, now)
        return identity_of(claims, issuer, self._people)

    def _check_binding(self, token: str, key: str | None, issuer: Issuer, proof: Proof | None, now: datetime) -> None:
        if key is None:
            if issuer.sender_constrained or proof is not None:
                raise TokenRefused(TokenFault.UNBOUND)
        elif proof is None:
            raise TokenRefused(TokenFault.BEARER)
        else:
            self._proofs.check(proof, token, key, now.timestamp())

    def _issuer_of(self, claims: JsonObject) -> Issuer:
        """The issuer that the token names: no more than a choice among those that we trust, until the key agrees."""
        url = claims.get("iss")
        issuer = self._issuers.get(url) if isinstance(url, str) else None
        if issuer is None:
            raise TokenRefused(TokenFault.ISSUER)
        return issuer


async def _key_for(header: JsonObject, issuer: Issuer) -> tuple[str, Key]:
    """The algorithm and key that the header names, if all of it is acceptable. Headers we do not know mean nothing."""
    algorithm, kid = header.get("alg"), header.get("kid")
    if not REFUSED_HEADERS.isdisjoint(header) or "jwk" in header:
        raise TokenRefused(TokenFault.HEADER)
    if not isinstance(algorithm, str) or algorithm not in issuer.algorithms:
        raise TokenRefused(TokenFault.ALGORITHM)
    key = await issuer.keys.key(kid) if isinstance(kid, str) else None
    if key is None or not fits(key, algorithm):
        raise TokenRefused(TokenFault.KEY)
    return algorithm, key
