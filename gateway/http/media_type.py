"""Media types, and which of those on offer an Accept header prefers (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

MOST_RANGES = 100
_QUALITY = re.compile(r"0?\.\d{1,3}|0\.?|1(\.0{0,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type with its parameters, all in small letters. Commas and semicolons in quotes are not understood."""

    name: str
    parameters: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def read(cls, text: str) -> Self:
        """The media type that a text names; some name for every text, if only one that nobody knows."""
        name, *given = text.split(";")
        pairs = (parameter.partition("=") for parameter in given)
        return cls(
            name.strip().lower(),
            frozenset(
                (key.strip().lower(), value.strip().strip('"').lower()) for key, _, value in pairs if key.strip()
            ),
        )

    def __str__(self) -> str:
        return "; ".join((self.name, *(f"{key}={value}" for key, value in sorted(self.parameters))))


class _Range(NamedTuple):
    """Types that a client accepts, and how gladly: one, all of a kind as in `text/*`, or all."""

    wanted: MediaType
    quality: float

    def specificity(self, offer: MediaType) -> int | None:
        """How exactly an offer is meant; None if it is not. What the client asks beyond the name must be so."""
        name = self.wanted.name
        if not self.wanted.parameters <= offer.parameters:
            return None
        if name == offer.name:
            return 2 + len(self.wanted.parameters)
        kind, _, rest = name.partition("/")
        if rest == "*" and kind == offer.name.partition("/")[0]:
            return 1
        return 0 if name in ("*/*", "*") else None


@dataclass(frozen=True, slots=True)
class Accept:
    """What a client accepts: everything, if it does not say."""

    ranges: tuple[_Range, ...]

    @classmethod
    def read(cls, headers: Iterable[str]) -> Self:
        """From the Accept headers of a request. A range that is none matches nothing."""
        parts = ",".join(headers).split(",", MOST_RANGES)[:MOST_RANGES]
        return cls(tuple(_range(part) for part in parts if part.strip()) or (_range("*/*"),))

    def quality(self, offer: MediaType) -> float:
        """How gladly the client takes an offer: from 0, not at all, to 1."""
        return self._rank(offer)[0]

    def names(self, offer: MediaType) -> bool:
        """Whether it is meant by its own name, and not only along with others."""
        return any((range_.specificity(offer) or 0) > 1 for range_ in self.ranges)

    def prefers(self, offers: Sequence[MediaType]) -> MediaType | None:
        """The best offer: by quality, then what is named more exactly, then first, then what is offered first."""
        best = max(offers, key=self._rank)
        return best if self.quality(best) > 0 else None

    def _rank(self, offer: MediaType) -> tuple[float, int, int]:
        """By the range that means the offer most exactly, as the RFC has it: `text/*, text/html;q=0` is no HTML."""
        meant = [
            (specificity, -place, range_.quality)
            for place, range_ in enumerate(self.ranges)
            if (specificity := range_.specificity(offer)) is not None
        ]
        specificity, place, quality = max(meant, default=(0, 0, 0.0))
        return quality, specificity, place


def _range(text: str) -> _Range:
    read = MediaType.read(text)
    weights = {value for key, value in read.parameters if key == "q"}
    wanted = MediaType(read.name, frozenset(pair for pair in read.parameters if pair[0] != "q"))
    return _Range(wanted, min(map(_quality, weights), default=1.0))


def _quality(text: str) -> float:
    """From 0 to 1; 0 for what is no quality. Java leaves out the zero in `.2`."""
    return float(text) if _QUALITY.fullmatch(text) else 0.0
