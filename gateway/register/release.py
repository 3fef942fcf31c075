"""A release of the register: one SQLite file, built under a name that nobody reads, and given its own when complete."""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from gateway.domain.company import BANKRUPT, IN_LIQUIDATION, NORMAL
from gateway.storage.register_index import create_name_index
from gateway.storage.register_tables import create_indexes, create_tables

_STAGED = ".part"
_CACHE_KB = 65_536
_GOING = ", ".join(f"'{code}'" for code in sorted(NORMAL | IN_LIQUIDATION | BANKRUPT))
_NAMES_BY_QUALITY = f"""
INSERT INTO register.name(company, kind, language, text, words)
SELECT n.company, n.kind, n.language, n.text, n.words
FROM scratch.name n JOIN register.company c ON c.number = n.company
ORDER BY n.kind, c.situation NOT IN ({_GOING}), length(n.words), n.company, n.text, n.language
"""  # noqa: S608 - made of constants
_SAME_FUNCTION = """
SELECT *, row_number() OVER (
  PARTITION BY company, code, person_key, holder, "begin" ORDER BY "end" IS NULL, "end", signing_power, rowid
) AS place FROM {table}"""
_FUNCTIONS_KEEP_IDS = f"""
WITH fresh AS ({_SAME_FUNCTION.format(table="scratch.function")}), former AS ({_SAME_FUNCTION.format(table="{former}")})
INSERT INTO register.function
SELECT coalesce(former.id, lower(hex(randomblob(16)))), fresh.company, fresh.code, fresh.person_key, fresh.last_name, fresh.first_name,
       fresh.holder, fresh."begin", fresh."end", fresh.signing_power
FROM fresh LEFT JOIN former ON former.company = fresh.company AND former.code = fresh.code
  AND former.person_key IS fresh.person_key AND former.holder IS fresh.holder
  AND former."begin" = fresh."begin" AND former.place = fresh.place
ORDER BY fresh.company, fresh."begin"
"""  # noqa: S608 - made of constants
_SCRATCH = (
    "CREATE TABLE scratch.name(company INTEGER, kind TEXT, language TEXT, text TEXT, words TEXT)",
    """CREATE TABLE scratch.function(company INTEGER, code TEXT, person_key TEXT, last_name TEXT, first_name TEXT,
    holder INTEGER, "begin" TEXT, "end" TEXT, signing_power INTEGER)""",
)
_EXISTS = "SELECT 1 FROM register.company WHERE number ="


class Made(NamedTuple):
    """What a release was made of. Equal fingerprints: the same input, read by the same rules."""

    snapshot_date: date | None
    extract_number: str | None
    extract_fingerprint: str
    functions_fingerprint: str | None


class ImportRunning(Exception):
    """Another import is running in the same folder."""


@contextmanager
def import_lock(folder: Path) -> Iterator[None]:
    """Let one import at a time work in a folder, from reading which register is current to switching it.

    The lock goes with the process that holds it, so a killed import locks nobody out. Raises ImportRunning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "register.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ImportRunning("Another import of the register is running; this one did nothing.") from None
        yield


def made_of(path: Path) -> Made:
    """What a release was made of."""
    with closing(sqlite3.connect(_readable(path), uri=True)) as connection:
        row = connection.execute(
            "SELECT snapshot_date, extract_number, extract_fingerprint, functions_fingerprint FROM release"
        ).fetchone()
    return Made(row[0] and date.fromisoformat(row[0]), *row[1:])


def remove_other_releases(folder: Path, current: Path) -> None:
    """Remove the releases that are no longer in force. Whoever still reads one keeps it until they are done."""
    for path in folder.glob("register-*.sqlite"):
        if path.name != current.name:
            rejects_beside(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def rejects_beside(path: Path) -> Path:
    """Where the rejects of a release are written, unless elsewhere is said."""
    return path.with_suffix(".rejects.csv")


class Release:
    """A release that is being built.

    Its tables are reached as `register`, what is only passing through as `scratch`, and those of the release in force,
    if there is one, as `former`.
    """

    def __init__(self, folder: Path, former: Path | None) -> None:
        self.path = folder / f"register-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(3)}.sqlite"
        self._staged = self.path.with_name(self.path.name + _STAGED)
        self._scratch = self.path.with_name(self.path.name + ".scratch" + _STAGED)
        self._former = former
        self._connection = sqlite3.connect("file::memory:", isolation_level=None, uri=True)
        self._prepare()

    def _prepare(self) -> None:
        for schema, path in (("register", self._staged), ("scratch", self._scratch)):
            self.run("ATTACH ? AS " + schema, (str(path),))
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
                self.run(f"PRAGMA {schema}.{pragma}")
        if self._former:
            self.run("ATTACH ? AS former", (_readable(self._former),))
        self.run("BEGIN")
        for statement in (*create_tables(), *_SCRATCH):
            self.run(statement)

    def run(self, statement: str, values: tuple[object, ...] = ()) -> int:
        """Run one statement; how many rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(statement)

    def insert(self, table: str, width: int, records: Iterable[tuple[object, ...]]) -> None:
        """Add records, each as wide as its table."""
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", records)  # noqa: S608

    def delete(self, rows: str, keys: Iterable[tuple[object, ...]]) -> None:
        """Delete rows by key: `rows` is a table and its key column, as in ``register.company WHERE number``."""
        self._connection.executemany(f"DELETE FROM {rows} = ?", keys)  # noqa: S608 - made of constants

    def begin_as_former(self) -> None:
        """Begin with what the release in force holds, except its functions and the numbering of its names."""
        for table in ("company", "address", "code"):
            self.run(f"INSERT INTO register.{table} SELECT * FROM former.{table}")  # noqa: S608 - constants
        self.run("INSERT INTO scratch.name SELECT company, kind, language, text, words FROM former.name")
        self.run("CREATE INDEX scratch.name_company ON name(company)")

    def keep_functions(self) -> int:
        """Take over the functions of the release in force; how many are lost, because a company of theirs is."""
        if self._former is None:
            return 0
        kept = self.run(
            f"""INSERT INTO register.function SELECT * FROM former.function f WHERE EXISTS ({_EXISTS} f.company)
            AND (f.holder IS NULL OR EXISTS ({_EXISTS} f.holder)) ORDER BY company, "begin" """  # noqa: S608
        )
        (had,) = next(self.rows("SELECT count(*) FROM former.function"))
        return int(had) - kept

    def replace_functions(self) -> None:
        """Take the functions that were read; those that the release in force has as well keep their ids."""
        none_yet = "register.function"
        self.run(_FUNCTIONS_KEEP_IDS.format(former="former.function" if self._former else none_yet))

    def drop_orphans(self) -> None:
        """After an update: drop seats that nobody has any more, or that are no longer shown."""
        shown = "SELECT number FROM register.company WHERE NOT natural_person"
        self.run(f"DELETE FROM register.address WHERE company NOT IN ({shown})")  # noqa: S608 - made of constants

    def finish(self, made: Made) -> Path:
        """Number the names by quality, index everything, and give the file its name. From here on it never changes."""
        self.run(_NAMES_BY_QUALITY)
        for statement in (*create_indexes(), *create_name_index()):
            self.run(statement)
        self.insert("register.release", len(made), [(made.snapshot_date and made.snapshot_date.isoformat(), *made[1:])])
        self.run("COMMIT")
        self._connection.close()
        _write_through(self._staged)
        self._staged.rename(self.path)
        _write_through(self.path.parent)
        return self.path

    def discard(self) -> None:
        """Close, and leave nothing behind but a finished release."""
        self._connection.close()
        self._staged.unlink(missing_ok=True)
        self._scratch.unlink(missing_ok=True)


@contextmanager
def building(folder: Path, former: Path | None) -> Iterator[Release]:
    """A release to fill and finish; what a killed import left behind is cleaned up first."""
    for stale in folder.glob(f"register-*{_STAGED}"):
        stale.unlink(missing_ok=True)
    release = Release(folder, former)
    try:
        yield release
    finally:
        release.discard()


def _readable(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _write_through(path: Path) -> None:
    """Make sure that a file or folder is on the disk and not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
