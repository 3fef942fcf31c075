"""Whether the database can be used, asked beside all that is going on: however busy its connections are, this tells."""

import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory

WAIT_SECONDS = 1.0


def trouble(path: Path) -> str | None:
    """What is wrong with the database, in a constant sentence; None if it can be read and written, and is of today."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as connection:
            revisions = {revision for (revision,) in connection.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error:
        return "The database cannot be read."
    if revisions != {_newest_revision()}:
        return "The tables are not those of this version: gateway db upgrade."
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return "The file of the database cannot be written."
    return None


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
