"""An exception as the log tells it: its class, where it was raised and why, and nothing that anybody typed.

A message may quote what somebody sent (`invalid literal for int(): '…'`), and a local variable may be their token. So
no variable is shown, and no message but the few that are known to hold none of it. Where it was raised, the line of
code stands for the message: it has all of it that is constant.
"""

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from traceback import FrameSummary, walk_tb
from typing import Any

Told = dict[str, Any]

MOST_FRAMES = 40
MOST_CAUSES = 10
_OF_SQLITE = re.compile(
    r"no such table: [a-z_.]+|table [a-z_]+ already exists|attempt to write a readonly database"
    r"|(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(: [a-z_., ]+)?"
    r"|database (table )?is locked|database schema has changed|database disk image is malformed"
    r"|database or disk is full|disk I/O error|unable to open database file|interrupted"
)


def told(error: BaseException) -> list[Told]:
    """The exception, then what caused it, and so on; each with its class, its place, and its message if it is safe."""
    return [_one(each) for each in _with_causes(error)]


def as_text(chain: list[Told], indent: str = "") -> str:
    """The same for a terminal."""
    lines: list[str] = []
    for each in chain:
        message = f": {each['message']}" if "message" in each else ""
        lines += [f"{indent}{each['type']}{message}", *(f"{indent}  {frame}" for frame in each["at"])]
        lines += [as_text(inner, f"{indent}    ") for inner in each.get("of", ())]
    return "\n".join(lines)


def _one(error: BaseException) -> Told:
    kind = type(error)
    shown: Told = {"type": kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"}
    if message := _safe_message(error):
        shown["message"] = message
    shown["at"] = _places(error)
    if isinstance(error, BaseExceptionGroup):
        shown["of"] = [told(inner) for inner in error.exceptions[:MOST_CAUSES]]
    return shown


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    known: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in known and len(known) < MOST_CAUSES:
        yield cause
        known.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _safe_message(error: BaseException) -> str | None:
    """What the system says, which names no file here, or SQLite, if it is one of those that name the schema alone."""
    if isinstance(error, OSError):
        return os.strerror(error.errno) if error.errno else None
    if isinstance(error, sqlite3.Error) and _OF_SQLITE.fullmatch(str(error)):
        return str(error)
    return None


def _places(error: BaseException) -> list[str]:
    """Where it came from, the innermost place last; of an endless recursion the middle is left out."""
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    if len(frames) > MOST_FRAMES:
        frames = frames[: MOST_FRAMES // 2] + frames[-MOST_FRAMES // 2 :]
    summaries = (FrameSummary(code.co_filename, line, code.co_name) for code, line in frames)
    return [f"{_file(each.filename)}:{each.lineno} in {each.name}: {each.line}" for each in summaries]


def _file(name: str) -> str:
    """The file as it is imported, wherever it is installed."""
    roots = [root for root in sys.path if root and name.startswith(f"{root}{os.sep}")]
    return name[len(max(roots, key=len)) + 1 :] if roots else name
