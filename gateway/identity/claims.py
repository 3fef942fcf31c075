"""What a token says, once its signature holds: for whom and how long, and who the person is."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from gateway.domain.identifiers import NationalNumber, PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.identity.form import JsonObject
from gateway.identity.issuer import ClaimNames, Issuer
from gateway.identity.refusal import TokenFault, TokenRefused

LEEWAY = timedelta(seconds=60)
"""How far the clocks of an issuer and of the gateway may be apart."""

_LONGEST_NAME = 200
_LATEST = 2**53
_FAS_LEVEL = re.compile(r"urn:be:fedict:iam:fas:Level([1-4][05]0|500)")


def check_terms(claims: JsonObject, issuer: Issuer, now: datetime) -> None:
    """Refuse a token of another issuer, for another audience, without a subject, or outside its time."""
    if claims.get("iss") != issuer.url:
        raise TokenRefused(TokenFault.ISSUER)
    audience = claims.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise TokenRefused(TokenFault.AUDIENCE)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise TokenRefused(TokenFault.SUBJECT)
    _check_times(claims, now.timestamp())


def _check_times(claims: JsonObject, now: float) -> None:
    leeway = LEEWAY.total_seconds()
    if now >= _seconds(claims.get("exp")) + leeway:
        raise TokenRefused(TokenFault.EXPIRED)
    if any(now < _seconds(claims[name]) - leeway for name in ("nbf", "iat") if name in claims):
        raise TokenRefused(TokenFault.NOT_YET)


def _seconds(value: object) -> float:
    """Seconds since 1970. JSON has truth values and numbers without bound; neither is a time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise TokenRefused(TokenFault.TIMES)
    return value


def _moment(seconds: float) -> datetime:
    """The moment; the last one that there is for those beyond it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


def identity_of(claims: JsonObject, names: ClaimNames, keys: PersonKeys) -> Identity:
    """The person that the claims describe. From here on the national number exists only as its keyed hash."""
    number = _national_number(claims.get(names.national_number))
    first_name, last_name = _name(claims.get(names.first_name)), _name(claims.get(names.last_name))
    if number is None or first_name is None or last_name is None:
        raise TokenRefused(TokenFault.PERSON)
    return Identity(
        key=keys.of(number),
        first_name=first_name,
        last_name=last_name,
        language=_language(claims.get(names.language)),
        assurance=_assurance(claims.get(names.assurance)),
        until=_moment(_seconds(claims.get("exp"))),
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


def _assurance(value: object) -> int:
    """The level of the federal authentication service, 100 to 500; anything else assures nothing."""
    level = _FAS_LEVEL.fullmatch(value) if isinstance(value, str) else None
    return int(level[1]) if level else 0
