"""In which language a request is answered."""

import re

from starlette.requests import HTTPConnection

from gateway.domain.language import Language
from gateway.domain.person import Identity

_RANGE = re.compile(
    r"[ \t]*(\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)[ \t]*)?",
    re.IGNORECASE,
)


def language_of(request: HTTPConnection, identity: Identity | None) -> Language:
    """What Accept-Language prefers among ours, else what the token says, else English."""
    return language_in(",".join(request.headers.getlist("accept-language")), identity)


def language_in(header: str, identity: Identity | None) -> Language:
    """The same for a header that came by another way.

    Of languages that are equally welcome it is the one named first; `*` welcomes those that are not named. Everybody is
    answered: where nothing suits, in a language that they at least did not refuse, if there is one.
    """
    welcome = _qualities(header)
    named = [language for tag in welcome for language in Language if language == tag]
    usual = (identity.language if identity else None) or Language.EN
    in_order: list[Language] = [*named, usual, Language.EN, *Language]

    def suits(language: Language) -> float:
        quality = welcome.get(language, welcome.get("*"))
        return 0.0 if quality is None else quality or -1.0

    return max(in_order, key=suits)


def _qualities(header: str) -> dict[str, float]:
    """How welcome each language is, as RFC 9110 has it; we speak no more than one kind of each."""
    found: dict[str, float] = {}
    for part in header.split(","):
        if ranged := _RANGE.fullmatch(part):
            tag, weight = ranged[1].lower(), float(ranged[2] or 1)
            found[tag] = max(weight, found.get(tag, 0.0))
    return found
