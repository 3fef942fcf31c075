"""Reading CSV by the block: fast where it is as it should be, line by line where it is not.

A block in which every line is one row goes through the csv module as a whole. In any other the lines are read one by
one, so that a quote that is never closed costs one line and not the rest of the file.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO

from gateway.register.rejects import Reason
from gateway.register.source import NotAnExtract

LONGEST_LINE = 16_384
_BLOCK = 1 << 18
_MOST_LINES_A_ROW = 8
_BOM = b"\xef\xbb\xbf"

Row = Sequence[str]
Numbered = tuple[Iterable[int], Sequence[Row]]
"""Lines, counted from 1, and the row that begins in each."""
Reject = Callable[[int, Reason], None]
"""Is told of a line that is no row, and why."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the rows of a file are written, as its header tells: the separator, and where the wanted columns are."""

    delimiter: str
    header: list[str]
    pick: Callable[[Row], Row] | None


def read_rows(
    stream: BinaryIO, file: str, columns: tuple[str, ...], reject: Reject, advance: Callable[[int], None]
) -> Iterator[Numbered]:
    """The rows of a file, some thousands at a time, with the wanted columns in the order in which they are wanted.

    Lines that are no row are rejected. Raises NotAnExtract if the first line is not the header of such a file.
    `advance` is told how many bytes were read.
    """
    lines = _Lines(stream, reject, advance)
    shape = _shape(lines.header(), file, columns)
    reader = _Reader(shape, reject)
    for first, block in lines.blocks():
        numbers, rows, unfinished = reader.rows(first, block, more=lines.readable)
        lines.push_back(unfinished)
        yield numbers, [*map(shape.pick, rows)] if shape.pick else rows


def _shape(header: bytes, file: str, columns: tuple[str, ...]) -> _Shape:
    refusal = NotAnExtract(f"{file} does not begin with the header of that file of an extract.")
    try:
        text = header.removeprefix(_BOM).decode()
        delimiter = ";" if text.count(";") > text.count(",") else ","
        names = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise refusal from None
    places = {name.strip().lower(): place for place, name in enumerate(names)}
    wanted = [places.get(column.lower()) for column in columns]
    found = [place for place in wanted if place is not None]
    if len(found) < len(wanted) or len(places) < len(names):
        raise refusal
    return _Shape(delimiter, names, None if found == list(range(len(names))) else _picker(found))


def _picker(places: list[int]) -> Callable[[Row], Row]:
    return itemgetter(*places) if len(places) > 1 else lambda row: [row[places[0]]]


class _Lines:
    """A stream in blocks of whole lines; lines of an absurd length are left out, and never held in memory."""

    def __init__(self, stream: BinaryIO, reject: Reject, advance: Callable[[int], None]) -> None:
        self._stream = stream
        self._reject = reject
        self._advance = advance
        self._rest = b""
        self._next = 1
        self._more = True

    @property
    def readable(self) -> bool:
        """Whether lines follow that a row could go on in."""
        return self._more and len(self._rest) <= LONGEST_LINE

    def header(self) -> bytes:
        """The first line, or as much of it as a header may have."""
        while b"\n" not in self._rest and len(self._rest) < LONGEST_LINE and self._read():
            pass
        line, _, self._rest = self._rest.partition(b"\n")
        self._next = 2
        return line.removesuffix(b"\r")[:LONGEST_LINE]

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Blocks with the number of their first line; `push_back` may be called between two."""
        while self._read() or self._rest:
            cut = self._rest.rfind(b"\n") + 1 if self._more else len(self._rest)
            if cut:
                block, self._rest = self._rest[:cut], self._rest[cut:]
                first, self._next = self._next, self._next + block.count(b"\n") + (not block.endswith(b"\n"))
                yield first, block
            elif len(self._rest) > LONGEST_LINE:
                self._skip_line()
                self._reject(self._next, Reason.TOO_LONG)
                self._next += 1

    def push_back(self, unfinished: list[bytes]) -> None:
        """Lines at the end of the last block that need the next ones to be read."""
        if unfinished:
            self._next -= len(unfinished)
            self._rest = b"\n".join(unfinished) + b"\n" + self._rest

    def _skip_line(self) -> None:
        while b"\n" not in self._rest and self._read(keep=False):
            pass
        self._rest = self._rest.partition(b"\n")[2]

    def _read(self, *, keep: bool = True) -> bool:
        block = self._stream.read(_BLOCK)
        self._advance(len(block))
        self._rest = self._rest + block if keep else block
        self._more = bool(block)
        return self._more


class _Reader:
    """Makes rows of lines."""

    def __init__(self, shape: _Shape, reject: Reject) -> None:
        self._shape = shape
        self._reject = reject
        self._widths = {len(shape.header)}

    def rows(self, first: int, block: bytes, *, more: bool) -> tuple[Iterable[int], list[list[str]], list[bytes]]:
        """Row numbers and rows of a block, and the lines at its end that cannot be read without the next."""
        if rows := self._all_well(block):
            return range(first, first + len(rows)), rows, []
        return self._one_by_one(first, block.removesuffix(b"\n").split(b"\n"), more=more)

    def _all_well(self, block: bytes) -> list[list[str]] | None:
        """The rows of a block in which every line is a row; None of any other."""
        try:
            lines = block.decode().removesuffix("\n").split("\n")
            rows = list(csv.reader(lines, delimiter=self._shape.delimiter, strict=True))
        except (UnicodeDecodeError, csv.Error):
            return None
        well = len(rows) == len(lines) and set(map(len, rows)) == self._widths
        return rows if well and self._shape.header not in rows and max(map(len, lines)) <= LONGEST_LINE else None

    def _one_by_one(
        self, first: int, lines: list[bytes], *, more: bool
    ) -> tuple[list[int], list[list[str]], list[bytes]]:
        numbers: list[int] = []
        rows: list[list[str]] = []
        at = 0
        while at < len(lines):
            row, used = self._row(lines[at : at + _MOST_LINES_A_ROW])
            if row is Reason.MALFORMED and more and len(lines) - at < _MOST_LINES_A_ROW:
                return numbers, rows, lines[at:]
            if isinstance(row, Reason):
                self._reject(first + at, row)
            else:
                numbers.append(first + at)
                rows.append(row)
            at += used
        return numbers, rows, []

    def _row(self, lines: list[bytes]) -> tuple[list[str] | Reason, int]:
        """The row that begins in the first of some lines and how many it takes, or why there is none."""
        found: list[str] | Reason = self._parsed(lines[0])
        for used in range(2, len(lines) + 1):
            if found is not Reason.MALFORMED:
                break
            joined = self._parsed(b"\n".join(lines[:used]))
            if not isinstance(joined, Reason):
                return joined, used
        return found, 1

    def _parsed(self, line: bytes) -> list[str] | Reason:
        if len(line) > LONGEST_LINE:
            return Reason.TOO_LONG
        try:
            lines = [f"{part}\n" for part in line.decode().split("\n")]
            rows = list(csv.reader(lines, delimiter=self._shape.delimiter, strict=True))
        except UnicodeDecodeError:
            return Reason.NOT_UTF8
        except csv.Error:
            return Reason.MALFORMED
        if not rows or not rows[0]:
            return Reason.BLANK_LINE
        if len(rows) > 1:
            return Reason.MALFORMED
        if rows[0] == self._shape.header:
            return Reason.HEADER_REPEATED
        return rows[0] if {len(rows[0])} == self._widths else Reason.WRONG_COLUMNS
