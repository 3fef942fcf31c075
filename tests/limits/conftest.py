"""The gateways of tests/http, with limits that are soon reached."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from running import Prepared, Running
from streaming import Live


@pytest.fixture
def limited(prepared: Prepared, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """A world of the test's own, in process, with other settings than the demo's."""
    with ExitStack() as running:

        def run(**settings: object) -> Running:
            changed = prepared.copy_to(tmp_path / "world").model_copy(update=settings)
            return running.enter_context(Running(changed, tmp_path / "world"))

        yield run


@pytest.fixture
def limited_live(prepared: Prepared, tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """The same behind a port of its own."""
    with ExitStack() as running:

        def run(**settings: object) -> Live:
            changed = prepared.copy_to(tmp_path / "world").model_copy(update=settings)
            return running.enter_context(Live(changed, tmp_path / "world"))

        yield run
