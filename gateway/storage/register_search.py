"""Searching companies by number, or by the words of their names.

Best first: the company with that number; names that equal the text; names that begin with it; names in which every
word of the text is a word; names in which every word of the text begins a word. Among equals a name of the company
comes before an abbreviation or a trade name, a living company before an ended one, a shorter name before a longer.
A company shows up once, where its best name stands.
"""

from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import TextClause, text

from gateway.domain.identifiers import EnterpriseNumber, parse_enterprise_number
from gateway.storage.reading import Reading
from gateway.storage.register_index import FIRST_WORD_MARK, LONGEST_PREFIX
from gateway.storage.register_words import fold

LONGEST_TEXT = 400
_MOST_WORDS = 16


class Rank(IntEnum):
    """How well a company matches; lower is better."""

    NUMBER = 0
    EXACT = 1
    BEGINS = 2
    WORDS = 3
    PREFIXES = 4


class Position(NamedTuple):
    """Where a company stands in the answer to a search. Good for that text and that release of the register."""

    rank: int
    name: int


class Hit(NamedTuple):
    """A company found, and its place."""

    number: EnterpriseNumber
    position: Position


class SearchPage(NamedTuple):
    """The best hits after a position, and whether there are more."""

    hits: tuple[Hit, ...]
    more: bool


async def search(read: Reading, wanted: str, first: int, after: Position | None) -> SearchPage:
    """The first so many companies that match, after a position; at most one statement a rank.

    A text without a number and without any word of two letters finds nothing. Nothing in a text is syntax.
    """
    hits: list[Hit] = []
    start = after or Position(Rank.NUMBER, -1)
    looked_for = _Text(wanted)
    for rank in Rank:
        if rank >= start.rank and len(hits) <= first:
            last = start.name if rank == start.rank else -1
            hits += await looked_for.hits(read, rank, last, first + 1 - len(hits))
    return SearchPage(tuple(hits[:first]), len(hits) > first)


class _Text:
    """What is looked for: a number perhaps, and words."""

    def __init__(self, wanted: str) -> None:
        folded = fold(wanted) if len(wanted) <= LONGEST_TEXT else ""
        self.words = list(dict.fromkeys(folded.split()))[:_MOST_WORDS]
        self.exact = folded if any(len(word) > 1 for word in self.words) else ""
        self.number = _number(wanted)

    async def hits(self, read: Reading, rank: Rank, after: int, first: int) -> list[Hit]:
        """The best hits of one rank whose name comes after one."""
        if self.number is None if rank is Rank.NUMBER else not self.exact:
            return []
        words = {f"word{i}": word for i, word in enumerate(self.words)}
        bounds = {"rank": rank.value, "after": after, "first": first, "number": int(self.number or 0)}
        match = self._match(rank) if rank >= Rank.BEGINS else None
        rows = await read.rows(self._statement(rank), {**words, **bounds, "exact": self.exact, "match": match})
        return [Hit(EnterpriseNumber(f"{row.company:010d}"), Position(rank, row.id)) for row in rows]

    def _statement(self, rank: Rank) -> TextClause:
        if rank is Rank.NUMBER:
            return text("SELECT 0 AS id, number AS company FROM register.company WHERE number = :number AND :after < 0")
        exact = rank is Rank.EXACT
        candidates = _NAMED if exact else f"{_INDEXED} AND {self._rank_of('n')} = :rank"
        better = f"({self._rank_of('o')}, o.id) < (:rank, n.id)"
        return text(
            f"""SELECT n.id, n.company {candidates} AND n.company <> :number
            AND NOT EXISTS (SELECT 1 FROM register.name o WHERE o.company = n.company AND o.id <> n.id AND {better})
            ORDER BY {"n.id" if exact else "name_index.rowid"} LIMIT :first"""  # noqa: S608 - made of constants and numbered parameters
        )

    def _match(self, rank: Rank) -> str:
        """The question to the index. Every word is quoted, so that none of them is an operator."""
        every_word = " AND ".join(f'"{word}"' for word in self.words)
        if rank is Rank.BEGINS:
            *whole, begun = f"{FIRST_WORD_MARK}{self.exact}".split()[:_MOST_WORDS]
            return " AND ".join([f'"{word}"' for word in whole] + [_prefix(begun)])
        if rank is Rank.WORDS:
            return every_word
        every_prefix = " AND ".join(_prefix(word) for word in self.words)
        return f"({every_prefix}) NOT ({every_word})"

    def _rank_of(self, row: str) -> str:
        """How well a name matches, in SQL."""
        padded = f"' ' || {row}.words || ' '"
        words = " AND ".join(f"instr({padded}, ' ' || :word{i} || ' ')" for i in range(len(self.words)))
        prefixes = " AND ".join(f"instr({padded}, ' ' || :word{i})" for i in range(len(self.words)))
        return (
            f"CASE WHEN {row}.words = :exact THEN {Rank.EXACT:d}"
            f" WHEN substr({row}.words, 1, length(:exact)) = :exact THEN {Rank.BEGINS:d}"
            f" WHEN {words} THEN {Rank.WORDS:d} WHEN {prefixes} THEN {Rank.PREFIXES:d} ELSE 9 END"
        )


_INDEXED = """FROM register.name_index JOIN register.name n ON n.id = name_index.rowid
WHERE name_index MATCH :match AND name_index.rowid > :after"""
_NAMED = "FROM register.name n WHERE n.words = :exact AND n.id > :after"


def _prefix(word: str) -> str:
    return f'"{word[:LONGEST_PREFIX]}" *'


def _number(wanted: str) -> EnterpriseNumber | None:
    try:
        return parse_enterprise_number(wanted.strip())
    except ValueError:
        return None
