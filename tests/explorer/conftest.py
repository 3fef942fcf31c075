"""The demo, as people start it, and a browser to look at its page."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "http"))

from browsing import Browser, lacking
from running import Prepared, Running, Served, serving


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("prepared") / "world")


@pytest.fixture(scope="module")
def shared(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway that is no demo, as far as its page can tell."""
    folder = tmp_path_factory.mktemp("shared") / "world"
    with Running(prepared.copy_to(folder), folder) as running:
        yield running


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "world") as server:
        yield server


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser and a page to look at, or the reason why there is none."""
    if lack := lacking():
        pytest.skip(lack)
    return Browser.at(tmp_path_factory.mktemp("browser"))
