"""Saying a sentence: its words put in, each as the language writes it."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from gateway.domain.corporate_function import FunctionCode
from gateway.domain.day import day_in_belgium
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.sentences.catalogue import Piece, load_catalogue, words_of

_CATALOGUE = load_catalogue()

_LOCALES = {
    Language.FR: Locale("fr", "BE"),
    Language.NL: Locale("nl", "BE"),
    Language.DE: Locale("de", "BE"),
    Language.EN: Locale("en", "GB"),
}
_VOWELS = frozenset("aeiouâàéèêëîïôûAEIOUÂÀÉÈÊËÎÏÔÛ")


def say(key: str, language: Language, **words: object) -> str:
    """The sentence of a key, in a language, with its words.

    A word is a date (written in full: "30 June 2025"), a moment (the day it falls on in Belgium), a function or an
    action (as running text), a text or a whole number (as they are). Raises KeyError for a key that does not
    exist, TypeError for words other than those that the sentence has, or of another type.
    """
    sentence = _CATALOGUE[key][language]
    if words.keys() != words_of(sentence):
        raise TypeError(f"{key} has the words {sorted(words_of(sentence))}, not {sorted(words)}.")
    return "".join(_filled(piece, language, words) for piece in sentence)


def _filled(piece: Piece, language: Language, words: dict[str, object]) -> str:
    if piece.word is None:
        return piece.text
    word = _written(words[piece.word], language)
    if language is Language.FR and piece.text.endswith(("de ", "que ")) and word[:1] in _VOWELS:
        return f"{piece.text[:-2]}'{word}"
    return piece.text + word


def _written(word: object, language: Language) -> str:
    if isinstance(word, FunctionCode):
        return say(f"function.running.{word}", language)
    if isinstance(word, Action):
        return say(f"action.{word}", language)
    if isinstance(word, datetime):
        return _long_date(day_in_belgium(word), language)
    if isinstance(word, date):
        return _long_date(word, language)
    if isinstance(word, str | int):
        return str(word)
    raise TypeError(f"A sentence has no way to write a {type(word).__name__}.")


@lru_cache(maxsize=4096)
def _long_date(day: date, language: Language) -> str:
    """A day as a letter writes it; CLDR has no "1er" for French."""
    first_in_french = language is Language.FR and day.day == 1
    return format_date(day, "d'er' MMMM y" if first_in_french else "long", locale=_LOCALES[language])
