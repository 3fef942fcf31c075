"""Keeping account of every row that could not be used: file, line and reason, and never a word of the row itself."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType


class Reason(StrEnum):
    """Why a row was rejected."""

    BLANK_LINE = "blank line"
    WRONG_COLUMNS = "wrong number of columns"
    HEADER_REPEATED = "header repeated"
    NOT_UTF8 = "bytes that are not UTF-8"
    MALFORMED = "quotes or line ends that do not fit"
    TOO_LONG = "line too long"
    BAD_NUMBER = "no enterprise number, or wrong check digits"
    BAD_NATIONAL_NUMBER = "no national number, or wrong check digits"
    UNKNOWN_CODE = "unknown code"
    IMPOSSIBLE_DATE = "impossible date"
    AMBIGUOUS_DATE = "date that can be read in two ways"
    ENDS_BEFORE_BEGIN = "ends before it begins"
    MISSING_COMPANY = "company not in the register"
    DUPLICATE = "given already"
    EMPTY = "text missing"
    NOBODY = "held by nobody"


class Rejected(Exception):
    """A row cannot be used."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class FileCount:
    """What became of the rows of one file: `read` is the sum of the other three."""

    file: str
    kept: int = 0
    not_kept: int = 0
    rejected: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        return self.kept + self.not_kept + self.rejected


class Rejects:
    """The rejects file, and the counts of every file. Written beside its place, which it takes when it is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: dict[str, FileCount] = {}
        self._staged = path.with_name(path.name + ".part")
        self._file = self._staged.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(("file", "line", "reason"))

    def count(self, file: str) -> FileCount:
        """The account of one file."""
        return self.counts.setdefault(file, FileCount(file))

    def reject(self, file: str, line: int, reason: Reason) -> None:
        """Write down that a row was rejected. `line` counts from 1, as an editor does; where the row begins."""
        count = self.count(file)
        count.rejected += 1
        count.reasons[reason] += 1
        self._writer.writerow((file, line, reason))

    def of(self, file: str) -> Callable[[int, Reason], None]:
        """What rejects lines of one file."""
        return lambda line, reason: self.reject(file, line, reason)

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if error is None:
            self._staged.replace(self.path)
        else:
            self._staged.unlink(missing_ok=True)
