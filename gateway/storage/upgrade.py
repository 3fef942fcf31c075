"""Brings the tables of a database up to date, and says whether they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import create_engine


def upgrade(path: Path) -> None:
    """Apply the migrations that are missing; running it again is fine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _configured(path) as config:
        command.upgrade(config, "head")


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


@contextmanager
def _configured(path: Path) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            yield config
    finally:
        engine.dispose()
