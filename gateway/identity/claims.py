"""What a token says, once its signature holds: for whom and how long, and who the person is."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

from gateway.domain.identifiers import NationalNumber, PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.identity.form import JsonObject, moment
from gateway.identity.issuer import Issuer
from gateway.identity.refusal import TokenFault, TokenRefused

_LONGEST_NAME = 200
_FAS_LEVEL = re.compile(r"urn:be:fedict:iam:fas:Level([1-4][05]0|500)")


def check_terms(claims: JsonObject, issuer: Issuer, now: datetime) -> None:
    """Refuse a token of the issuer for another audience, without a subject, or outside its time."""
    audience = claims.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise TokenRefused(TokenFault.AUDIENCE)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise TokenRefused(TokenFault.SUBJECT)
    _check_parties(claims, issuer.authorized_parties)
    _check_times(claims, now.timestamp(), issuer.clock_skew_seconds)


def _check_parties(claims: JsonObject, authorized: frozenset[str]) -> None:
    """To which app the token was given: azp (OpenID Connect) or client_id (RFC 9068) says it; both must be accepted."""
    parties = [claims[name] for name in ("azp", "client_id") if name in claims]
    accepted = [party for party in parties if isinstance(party, str) and party in authorized]
    if authorized and (not parties or accepted != parties):
        raise TokenRefused(TokenFault.PARTY)


def bound_to(claims: JsonObject) -> str | None:
    """The thumbprint of the key to which the token is bound, if it is; to anything else we could not hold anybody."""
    if "cnf" not in claims:
        return None
    confirmation = claims["cnf"]
    thumbprint = confirmation.get("jkt") if isinstance(confirmation, dict) and len(confirmation) == 1 else None
    if not isinstance(thumbprint, str):
        raise TokenRefused(TokenFault.BINDING)
    return thumbprint


def _check_times(claims: JsonObject, now: float, skew: int) -> None:
    """How long ago a token was issued does not matter: what it lets anybody do hangs on facts in the database."""
    if now >= _seconds(claims.get("exp")) + skew:
        raise TokenRefused(TokenFault.EXPIRED)
    if any(now < _seconds(claims[name]) - skew for name in ("nbf", "iat") if name in claims):
        raise TokenRefused(TokenFault.NOT_YET)


def _seconds(value: object) -> float:
    seconds = moment(value)
    if seconds is None:
        raise TokenRefused(TokenFault.TIMES)
    return seconds


def _moment(seconds: float) -> datetime:
    """The moment; the last one that there is for those beyond it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


def identity_of(claims: JsonObject, issuer: Issuer, keys: PersonKeys) -> Identity:
    """The person that the claims describe. From here on the national number exists only as its keyed hash."""
    names = issuer.claims
    number = _national_number(claims.get(names.national_number))
    first_name, last_name = _name(claims.get(names.first_name)), _name(claims.get(names.last_name))
    if number is None or first_name is None or last_name is None:
        raise TokenRefused(TokenFault.PERSON)
    return Identity(
        key=keys.of(number),
        first_name=first_name,
        last_name=last_name,
        language=_language(claims.get(names.language)),
        assurance=_assurance(claims.get(names.assurance), issuer.assurance_levels),
        until=_moment(_seconds(claims.get("exp"))),
        mail=mail if isinstance(mail := claims.get(names.email), str) else None,
    )


def _national_number(value: object) -> NationalNumber | None:
    try:
        return parse_national_number(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _name(value: object) -> str | None:
    """The name in NFC with single blanks; control characters and halves of characters are in nobody's name."""
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        return None
    name = " ".join(unicodedata.normalize("NFC", value).split())
    return name if name and name.isprintable() else None


def _language(value: object) -> Language | None:
    """The language preferred, from "nl" or "nl-BE"; no reason to refuse anybody if we do not speak it."""
    spoken = value[:2].lower() if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{2}([-_]\w+)?", value) else None
    return next((language for language in Language if language == spoken), None)


def _assurance(value: object, levels: Mapping[str, int]) -> int:
    """The level that the issuer's value is worth, 100 to 500, as FAS writes it or as configured; else nothing."""
    if levels:
        return levels.get(value, 0) if isinstance(value, str) else 0
    level = _FAS_LEVEL.fullmatch(value) if isinstance(value, str) else None
    return int(level[1]) if level else 0
