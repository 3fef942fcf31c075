"""Why a token is refused: a closed list, so that nothing of a token ever gets into a log or an answer."""

from enum import StrEnum, unique


@unique
class TokenFault(StrEnum):
    """What is wrong with a token, as one constant sentence."""

    TOO_LONG = "The token is too long."
    MALFORMED = "The token is not a signed JSON Web Token."
    TYPE = "The token is of a type that is not accepted here."
    HEADER = "The token's header asks for something that is not accepted here."
    ALGORITHM = "The token is signed with an algorithm that is not accepted."
    KEY = "The token is signed with a key that is not known."
    SIGNATURE = "The token's signature does not hold."
    ISSUER = "The token comes from another issuer."
    AUDIENCE = "The token is meant for somebody else."
    PARTY = "The token was given to an app that is not accepted."
    SUBJECT = "The token names no subject."
    TIMES = "The token does not say properly from when until when it holds."
    EXPIRED = "The token has expired."
    NOT_YET = "The token does not hold yet."
    PERSON = "The token does not say properly who the person is."
    BINDING = "The token is bound to something that cannot be proved here."
    UNBOUND = "The token is not bound to a key, as it must be here."
    BEARER = "The token is bound to a key, and is no bearer token."
    PROOF_MISSING = "One DPoP proof is expected."
    PROOF_MALFORMED = "The DPoP proof is not a signed JSON Web Token of its type."
    PROOF_KEY = "The DPoP proof is not by the key to which the token is bound."
    PROOF_SIGNATURE = "The DPoP proof's signature does not hold."
    PROOF_REQUEST = "The DPoP proof is of another request."
    PROOF_HASH = "The DPoP proof is of another token."
    PROOF_TIME = "The DPoP proof was not made just now."
    PROOF_USED = "The DPoP proof has been used already."
    PROOFS_FULL = "Too many DPoP proofs arrive: this one cannot be remembered."

    @property
    def asks_for_proof(self) -> bool:
        """Whether the same person could come in with a proof."""
        return self in (TokenFault.UNBOUND, TokenFault.BEARER)

    @property
    def of_proof(self) -> bool:
        """Whether the proof is wrong, rather than the token."""
        return self.name.startswith("PROOF")


class TokenRefused(Exception):
    """This token identifies nobody. `reason` is constant and repeats nothing of the token."""

    def __init__(self, reason: TokenFault) -> None:
        super().__init__(reason.value)
        self.reason = reason
