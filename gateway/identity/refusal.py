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
    SUBJECT = "The token names no subject."
    TIMES = "The token does not say properly from when until when it holds."
    EXPIRED = "The token has expired."
    NOT_YET = "The token does not hold yet."
    PERSON = "The token does not say properly who the person is."


class TokenRefused(Exception):
    """This token identifies nobody. `reason` is constant and repeats nothing of the token."""

    def __init__(self, reason: TokenFault) -> None:
        super().__init__(reason.value)
        self.reason = reason
