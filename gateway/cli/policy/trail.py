"""The rows of an audit trail: of an exported file, or of a database, which is only read."""

import json
from collections.abc import Mapping
from pathlib import Path

from gateway.authorization.problem import presentable
from gateway.cli.demo import refuse
from gateway.storage.audit import trail
from gateway.storage.database import Database
from gateway.storage.upgrade import outdated
from gateway.workbench.trail_row import NotATrail

_SQLITE = b"SQLite format 3\0"

Row = tuple[str, Mapping[str, object]]


async def rows_of(log: str) -> list[Row]:
    """The rows, each with its place; ends with 2 if there is no trail. Raises NotATrail for a line that is no row."""
    if log.startswith("sqlite:"):
        try:
            return await _of_database(Database.at(log).path)
        except ValueError as wrong:
            refuse(str(wrong))
    path = Path(log)
    try:
        return await _of_database(path) if _is_database(path) else _of_file(path)
    except (OSError, UnicodeDecodeError):
        refuse(f"{presentable(log)} cannot be read as an audit trail.")


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


async def _of_database(path: Path) -> list[Row]:
    if problem := outdated(path):
        refuse(f"{presentable(path.as_posix())}: {problem}")
    database = Database(path)
    try:
        async with database.snapshot() as reading:
            rows = [row async for row in trail(reading)]
    finally:
        await database.close()
    return [(f"Row {number} of {presentable(path.as_posix())}", row) for number, row in enumerate(rows, 1)]


def _of_file(path: Path) -> list[Row]:
    rows: list[Row] = []
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
            rows.append((place, row))
    return rows
