"""Whom we trust to say who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.identity.algorithm import ALGORITHMS
from gateway.identity.keys import Keys

_LONGEST_SKEW = 300


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claim says what. The defaults are those of the Belgian federal authentication service (FAS)."""

    national_number: str = "egovNRN"
    first_name: str = "givenName"
    last_name: str = "surname"
    email: str = "mail"
    language: str = "prefLanguage"
    assurance: str = "acr"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OpenID provider. Its `url` and our `audience` must stand in a token exactly as they stand here.

    Raises ValueError where trust would be unsafe: no audience, an algorithm that is not asymmetric, clocks that may
    be far apart.
    """

    url: str
    audience: str
    keys: Keys = field(compare=False)
    algorithms: tuple[str, ...] = ("RS256",)
    claims: ClaimNames = ClaimNames()
    assurance_levels: Mapping[str, int] = field(default_factory=dict)
    """What the values of its assurance claim are worth; without any they are those of FAS."""
    authorized_parties: frozenset[str] = frozenset()
    """The apps whose tokens are accepted; without any, all that it gives tokens to."""
    access_tokens_only: bool = False
    """Whether a token must say in its header that it is an access token (RFC 9068)."""
    sender_constrained: bool = False
    """Whether a token must be bound to a key of its bearer (RFC 9449)."""
    clock_skew_seconds: int = 60
    """How far its clock and ours may be apart."""

    def __post_init__(self) -> None:
        if not self.url or not self.audience:
            raise ValueError("An issuer needs an address, and an audience that its tokens are meant for.")
        if not self.algorithms or not set(ALGORITHMS) >= set(self.algorithms):
            raise ValueError(f"An issuer's algorithms are one or more of {', '.join(ALGORITHMS)}.")
        if not 0 <= self.clock_skew_seconds <= _LONGEST_SKEW:
            raise ValueError(f"The clocks of an issuer may be up to {_LONGEST_SKEW} seconds apart.")
