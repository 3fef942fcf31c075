"""A gateway behind a port: in this process where a test looks inside, as an operator starts it where it restarts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Prepared, Served, serving
from streaming import Live

from gateway.authorization.policy import shipped_policies


@pytest.fixture
def own_live(prepared: Prepared, tmp_path: Path) -> Iterator[Live]:
    """A gateway of the test's own, on a port of its own."""
    with Live(prepared.copy_to(tmp_path / "world"), tmp_path / "world") as listening:
        yield listening


@pytest.fixture(scope="module")
def served(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`gateway serve --demo`, with its parent process and its worker."""
    folder = tmp_path_factory.mktemp("served")
    policies = folder / "policies"
    prepared.copy_to(folder / "world")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GATEWAY_POLICIES", str(shutil.copytree(shipped_policies(), policies)))
        with serving(folder / "world") as server:
            yield server
