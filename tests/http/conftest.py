"""The demo's world: made once, copied for each test; in process on a clock of its own, or served for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Prepared, Running, Served, serving


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("prepared") / "world")


@pytest.fixture
def gateway(prepared: Prepared, tmp_path: Path) -> Iterator[Running]:
    """A world of the test's own."""
    with Running(prepared.copy_to(tmp_path / "world"), tmp_path / "world") as running:
        yield running


@pytest.fixture(scope="module")
def shared(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A world for the tests of a module that change nothing that another one looks at."""
    folder = tmp_path_factory.mktemp("shared") / "world"
    with Running(prepared.copy_to(folder), folder) as running:
        yield running


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gateway as an operator starts it, on a free port."""
    with serving(tmp_path_factory.mktemp("served") / "world") as server:
        yield server
