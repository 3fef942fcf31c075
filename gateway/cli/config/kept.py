"""Checks of what is kept: the database and the register."""

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gateway.cli.config.finding import Finding, State
from gateway.settings import Settings
from gateway.storage.database import Database
from gateway.storage.register_release import current_release
from gateway.storage.sqlite import known_bug
from gateway.storage.upgrade import of_a_later_version, outdated

DATABASE, REGISTER = "database", "register"
_MAGIC = b"SQLite format 3\0"


def database(settings: Settings) -> Iterator[Finding]:
    """Nothing is made here that a start would make."""
    path = Database.at(settings.database_url).path
    if warning := known_bug():
        yield Finding(DATABASE, State.WARNING, warning)
    if not path.exists():
        yield _to_be_made(path)
    elif refusal := _unusable(path):
        yield Finding(DATABASE, State.REFUSED, f"{path} {refusal}")
    else:
        yield from _usable(path, settings)


def _to_be_made(path: Path) -> Finding:
    nearest = next(folder for folder in path.parents if folder.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return Finding(DATABASE, State.OK, f"there is none yet at {path}: a start makes it")
    return Finding(DATABASE, State.REFUSED, f"there is none yet at {path}, and {nearest} cannot be written")


def _unusable(path: Path) -> str | None:
    """Why no gateway could use what is there."""
    if not path.is_file() or not _begins_as_one(path):
        return "is no SQLite database"
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
        return "or its folder cannot be written"
    return "is that of a later version of the gateway" if of_a_later_version(path) else None


def _usable(path: Path, settings: Settings) -> Iterator[Finding]:
    if path.stat().st_mode & stat.S_IROTH and path.parent.stat().st_mode & stat.S_IXOTH:
        yield Finding(DATABASE, State.WARNING, f"others on this machine may read {path}: chmod 700 its folder")
    if problem := outdated(path):
        yield Finding(DATABASE, State.WARNING, f"a start brings it up to date: {problem}")
        return
    yield Finding(DATABASE, State.OK, f"{path} is up to date")
    if current := asyncio.run(_release(settings)):
        yield Finding(REGISTER, State.OK, f"{current} is in force")
    else:
        yield Finding(REGISTER, State.WARNING, "no company is known yet: gateway register import")


def _begins_as_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


async def _release(settings: Settings) -> str | None:
    database = Database.at(settings.database_url)
    try:
        async with database.snapshot() as read:
            return await current_release(read)
    finally:
        await database.close()
