"""How names are read as words, the same when they are indexed and when they are looked for."""

import re
import unicodedata

_INITIALS = re.compile(r"(?<!\w)(?:\w\.){2,}\w?(?!\w)")
_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}


class _Folding(dict[int, str]):
    """What each character becomes, worked out the first time it is met."""

    def __missing__(self, point: int) -> str:
        small = unicodedata.normalize("NFKC", chr(point)).casefold()
        folded = "".join(self._fold(letter) for letter in unicodedata.normalize("NFKD", small))
        self[point] = folded
        return folded

    def _fold(self, letter: str) -> str:
        if unicodedata.category(letter).startswith("M"):
            return ""
        return _LETTERS.get(letter, letter) if letter.isalnum() else " "


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The words of a text, one blank between them: lower case, no accents, nothing but letters and digits.

    Initials are one word: ``S.A. L'Étoile & Cie`` is ``sa l etoile cie``.
    """
    if "." in text:
        text = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
    return " ".join(text.translate(_FOLDING).split())
