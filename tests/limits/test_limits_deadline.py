"""When the time is over, SQLite itself gives up, whoever waits is told, and everything is free for the next one."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from heavy import HEAVY
from sqlalchemy import text

from gateway.storage.database import Database
from gateway.storage.deadline import Deadline, OutOfTime
from gateway.storage.sqlite import READERS
from gateway.storage.upgrade import upgrade

SOON = 0.1
STUCK = 20.0
"""Nothing here lasts for longer than two seconds, nor the heavy statement for less than minutes."""
INSERT = text("INSERT INTO officer VALUES ('x', 'X', '2026-01-01 00:00:00')")
COUNT = text("SELECT count(*) FROM officer")
Story = Callable[[Database], Awaitable[None]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "gateway.sqlite"
    upgrade(path)
    return path


def told(path: Path, story: Story) -> None:
    """What happens with a database; afterwards all of its connections can still be had at once."""

    async def whole() -> None:
        database = Database(path)
        try:
            async with asyncio.timeout(STUCK):
                await story(database)
                await all_at_once(database)
        finally:
            await database.close()

    asyncio.run(whole())


async def all_at_once(database: Database) -> None:
    async with AsyncExitStack() as held:
        for _ in range(READERS):
            reader = await held.enter_async_context(database.snapshot())
            await reader.rows(COUNT)
        await held.enter_async_context(database.change())


async def officers(database: Database) -> int:
    async with database.snapshot() as read:
        [(count,)] = await read.rows(COUNT)
    return int(count)


def test_a_read_that_takes_too_long_is_given_up_by_sqlite(empty: Path) -> None:
    async def story(database: Database) -> None:
        for _ in range(2 * READERS):
            with pytest.raises(OutOfTime):
                async with database.snapshot(Deadline(SOON / 4)) as read:
                    await read.rows(text(HEAVY))

    told(empty, story)


def test_after_its_time_nothing_is_read_any_more(empty: Path) -> None:
    async def story(database: Database) -> None:
        async with database.snapshot(Deadline(SOON)) as read:
            await asyncio.sleep(SOON)
            with pytest.raises(OutOfTime):
                await read.rows(COUNT)

    told(empty, story)


@pytest.mark.parametrize("statement", [HEAVY, f"INSERT INTO officer SELECT id, 'Y', '2026-01-01' FROM ({HEAVY})"])
@pytest.mark.parametrize("in_savepoint", [True, False])
def test_a_change_that_takes_too_long_is_undone_as_a_whole(empty: Path, statement: str, in_savepoint: bool) -> None:
    async def story(database: Database) -> None:
        before = await officers(database)
        with pytest.raises(OutOfTime):
            async with database.change(Deadline(SOON)) as change, AsyncExitStack() as inside:
                await change.change(INSERT)
                if in_savepoint:
                    await inside.enter_async_context(change.savepoint())
                await change.rows(text(statement))
        assert await officers(database) == before

    told(empty, story)


def test_what_was_done_in_time_is_committed_however_long_that_takes(empty: Path) -> None:
    async def story(database: Database) -> None:
        before = await officers(database)
        async with database.change(Deadline(SOON)) as change:
            await change.change(INSERT)
            await asyncio.sleep(2 * SOON)
        assert await officers(database) == before + 1
        async with database.change() as change:
            await change.change(text("DELETE FROM officer"))

    told(empty, story)


def test_what_must_be_whole_once_it_has_begun_is_not_cut_off(empty: Path) -> None:
    async def story(database: Database) -> None:
        async with database.change(Deadline(SOON, only_to_begin=True)) as change:
            await asyncio.sleep(SOON)
            await change.rows(text(HEAVY.replace("10000000000", "300000")))

    told(empty, story)


@pytest.mark.parametrize("kind", ["snapshot", "change"])
def test_whoever_waits_for_a_connection_does_not_wait_for_longer(empty: Path, kind: str) -> None:
    async def story(database: Database) -> None:
        begin = database.snapshot if kind == "snapshot" else database.change
        async with AsyncExitStack() as held:
            for _ in range(READERS if kind == "snapshot" else 1):
                await held.enter_async_context(begin())
            for bounded in (Deadline(SOON), Deadline(SOON, only_to_begin=True)):
                with pytest.raises(OutOfTime):
                    await held.enter_async_context(begin(bounded))

    told(empty, story)


def test_whoever_waits_for_another_process_that_writes_does_not_wait_for_longer(empty: Path) -> None:
    async def story(database: Database) -> None:
        with closing(sqlite3.connect(empty, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OutOfTime):
                async with database.change(Deadline(SOON)):
                    raise AssertionError("Two write at the same time.")
            other.execute("ROLLBACK")

    told(empty, story)


def test_whoever_goes_away_while_sqlite_works_leaves_its_connection_to_others(empty: Path) -> None:
    async def story(database: Database) -> None:
        async def read() -> None:
            async with database.snapshot(Deadline(STUCK)) as reader:
                await reader.rows(text(HEAVY))

        for _ in range(2 * READERS):
            reading = asyncio.create_task(read())
            await asyncio.sleep(SOON / 5)
            reading.cancel()
            await asyncio.wait([reading])

    told(empty, story)


def test_whoever_goes_away_at_any_moment_leaves_everything_in_order(empty: Path) -> None:
    async def story(database: Database) -> None:
        async def read() -> None:
            async with database.snapshot(Deadline(STUCK)) as reader:
                await reader.rows(COUNT)

        await all_at_once(database)
        for turns in range(40):
            several = [asyncio.create_task(read()) for _ in range(READERS + 2)]
            for _ in range(turns):
                await asyncio.sleep(0)
                await asyncio.sleep(0.0001)
            for task in several[::2]:
                task.cancel()
            await asyncio.gather(*several, return_exceptions=True)
            assert not any(task.exception() for task in several[1::2])

    told(empty, story)
