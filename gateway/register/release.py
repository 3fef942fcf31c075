"""A release of the register: one SQLite file, built under a name that nobody reads, and given its own when complete."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from gateway.domain.company import BANKRUPT, IN_LIQUIDATION, NORMAL
from gateway.register.staging import Record, SecondProcess, Tables
from gateway.storage.register_index import create_name_index
from gateway.storage.register_tables import create_indexes, create_tables, function, name

_STAGED = ".part"
_WORTH_A_PROCESS = 100_000
"""Names. Fewer are indexed in less time than it takes to start a process."""
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
WITH fresh AS ({_SAME_FUNCTION.format(table="aside.feed")}), former AS ({_SAME_FUNCTION.format(table="{former}")})
INSERT INTO register.function
SELECT coalesce(former.id, lower(hex(randomblob(16)))), fresh.company, fresh.code, fresh.person_key,
       fresh.last_name, fresh.first_name, fresh.holder, fresh."begin", fresh."end", fresh.signing_power
FROM fresh LEFT JOIN former ON former.company = fresh.company AND former.code = fresh.code
  AND former.person_key IS fresh.person_key AND former.holder IS fresh.holder
  AND former."begin" = fresh."begin" AND former.place = fresh.place
ORDER BY fresh.company, fresh."begin"
"""  # noqa: S608 - made of constants
_ADDRESSES = """
INSERT INTO register.address SELECT * FROM aside.address
WHERE company IN (SELECT number FROM register.company WHERE NOT natural_person) ORDER BY company"""
_EXISTS = "SELECT 1 FROM register.company WHERE number ="
_FUNCTIONS_STAY = f"""
INSERT INTO register.function SELECT * FROM former.function f
WHERE EXISTS ({_EXISTS} f.company) AND (f.holder IS NULL OR EXISTS ({_EXISTS} f.holder)) ORDER BY company, "begin"
"""  # noqa: S608 - made of constants
_NAMES_READ = "CREATE TABLE scratch.name(company INTEGER, kind TEXT, language TEXT, text TEXT, words TEXT)"
_FUNCTIONS_READ = """
CREATE TABLE register.feed(company INTEGER, code TEXT, person_key TEXT, last_name TEXT, first_name TEXT, holder INTEGER,
"begin" TEXT, "end" TEXT, signing_power INTEGER)"""


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

    `main` holds the file itself as `register`, with the names read so far in `scratch`. `aside` is filled with the
    addresses and functions, while the names are numbered and indexed on a second core. In all of them `former` is the
    release in force, if there is one.
    """

    def __init__(self, folder: Path, former: Path | None) -> None:
        self.path = folder / f"register-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(3)}.sqlite"
        self._staged, self._scratch, self._aside = (
            str(self.path) + ending + _STAGED for ending in ("", ".scratch", ".aside")
        )
        self._former = {"former": _readable(former)} if former else {}
        tables = create_tables()
        self.main = Tables({"register": self._staged, "scratch": self._scratch, **self._former}, [*tables, _NAMES_READ])
        self.aside = Tables({"register": self._aside, **self._former}, [*tables, _FUNCTIONS_READ])
        self._indexing: SecondProcess | None = None

    def begin_as_former(self) -> None:
        """Begin with what the release in force holds, except its functions and the numbering of its names."""
        for tables, table in ((self.main, "company"), (self.main, "code"), (self.aside, "address")):
            tables.run(f"INSERT INTO register.{table} SELECT * FROM former.{table}")  # noqa: S608 - constants
        self.main.run("INSERT INTO scratch.name SELECT company, kind, language, text, words FROM former.name")
        self.main.run("CREATE INDEX scratch.name_company ON name(company)")

    def index_names(self) -> None:
        """All names are there: number them by quality, and index them. `main` is not to be used until `finish`."""
        (names,) = next(self.main.rows("SELECT coalesce(max(rowid), 0) FROM scratch.name"))
        statements = (_NAMES_BY_QUALITY, *create_indexes(name), *create_name_index())
        if names < _WORTH_A_PROCESS:
            for statement in statements:
                self.main.run(statement)
        self.main.commit()
        if names >= _WORTH_A_PROCESS:
            self._indexing = SecondProcess({"register": self._staged, "scratch": self._scratch}, statements)

    def finish(self, made: Made, *, functions_read: bool) -> int:
        """Complete the release and give the file its name; from here on it never changes.

        Functions that were read replace those in force, and keep the ids of those that are the same; if none were read,
        those in force stay. How many of these are lost, because a company of theirs is.
        """
        self.aside.commit()
        if self._indexing:
            self._indexing.wait()
        self.main = Tables({"register": self._staged, "aside": self._aside, **self._former}, [_ADDRESSES])
        lost = self._replace_functions() if functions_read else self._keep_functions()
        for statement in create_indexes(function):
            self.main.run(statement)
        values: Record = (made.snapshot_date.isoformat() if made.snapshot_date else None, *made[1:])
        self.main.insert("register.release", len(values), [values])
        self.main.commit()
        self._give_name()
        return lost

    def discard(self) -> None:
        """Stop, and leave nothing behind but a finished release."""
        if self._indexing:
            self._indexing.kill()
        self.main.close()
        self.aside.close()
        for path in (self._staged, self._scratch, self._aside):
            Path(path).unlink(missing_ok=True)

    def _keep_functions(self) -> int:
        if not self._former:
            return 0
        kept = self.main.run(_FUNCTIONS_STAY)
        (had,) = next(self.main.rows("SELECT count(*) FROM former.function"))
        return int(had) - kept

    def _replace_functions(self) -> int:
        none_yet = "register.function"
        self.main.run(_FUNCTIONS_KEEP_IDS.format(former="former.function" if self._former else none_yet))
        return 0

    def _give_name(self) -> None:
        staged = Path(self._staged)
        _write_through(staged)
        staged.rename(self.path)
        _write_through(self.path.parent)


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
