"""SQLite as it must be set for our kind of work, which is not how it comes.

With the defaults of the drivers, concurrent read-modify-writes are lost without an error, and a plain BEGIN fails most
of them as locked. So: WAL with `synchronous=FULL`, one writer connection that begins IMMEDIATE, and readers that
cannot write and each see one snapshot.

The register is a file of its own, complete and never changed again, attached read-only as the schema `register`. Which
file is current stands in the main database, so that a new register is switched in with one short transaction.
"""

import fcntl
import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT_MS = 10_000
READERS = 4
NO_REGISTER = "no-register.sqlite"
"""What is attached before the first import."""
_ATTACH_TRIES = 5
_LOG_RESET_MENDED = (3, 51, 3)
_CURRENT = "SELECT file FROM register_release WHERE current"


def writer_engine(path: Path) -> AsyncEngine:
    """The engine of everything that changes: one connection, every transaction begins as a writer."""
    return _engine(path, pool_size=1, begin="BEGIN IMMEDIATE", pragmas=("synchronous=FULL",))


def reader_engine(path: Path) -> AsyncEngine:
    """The engine of everything that only reads: never waits for the writer, cannot write."""
    return _engine(path, pool_size=READERS, begin="BEGIN", pragmas=("query_only=ON", "wal_autocheckpoint=0"))


def _engine(path: Path, *, pool_size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path.absolute().as_uri()}?uri=true",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        _wait(connection)
        _begin_with_register(connection, begin, path.parent)

    return engine


def _begin_with_register(connection: Connection, begin: str, folder: Path) -> None:
    """Begin a transaction in which the current register is attached.

    A file cannot be attached inside a transaction, so the name is read first inside it, and if another one is
    attached, the transaction is begun again.
    """
    for _ in range(_ATTACH_TRIES):
        connection.exec_driver_sql(begin)
        current = connection.exec_driver_sql(_CURRENT).scalar() or NO_REGISTER
        if connection.info.get("register") == current:
            return
        connection.exec_driver_sql("ROLLBACK")
        _attach(connection, folder / current)
    raise RuntimeError("The register was switched again and again while a transaction began.")


async def wait_at_most(connection: AsyncConnection, seconds: float | None) -> None:
    """Have the next transaction wait no longer for another process that writes, to the second."""
    if seconds is not None:
        await connection.execution_options(busy_timeout=min(math.ceil(seconds) * 1000, BUSY_TIMEOUT_MS))


def _wait(connection: Connection) -> None:
    wanted = connection.get_execution_options().get("busy_timeout", BUSY_TIMEOUT_MS)
    if connection.info.get("busy_timeout", BUSY_TIMEOUT_MS) != wanted:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wanted}")
        connection.info["busy_timeout"] = wanted


async def raw(connection: AsyncConnection) -> sqlite3.Connection:
    """The connection of SQLite itself, for what it can do from any thread: interrupt the statement that runs on it.

    The driver has a coroutine for it, but a timer cannot wait for that.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    return cast("sqlite3.Connection", cast("Any", driver)._conn)


def lacked_time(error: OperationalError) -> bool:
    """Whether SQLite was interrupted, or has waited for another process for as long as it may."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT)


def _attach(connection: Connection, current: Path) -> None:
    if connection.info.pop("register", None) is not None:
        connection.exec_driver_sql("DETACH DATABASE register")
    try:
        address = f"{current.absolute().as_uri()}?mode=ro&immutable=1"
        connection.exec_driver_sql("ATTACH DATABASE ? AS register", (address,))
    except OperationalError:
        if current.exists():
            raise
        return  # Switched and removed since its name was read: the next try reads the new name.
    connection.info["register"] = current.name


def known_bug() -> str | None:
    """A sentence for the operator if this SQLite can corrupt a database, None if it cannot.

    Before 3.51.3 a checkpoint that meets a writer in another process can reset the log too early. One connection here
    commits and checkpoints, so it takes a command beside the server to get there.
    """
    if sqlite3.sqlite_version_info >= _LOG_RESET_MENDED:
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} has a bug, mended in 3.51.3, that can corrupt the database when a command "
        "writes at the moment of a checkpoint: keep a copy before you run one beside this server."
    )


class AlreadyServed(Exception):
    """Another process serves this database; the message says so."""


@contextmanager
def serving_lock(path: Path) -> Iterator[None]:
    """Admit one serving process to a database file; it goes with the process. Raises AlreadyServed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"Another gateway is serving {path} already.") from None
        yield
