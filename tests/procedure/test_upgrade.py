"""A database of the first revision keeps all that it holds when it is brought up to date, and goes on from there."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from mandate_house import EXCLUSIVE, MandateHouse
from mandate_world import COLIN, MAES
from procedure_acts import identity_of
from procedure_world import START, form_of
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from gateway import storage
from gateway.domain.errors import Forbidden
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import MandateStatus
from gateway.domain.rights import Action
from gateway.storage.upgrade import outdated, upgrade
from gateway.use_cases import account, ebox, manager

MIGRATIONS = Path(storage.__file__).parent / "migrations"
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
NAMES = "SELECT name FROM {} WHERE type = 'table' AND name NOT IN ('alembic_version', 'sqlite_sequence') ORDER BY name"
MANDATES = ("mandate", "mandate_group", "proxy", "proxy_signature")
Rows = dict[str, list[tuple[object, ...]]]


def make(path: Path, revision: str) -> None:
    """A database as a gateway of that revision made it."""
    config, engine = Config(), create_engine(f"sqlite:///{path}")
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def contents(path: Path) -> Rows:
    """Every row of every table, and the place that it has there."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute(NAMES.format("sqlite_master"))]
        return {name: connection.execute(f"SELECT rowid, * FROM {name} ORDER BY rowid").fetchall() for name in tables}


def schema(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(SCHEMA).fetchall()


async def live(house: MandateHouse) -> None:
    """A company with an e-Box and a manager who was replaced, another with a letter, and refusals of every kind."""
    maes, colin = EnterpriseNumber(MAES), EnterpriseNumber(COLIN)
    emma, karin = identity_of("emma"), identity_of("karin")
    (seen,) = house.rows("SELECT id FROM manager WHERE company = ?", maes)
    form = form_of("bruno")
    await house.act(emma, Action.EBOX_ACTIVATE, maes, lambda work: ebox.activate(work, maes, "info@maes.example"))
    await house.act(
        emma, Action.MANAGER_REPLACE, maes, lambda work: manager.replace(work, house.terms, maes, form, seen["id"])
    )
    await house.act(karin, Action.ACCOUNT_REQUEST_CLOSURE, colin, lambda work: account.request_closure(work, colin))
    for stranger in ("olivier", "petra"):
        with pytest.raises(Forbidden):
            await house.act(identity_of(stranger), Action.EBOX_ACTIVATE, colin, lambda _: asyncio.sleep(0))
    await house.gate.tally.write_down()
    house.change("INSERT INTO act_done SELECT id, 'key', 'fingerprint', 'subject', '2026-03-02' FROM person LIMIT 1")


@pytest.fixture
def first(mandate_template: Path, tmp_path: Path) -> Path:
    """A database of the first revision, with all that it can hold, beside its register."""

    async def lived() -> None:
        async with MandateHouse.copied(mandate_template, tmp_path / "now") as house:
            await live(house)

    asyncio.run(lived())
    shutil.copytree(tmp_path / "now", tmp_path / "first", ignore=shutil.ignore_patterns("gateway.sqlite*"))
    file = tmp_path / "first" / "gateway.sqlite"
    make(file, "0001")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ATTACH ? AS now", (str(tmp_path / "now" / "gateway.sqlite"),))
        for (table,) in connection.execute(NAMES.format("main.sqlite_master")).fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM now.{table}")
        connection.commit()
    assert all(contents(file).values())
    return file


def test_everything_that_it_holds_is_kept(first: Path) -> None:
    before, made = contents(first), schema(first)
    assert outdated(first)
    for _ in range(2):
        upgrade(first)
        assert outdated(first) is None
        # What was decided before the trail held facts has none.
        audit = [(*row, None) for row in before["audit"]]
        assert contents(first) == before | {table: [] for table in MANDATES} | {"audit": audit}
        assert {each for each in made if each[:2] != ("table", "audit")} <= set(schema(first))
    with closing(sqlite3.connect(first)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_it_becomes_what_a_new_database_is(first: Path, tmp_path: Path) -> None:
    upgrade(first)
    upgrade(tmp_path / "new" / "gateway.sqlite")
    assert schema(first) == schema(tmp_path / "new" / "gateway.sqlite")


def test_an_upgrade_that_breaks_off_has_changed_nothing_and_can_be_done_again(first: Path) -> None:
    before, made = contents(first), schema(first)
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("CREATE TABLE proxy_signature (in_the_way)")
    with pytest.raises(OperationalError, match="already exists"):
        upgrade(first)
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("DROP TABLE proxy_signature")
    assert (contents(first), schema(first)) == (before, made)
    upgrade(first)
    assert outdated(first) is None


def test_the_procedure_goes_on_from_where_it_was(first: Path) -> None:
    async def story() -> None:
        async with MandateHouse(first.parent) as house:
            await house.enter("bruno")
            active = house.rows("SELECT first_name FROM manager WHERE company = ? AND status = 'active'", MAES)
            assert [row["first_name"] for row in active] == ["Bruno"]
            made = await house.in_force("jan", (EXCLUSIVE,))
            assert made.status(START.date()) is MandateStatus.ACTIVE
            told = [row["event"] for row in house.rows("SELECT event FROM audit WHERE company = ?", MAES)]
            assert told[:2] == ["manager_designated", "manager_activated"]
            assert told[-1] == "mandate_in_force"

    upgrade(first)
    asyncio.run(story())
