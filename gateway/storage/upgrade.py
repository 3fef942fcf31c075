"""Brings the tables of a database up to date, and says whether they are."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event

from gateway.storage.register_index import create_name_index
from gateway.storage.register_tables import create_tables
from gateway.storage.sqlite import NO_REGISTER


def upgrade(path: Path) -> None:
    """Apply the migrations that are missing; running it again is fine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _configured(path) as config:
        command.upgrade(config, "head")
    _make_no_register(path.parent / NO_REGISTER)


def _make_no_register(path: Path) -> None:
    """The register before the first import: it has the same tables, and nobody is in them."""
    if path.exists():
        return
    made = path.with_suffix(".part")
    made.unlink(missing_ok=True)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS register", (str(made),))
        for statement in (*create_tables(), *create_name_index()):
            connection.execute(statement)
    made.rename(path)


def outdated(path: Path) -> str | None:
    """What of the tables is not as the code expects it, in a sentence; None if all is."""
    if not path.exists():
        return f"There is no database at {path}."
    with _configured(path) as config:
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None


def of_a_later_version(path: Path) -> bool:
    """Whether a version of the gateway made the tables that this one does not know, and could not bring up to date."""
    with _configured(path) as config:
        current = MigrationContext.configure(config.attributes["connection"]).get_current_revision()
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    return current is not None and current not in known


@contextmanager
def _configured(path: Path) -> Iterator[Config]:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        """Left alone, the driver would begin with the first row, and keep the tables of an upgrade that breaks off."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            yield config
    finally:
        engine.dispose()
