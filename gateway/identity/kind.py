"""What a token is for: only one that gives access may come with a request.

Providers sign other tokens with the same keys. An ID token is for the app where somebody signed in, a logout token
tells it that they have gone, and a refresh token is for the provider alone.
"""

from gateway.identity.form import JsonObject
from gateway.identity.refusal import TokenFault, TokenRefused

_ACCESS = frozenset({"at+jwt", "application/at+jwt"})
_ANY = frozenset({"jwt", "application/jwt"})

# Keycloak writes JWT into the header of all its tokens, and says in the claims what each one is; Cognito likewise.
_SAID_FOR_ACCESS = {"typ": frozenset({"bearer", "dpop", "at+jwt"}), "token_use": frozenset({"access"})}

# Hashes of what was given together with an ID token, and the events that a logout or security event token tells of.
_NEVER_FOR_ACCESS = frozenset({"at_hash", "c_hash", "s_hash", "events"})


def check_kind(header: JsonObject, claims: JsonObject, *, access_tokens_only: bool) -> None:
    """Refuse a token that is for something else than access, or that does not say so where it must.

    Where nothing says what it is, a nonce does: it goes with an ID token. (Keycloak once put it into others as well.)
    """
    kind = header.get("typ", "JWT")
    kind = kind.lower() if isinstance(kind, str) else ""
    if kind not in _ACCESS and (access_tokens_only or kind not in _ANY):
        raise TokenRefused(TokenFault.TYPE)
    said = {name: claims[name] for name in _SAID_FOR_ACCESS if name in claims}
    if not all(isinstance(text, str) and text.lower() in _SAID_FOR_ACCESS[name] for name, text in said.items()):
        raise TokenRefused(TokenFault.TYPE)
    if not _NEVER_FOR_ACCESS.isdisjoint(claims) or ("nonce" in claims and not said and kind not in _ACCESS):
        raise TokenRefused(TokenFault.TYPE)
