"""A policy file as lines and words, each with its place. The first half of the strict loader.

PyCasbin drops a line that it does not know, in silence. So nothing passes here that it could read in another way
than an author sees it: a rule is words between commas, in plain letters, on one line.
"""

import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from gateway.authorization.problem import Problem, is_plain, presentable

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two separators, without the blanks around it. `column` counts from 1."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a policy file, without its end. `number` counts from 1."""

    file: str
    number: int
    text: str

    @property
    def place(self) -> str:
        """Where another problem may point: the line, and the file without its folder."""
        return f"line {self.number} of {self.file.rpartition('/')[2]}"

    def words(self) -> list[Word]:
        """The words between the commas; an empty one where there is nothing."""
        return split(Word(self.text, 1), ",")

    def problem(self, column: int, length: int, message: str, hint: str = "") -> Problem:
        """A problem with `length` characters of this line from `column` on."""
        shown = presentable(self.text.rstrip())
        return Problem(self.file, self.number, column, length, shown, presentable(message), presentable(hint))

    def problem_with(self, word: Word, message: str, hint: str = "") -> Problem:
        """A problem with a word of this line."""
        return self.problem(word.column, max(1, len(word.text)), message, hint)

    def problem_with_all(self, message: str, hint: str = "") -> Problem:
        """A problem with this line as a whole."""
        rule = split(Word(self.text, 1), "\n")[0]
        return self.problem_with(rule, message, hint)


def split(whole: Word, separator: str) -> list[Word]:
    """The words between the separators, with their columns; blanks around them belong to none."""
    words = []
    column = whole.column
    for part in whole.text.split(separator):
        text = part.strip(" ")
        words.append(Word(text, column + (len(part) - len(part.lstrip(" ")) if text else 0)))
        column += len(part) + len(separator)
    return words


def read_lines(file: str, content: bytes, problems: list[Problem]) -> list[Line]:
    """The lines of a file, without comments and blank lines, and without those that hide something.

    A line ends with LF or CRLF, which PyCasbin reads alike. What is hidden is named in `problems`.
    """
    lines = _decoded(file, content, problems)
    hidden = {line.number: problem for line in lines if (problem := _hidden(line))}
    problems.extend(hidden.values())
    return [line for line in lines if line.number not in hidden and not _says_nothing(line)]


def read_rules(file: str, content: bytes, problems: list[Problem]) -> list[Line]:
    """The lines of a file of rules, written in plain letters. The others are named in `problems`."""
    lines = read_lines(file, content, problems)
    misleading = {line.number: problem for line in lines if (problem := _misleading(line))}
    problems.extend(misleading.values())
    return [line for line in lines if line.number not in misleading]


def check_columns(line: Line, words: list[Word], columns: str, problems: list[Problem]) -> bool:
    """Whether a line has a word for each of the columns, which are named like ``p, role, resource, verb``."""
    expected = columns.count(",") + 1
    if len(words) == expected:
        return True
    hint, counted = f"write {columns}", f"{len(words)} word{'s' * (len(words) > 1)}, but {expected} are expected"
    if len(words) < expected:
        end = len(line.text.rstrip(" ")) + 1
        problems.append(line.problem(end, 1, counted, hint))
    elif words[expected].text:
        effect = words[expected].text in ("allow", "deny")
        hint = "every line allows; what no line allows is denied, and no line takes a right away" if effect else hint
        problems.append(line.problem_with(words[expected], counted, hint))
    else:
        comma = line.text.rstrip(" ").rfind(",") + 1
        problems.append(line.problem(comma, 1, "a comma too many", hint))
    return False


def _decoded(file: str, content: bytes, problems: list[Problem]) -> list[Line]:
    """The lines as text; those that are none are left out, and named in `problems`."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        problems.append(Problem(file, 1, 1, 0, "", "a byte that is no UTF-8", "this is UTF-16: save the file as UTF-8"))
        return []
    lines = []
    for number, encoded in enumerate(content.split(b"\n"), 1):
        try:
            lines.append(Line(file, number, encoded.decode().removesuffix("\r")))
        except UnicodeDecodeError as error:
            line = Line(file, number, encoded.decode(errors="replace").rstrip("\r"))
            column = len(encoded[: error.start].decode()) + 1
            problems.append(line.problem(column, 1, "a byte that is no UTF-8", "save the file as UTF-8"))
    return lines


def _says_nothing(line: Line) -> bool:
    text = line.text.lstrip(" ")
    return not text or text.startswith("#")


def _hidden(line: Line) -> Problem | None:
    """The first character that hides or moves text, be it in a comment."""
    for column, character in enumerate(line.text, 1):
        if character == "\t":
            return line.problem(column, 1, "a tab", "use blanks")
        if character == _BOM and (line.number, column) == (1, 1):
            return line.problem(column, 1, "a byte order mark", "save the file as UTF-8 without BOM")
        if not is_plain(character):
            return line.problem(column, 1, f"{_named(character)} does not show as what it is", "take it out")
    return None


def _misleading(line: Line) -> Problem | None:
    """The first character that an author may take for something else than PyCasbin does."""
    for column, character in enumerate(line.text, 1):
        if character == "#":
            length = len(line.text.rstrip()) - column + 1
            return line.problem(column, length, "a comment behind a rule", "a comment has a line of its own")
        if character in "\"'`":
            return line.problem(column, 1, "a quote", "words are written without quotes")
        if not character.isascii():
            hint = "rules are written in the letters a to z"
            return line.problem(column, 1, f"{_named(character)} has no place in a rule", hint)
    return None


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '(a control character)')}"
