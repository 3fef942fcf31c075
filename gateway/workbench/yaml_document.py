"""A YAML document as an author sees it: texts, lists and tables, each with its place.

YAML has more to it than a table of tests needs. Anchors, tags and second documents are refused, for a reader sees
another thing than the machine; every value is the text that stands there, so that `no` is a name like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from gateway.authorization.policy_file import Line, read_lines
from gateway.authorization.problem import Problem

LARGEST = 256 * 1024
"""Bytes of a file. The shipped files have some thousands."""

_DEEPEST = 8
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; `length` characters of its first line belong to it."""

    line: Line
    column: int
    length: int

    def problem(self, message: str, hint: str = "") -> Problem:
        """A problem with what stands here."""
        return self.line.problem(self.column, self.length, message, hint)


@dataclass(frozen=True, slots=True)
class Text:
    """A single value, with one blank for all white space."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values, no key twice."""

    place: Place
    rows: tuple[tuple[Text, "Node"], ...]


Node = Text | Items | Table


def read_document(file: str, content: bytes, problems: list[Problem]) -> Node | None:
    """The one document of a file; None if anything is wrong with it as YAML, which is named in `problems`."""
    found: list[Problem] = []
    if len(content) > LARGEST:
        hint = "split it into several files"
        found.append(Problem(file, 1, 1, 0, "", f"more than {LARGEST // 1024} KiB", hint))
    else:
        read_lines(file, content, found)
    reader = None if found else _Reader(file, content.decode(), found)
    root = reader.document() if reader else None
    problems.extend(found)
    return None if found else root


class _Stop(Exception):
    """What follows cannot be read any more; why is among the problems."""


class _Reader:
    """Builds the nodes from the events of the parser: nothing is composed, resolved or constructed by YAML."""

    def __init__(self, file: str, text: str, problems: list[Problem]) -> None:
        self._file = file
        self._lines = [Line(file, number, line.removesuffix("\r")) for number, line in enumerate(text.split("\n"), 1)]
        self._problems = problems
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)

    def document(self) -> Node | None:
        """The root of the document."""
        try:
            next(self._events)
            if not isinstance(next(self._events), yaml.DocumentStartEvent):
                self._problems.append(Problem(self._file, 1, 1, 0, "", "this file is empty"))
                return None
            root = self._node(next(self._events), 1)
            next(self._events)
            further = next(self._events)
        except yaml.MarkedYAMLError as error:
            self._problems.append(self._malformed(error))
        except (ValueError, OverflowError):
            # PyYAML lets these through for an escape beyond Unicode, and for a version of thousands of digits.
            self._problems.append(Problem(self._file, 1, 1, 0, "", "this is no YAML: a number is out of range"))
        except _Stop:
            pass
        else:
            if isinstance(further, yaml.DocumentStartEvent):
                self._problems.append(self._place(further).problem("a second document", "a file has one"))
            return root
        return None

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, "an alias", "write out what it stands for")
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self._refuse(place, "an anchor", "what it names is written out wherever it is needed")
        if getattr(event, "tag", None):
            self._refuse(place, "a tag", "every value is a plain text")
        if depth > _DEEPEST:
            self._refuse(place, f"more than {_DEEPEST} levels", "a test needs far fewer")
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(place, tuple(self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)))
        if isinstance(event, yaml.MappingStartEvent):
            return Table(place, tuple(self._rows(depth + 1)))
        text = " ".join(event.value.split()) if isinstance(event, yaml.ScalarEvent) else ""
        if len(text) > _LONGEST:
            self._refuse(place, f"a text of more than {_LONGEST} characters", "one sentence says more")
        return Text(place, text)

    def _rows(self, depth: int) -> Iterator[tuple[Text, Node]]:
        first: dict[str, Text] = {}
        for event in self._until(yaml.MappingEndEvent):
            key, value = self._node(event, depth), self._node(next(self._events), depth)
            if not isinstance(key, Text):
                self._refuse(key.place, "a key that is no word", "a key is a single word")
            elif key.text in first:
                where = f"it stands already in line {first[key.text].place.line.number}"
                self._problems.append(key.place.problem(f'the key "{key.text}" stands here twice', where))
            else:
                first[key.text] = key
                yield key, value

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _refuse(self, place: Place, message: str, hint: str) -> None:
        self._problems.append(place.problem(message, hint))
        raise _Stop

    def _place(self, event: yaml.Event) -> Place:
        begin, end = event.start_mark, event.end_mark
        if begin is None or end is None:  # The parser gives every event its marks.
            raise AssertionError(event)
        line = self._lines[begin.line]
        behind = end.column if end.line == begin.line else len(line.text.rstrip())
        return Place(line, begin.column + 1, max(1, behind - begin.column))

    def _malformed(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark
        message = f"this is no YAML: {error.problem}"
        if mark is None:
            return Problem(self._file, 1, 1, 0, "", message)
        line = self._lines[min(mark.line, len(self._lines) - 1)]
        return line.problem(mark.column + 1, 1, message, error.context or "")
