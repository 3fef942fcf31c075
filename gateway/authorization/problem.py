"""A mistake in the policy files, told the way a compiler tells it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_LIKE_A_NUMBER = re.compile(r"\d(?:\D?\d){8,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, and where it stands.

    `line` and `column` count from 1, in characters; `length` characters from there are wrong, 0 for a whole file.
    `text` is the line, fit for a terminal, or empty if no line is concerned. `hint` says what would be right.
    """

    file: str
    line: int
    column: int
    length: int
    text: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        told = [f"{self.file}:{self.line}:{self.column}: {self.message}"]
        if self.text:
            told += [f"  {self.text}", "  " + " " * (self.column - 1) + "^" * max(1, self.length)]
        return "\n".join([*told, f"  {self.hint}"] if self.hint else told)


class PolicyRefused(Exception):
    """The policy files are not put into force. `problems` are all that is wrong with them, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(str(problem) for problem in self.problems)


def presentable(text: str) -> str:
    """The text as it may be shown, of the same length.

    What would act on a terminal or change the order of what is read becomes a replacement character; what might be
    somebody's number, which has no place in these files, is blotted out, for problems are logged.
    """
    shown = "".join(c if is_plain(c) else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\t", " "))
    return _LIKE_A_NUMBER.sub(lambda found: "*" * len(found.group()), shown)


def is_plain(character: str) -> bool:
    """Whether a character shows as what it is: no control, no invisible or bidirectional mark, no line separator."""
    return character.isprintable() or unicodedata.category(character) == "Zs"
