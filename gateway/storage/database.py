"""The database: snapshots to read in, transactions to change in. Nothing else begins or commits one."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.deadline import AGAIN_SECONDS, NEVER, Deadline, OutOfTime
from gateway.storage.pool import Pool, PoolState
from gateway.storage.sqlite import lacked_time, raw, reader_engine, wait_at_most, writer_engine
from gateway.telemetry import seen
from gateway.telemetry.statement_span import statement_span

T = TypeVar("T")


class TransactionOver(Exception):
    """A statement came after the end of its transaction, from a field whose answer nobody waits for any more."""


class Transaction:
    """One transaction. Sibling fields run concurrently, a connection must not: so it takes one statement at a time."""

    def __init__(self, connection: AsyncConnection, raw: sqlite3.Connection, deadline: Deadline) -> None:
        self._connection = connection
        self._raw = raw
        self._deadline = deadline
        self._one_at_a_time = asyncio.Lock()
        self._over = False

    async def rows(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement. Raises OutOfTime."""
        return (await self._run(statement, parameters)).all()

    async def change(
        self, statement: Executable, parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> int:
        """How many rows a statement changed; with several sets of parameters it is run for each of them."""
        return (await self._run(statement, parameters)).rowcount

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is done inside is undone if it raises; the transaction goes on, unless it has run out of time."""
        try:
            async with self._connection.begin_nested():
                yield
        except OperationalError:
            # A change that is interrupted is undone by SQLite with all that came before it, savepoints too.
            if self._deadline.over and not self._raw.in_transaction:
                raise OutOfTime from None
            raise

    async def _run(
        self, statement: Executable, parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None
    ) -> CursorResult[Any]:
        async with self._one_at_a_time:
            if self._over:
                raise TransactionOver
            if gathered := seen.current():
                gathered.statements += 1
            with (
                statement_span(statement) as traced,
                _in_time(self._deadline),
                self._deadline.cuts_off(self._raw.interrupt),
            ):
                running = asyncio.create_task(self._connection.execute(statement, parameters))
                result = cast("CursorResult[Any]", await self._finished(running))
                traced.sent(result.context.statement)
                return result

    async def _finished(self, running: "asyncio.Task[T]") -> T:
        """What comes of a statement. Of whoever goes away meanwhile it is given up, which leaves all in order.

        SQLAlchemy would throw the connection away, but not before SQLite has come to the end of it.
        """
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            while not running.done():
                self._raw.interrupt()
                await asyncio.wait([running], timeout=AGAIN_SECONDS)
            with suppress(OperationalError, asyncio.CancelledError):
                running.result()
            raise

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
        self._writer = Pool(writer_engine(path))
        self._reader = Pool(reader_engine(path))

    @classmethod
    def at(cls, url: str) -> "Database":
        """The database of a URL such as ``sqlite:////var/lib/gateway/gateway.sqlite``."""
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
            raise ValueError("The database is a SQLite file: sqlite:////absolute/path/of/gateway.sqlite")
        return cls(Path(parsed.database).absolute())

    @asynccontextmanager
    async def snapshot(self, deadline: Deadline = NEVER) -> AsyncIterator[Transaction]:
        """What the database holds at one moment, for as long as it is read. Raises OutOfTime."""
        async with _transaction(self._reader, deadline) as transaction:
            yield transaction

    @asynccontextmanager
    async def change(self, deadline: Deadline = NEVER) -> AsyncIterator[Transaction]:
        """One transaction that changes: committed as a whole at the end, or not at all. Raises OutOfTime.

        Whoever can be cancelled shields it: broken off while it begins, it would keep the writer from all others.
        """
        async with _transaction(self._writer, deadline) as transaction:
            yield transaction

    async def version(self) -> int:
        """A number that is another one once another process has committed: what commits here has the same connection.

        It waits for the writer, and is shielded as an act is.
        """
        async with self._writer.connection() as connection:
            # Past SQLAlchemy, which would begin a transaction for it.
            driver = (await connection.get_raw_connection()).driver_connection
            [(version,)] = await cast("Any", driver).execute_fetchall("PRAGMA data_version")
            return int(version)

    @property
    def pools(self) -> Mapping[str, PoolState]:
        """How its connections are at this moment."""
        return {"writer": self._writer.state, "reader": self._reader.state}

    async def warm_up(self) -> None:
        """Open the connections before the first request: one that is cancelled meanwhile would strand the others."""
        async with self.change(), self.snapshot():
            pass

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()


@asynccontextmanager
async def _transaction(pool: Pool, deadline: Deadline) -> AsyncIterator[Transaction]:
    async with pool.connection(deadline) as connection, AsyncExitStack() as begun:
        await wait_at_most(connection, deadline.left)
        with _in_time(deadline):
            await begun.enter_async_context(connection.begin())
        transaction = Transaction(connection, await raw(connection), deadline)
        try:
            yield transaction
        finally:
            await transaction.end()


@contextmanager
def _in_time(deadline: Deadline) -> Iterator[None]:
    """Raises OutOfTime for what SQLite gave up for lack of time."""
    try:
        yield
    except OperationalError as error:
        if deadline.over and lacked_time(error):
            raise OutOfTime from None
        raise
