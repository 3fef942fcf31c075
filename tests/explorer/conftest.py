"""The demo, as people start it, and a browser to look at its page."""

from collections.abc import Iterator

import pytest
from browsing import Browser, lacking
from running import Prepared, Served, serving


@pytest.fixture(scope="session")
def served(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "world"
    prepared.copy_to(folder)
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser and a page to look at, or the reason why there is none."""
    if lack := lacking():
        pytest.skip(lack)
    return Browser.at(tmp_path_factory.mktemp("browser"))
