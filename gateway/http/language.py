"""In which language a request is answered."""

from starlette.requests import Request

from gateway.domain.language import Language
from gateway.domain.person import Identity


def language_of(request: Request, identity: Identity | None) -> Language:
    """What Accept-Language prefers among ours, else what the token says, else English."""
    preferred = _preferred(request.headers.get("accept-language", ""))
    return preferred or (identity.language if identity else None) or Language.EN


def _preferred(header: str) -> Language | None:
    best, best_quality = None, 0.0
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        spoken = next((known for known in Language if tag.strip().lower().partition("-")[0] == known), None)
        quality = _quality(weight)
        if spoken and quality > best_quality:
            best, best_quality = spoken, quality
    return best


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    try:
        return min(1.0, float(value)) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
