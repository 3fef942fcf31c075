"""A small world, made once and copied for each test; and the campaigns that search it."""

import asyncio
from pathlib import Path

import pytest
from mandate_world import make_mandate_template
from procedure_world import make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database, a register and an officer, in which nobody has done anything yet."""
    folder = tmp_path_factory.mktemp("procedure") / "template"
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture(scope="session")
def mandate_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database in which every company has an account, and nobody has given a mandate yet."""
    folder = tmp_path_factory.mktemp("mandates") / "template"
    asyncio.run(make_mandate_template(folder))
    return folder
