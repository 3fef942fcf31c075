"""A small world, made once and copied for each test; and the campaigns that search it."""

import asyncio
from pathlib import Path

import pytest
from procedure_world import make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database, a register and an officer, in which nobody has done anything yet."""
    folder = tmp_path_factory.mktemp("procedure") / "template"
    asyncio.run(make_template(folder))
    return folder
