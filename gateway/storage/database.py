"""The database: snapshots to read in, transactions to change in. Nothing else begins or commits one."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.sqlite import reader_engine, writer_engine


class TransactionOver(Exception):
    """A statement came after the end of its transaction, from a field whose answer nobody waits for any more."""


class Transaction:
    """One transaction. Sibling fields run concurrently, a connection must not: so it takes one statement at a time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._one_at_a_time = asyncio.Lock()
        self._over = False

    async def rows(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement."""
        async with self._turn():
            return (await self._connection.execute(statement, parameters)).all()

    async def change(
        self, statement: Executable, parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> int:
        """How many rows a statement changed; with several sets of parameters it is run for each of them."""
        async with self._turn():
            return cast("CursorResult[Any]", await self._connection.execute(statement, parameters)).rowcount

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is done inside is undone if it raises; the transaction goes on."""
        async with self._connection.begin_nested():
            yield

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._one_at_a_time:
            if self._over:
                raise TransactionOver
            yield

    async def end(self) -> None:
        """Wait for the statement at hand and take no more: the connection goes to somebody else.

        When a refusal makes the answer null, the fields beside it may still be reading.
        """
        async with self._one_at_a_time:
            self._over = True


class Database:
    """The embedded database: a file in a folder, with the register's files beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = writer_engine(path)
        self._reader = reader_engine(path)

    @classmethod
    def at(cls, url: str) -> "Database":
        """The database of a URL such as ``sqlite:////var/lib/gateway/gateway.sqlite``."""
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
            raise ValueError("The database is a SQLite file: sqlite:////absolute/path/of/gateway.sqlite")
        return cls(Path(parsed.database).absolute())

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """What the database holds at one moment, for as long as it is read."""
        async with self._reader.connect() as connection, connection.begin(), _turns(connection) as transaction:
            yield transaction

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Transaction]:
        """One transaction that changes: committed as a whole at the end, or not at all.

        Whoever can be cancelled shields it: broken off while it begins, it would keep the writer from all others.
        """
        async with self._writer.connect() as connection, connection.begin(), _turns(connection) as transaction:
            yield transaction

    async def version(self) -> int:
        """A number that is another one once another process has committed: what commits here has the same connection.

        It waits for the writer, and is shielded as an act is.
        """
        async with self._writer.connect() as connection:
            # Past SQLAlchemy, which would begin a transaction for it.
            driver = (await connection.get_raw_connection()).driver_connection
            [(version,)] = await cast("Any", driver).execute_fetchall("PRAGMA data_version")
            return int(version)

    async def warm_up(self) -> None:
        """Open the connections before the first request: one that is cancelled meanwhile would strand the others."""
        async with self.change(), self.snapshot():
            pass

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def _turns(connection: AsyncConnection) -> AsyncIterator[Transaction]:
    transaction = Transaction(connection)
    try:
        yield transaction
    finally:
        await transaction.end()
