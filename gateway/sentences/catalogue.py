"""The sentences as their files hold them: read once, taken apart once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, NamedTuple

from gateway.domain.language import Language


class Piece(NamedTuple):
    """Some fixed text, and the name of the word that follows it, if one does."""

    text: str
    word: str | None


Sentence = tuple[Piece, ...]


def words_of(sentence: Sentence) -> frozenset[str]:
    """The names of the words that a sentence needs."""
    return frozenset(piece.word for piece in sentence if piece.word)


def load_catalogue() -> Mapping[str, Mapping[Language, Sentence]]:
    """Every sentence by its key, such as ``problem.email``, in every language that its file has.

    Raises ValueError for a sentence with a brace out of place, KeyError for a language we do not speak.
    """
    found: dict[str, Mapping[Language, Sentence]] = {}
    for file in files("gateway.sentences").iterdir():
        if file.name.endswith(".toml"):
            topic = file.name.removesuffix(".toml")
            found.update(_sentences(topic, tomllib.loads(file.read_text(encoding="utf-8"))))
    return MappingProxyType(found)


def _sentences(key: str, table: dict[str, Any]) -> Iterator[tuple[str, Mapping[Language, Sentence]]]:
    """A table of texts is a sentence, a table of tables a topic with keys below it."""
    texts = {name: text for name, text in table.items() if isinstance(text, str)}
    if texts:
        yield key, MappingProxyType({Language[name.upper()]: _pieces(name, text) for name, text in texts.items()})
    for name in table.keys() - texts.keys():
        yield from _sentences(f"{key}.{name}", table[name])


def _pieces(language: str, text: str) -> Sentence:
    if language == Language.FR:
        # French sets a space before these marks, at which no line may break; the files keep to spaces one can see.
        text = re.sub(r" (?=[:;?!»])|(?<=«) ", "\N{NO-BREAK SPACE}", text)
    return tuple(Piece(fixed, word) for fixed, word, _, _ in Formatter().parse(text))
