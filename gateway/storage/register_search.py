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
from gateway.storage.page import Slice, Wanted, sliced
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


_FIRST = Position(Rank.NUMBER, -1)
_LAST = Position(max(Rank), 2**62)


class Hit(NamedTuple):
    """A company found, and its place."""

    number: EnterpriseNumber
    position: Position


async def search(read: Reading, text: str, wanted: Wanted[tuple[int, int]]) -> Slice[Hit]:
    """A page of the companies that match; at most one statement a rank, and for what lies behind its start once more.

    A text without a number and without any word of two letters finds nothing. Nothing in a text is syntax.
    """
    looked_for, backwards = _Text(text), wanted.backwards
    between = _Range(Position(*wanted.after or _FIRST), Position(*wanted.before or _LAST), backwards)
    found = await _counted(read, looked_for, between, wanted.size + 1)
    behind = await _counted(read, looked_for, _behind(*wanted.start, backwards), 1) if wanted.start else []
    return sliced(wanted, found, beyond=bool(behind))


async def _counted(read: Reading, looked_for: "_Text", between: "_Range", most: int) -> list[Hit]:
    """The first so many hits between two positions, or the last, from the outside in."""
    hits: list[Hit] = []
    for rank in sorted(Rank, reverse=between.backwards):
        if between.after.rank <= rank <= between.before.rank and len(hits) < most:
            hits += await looked_for.hits(read, rank, between, most - len(hits))
    return hits


class _Range(NamedTuple):
    """What lies after a position and before another, counted from the one or from the other."""

    after: Position
    before: Position
    backwards: bool

    def names(self, rank: Rank) -> tuple[int, int]:
        """The names of a rank between which it lies."""
        low = self.after.name if rank == self.after.rank else _FIRST.name
        return low, self.before.name if rank == self.before.rank else _LAST.name


def _behind(rank: int, name: int, backwards: bool) -> _Range:
    """What lies at the start of a page and behind it, counted away from the page."""
    if backwards:
        return _Range(Position(rank, name - 1), _LAST, backwards=False)
    return _Range(_FIRST, Position(rank, name + 1), backwards=True)


class _Text:
    """What is looked for: a number perhaps, and words."""

    def __init__(self, wanted: str) -> None:
        folded = fold(wanted) if len(wanted) <= LONGEST_TEXT else ""
        self.words = list(dict.fromkeys(folded.split()))[:_MOST_WORDS]
        self.exact = folded if any(len(word) > 1 for word in self.words) else ""
        self.number = _number(wanted)

    async def hits(self, read: Reading, rank: Rank, between: _Range, most: int) -> list[Hit]:
        """The first so many hits of one rank between two positions, or the last."""
        if self.number is None if rank is Rank.NUMBER else not self.exact:
            return []
        words = {f"word{i}": word for i, word in enumerate(self.words)}
        match = self._match(rank) if rank >= Rank.BEGINS else None
        told = {**words, "exact": self.exact, "match": match, "number": int(self.number or 0)}
        after, before = between.names(rank)
        bounds = {"rank": rank.value, "after": after, "before": before, "most": most}
        rows = await read.rows(self._statement(rank, between.backwards), {**told, **bounds})
        return [Hit(EnterpriseNumber(f"{row.company:010d}"), Position(rank, row.id)) for row in rows]

    def _statement(self, rank: Rank, backwards: bool) -> TextClause:
        if rank is Rank.NUMBER:
            return text(_NUMBERED)
        exact = rank is Rank.EXACT
        candidates = _NAMED if exact else f"{_INDEXED} AND {self._rank_of('n')} = :rank"
        better = f"({self._rank_of('o')}, o.id) < (:rank, n.id)"
        return text(
            f"""SELECT n.id, n.company {candidates} AND n.company <> :number
            AND NOT EXISTS (SELECT 1 FROM register.name o WHERE o.company = n.company AND o.id <> n.id AND {better})
            ORDER BY {"n.id" if exact else "name_index.rowid"} {"DESC" if backwards else ""} LIMIT :most"""  # noqa: S608 - made of constants and numbered parameters
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
WHERE name_index MATCH :match AND name_index.rowid > :after AND name_index.rowid < :before"""
_NAMED = "FROM register.name n WHERE n.words = :exact AND n.id > :after AND n.id < :before"
_NUMBERED = """SELECT 0 AS id, number AS company FROM register.company
WHERE number = :number AND 0 > :after AND 0 < :before"""


def _prefix(word: str) -> str:
    return f'"{word[:LONGEST_PREFIX]}" *'


def _number(wanted: str) -> EnterpriseNumber | None:
    try:
        return parse_enterprise_number(wanted.strip())
    except ValueError:
        return None
