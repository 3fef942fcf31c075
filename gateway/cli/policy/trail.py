"""The rows of an audit trail: of an exported file, or of a database, which is only read."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NoReturn

from gateway.authorization.problem import presentable
from gateway.cli.demo import refuse
from gateway.storage.audit import trail
from gateway.storage.database import Database
from gateway.storage.upgrade import outdated
from gateway.workbench.trail_row import NotATrail

_SQLITE = b"SQLite format 3\0"

Row = tuple[str, Mapping[str, object]]


async def rows_of(log: str) -> AsyncIterator[Row]:
    """The rows, each with its place; ends with 2 if there is no trail. Raises NotATrail for a line that is no row."""
    path = _database(log)
    rows = _of_database(path) if path else _of_file(Path(log))
    try:
        async for row in rows:
            yield row
    except (OSError, UnicodeDecodeError):
        _unreadable(log)


def _database(log: str) -> Path | None:
    """The database that is meant, if it is one."""
    if log.startswith("sqlite:"):
        try:
            return Database.at(log).path
        except ValueError as wrong:
            refuse(str(wrong))
    try:
        with Path(log).open("rb") as file:
            return Path(log) if file.read(len(_SQLITE)) == _SQLITE else None
    except OSError:
        _unreadable(log)


def _unreadable(log: str) -> NoReturn:
    refuse(f"{presentable(log)} cannot be read as an audit trail.")


async def _of_database(path: Path) -> AsyncIterator[Row]:
    if problem := outdated(path):
        refuse(f"{presentable(path.as_posix())}: {problem}")
    database, number = Database(path), 0
    try:
        async with database.snapshot() as reading:
            async for row in trail(reading):
                number += 1
                yield f"Row {number} of {presentable(path.as_posix())}", row
    finally:
        await database.close()


async def _of_file(path: Path) -> AsyncIterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            place = f"{presentable(path.as_posix())}:{number}"
            try:
                row = json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                raise NotATrail(f"{place} is no JSON.") from None
            if row is None:
                continue
            if not isinstance(row, dict):
                raise NotATrail(f"{place} is no JSON object.")
            yield place, row
