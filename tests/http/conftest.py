"""The gateways of tests/conftest.py behind a port, with other rules, or as an operator starts them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from granting import Granting, policy_folder
from running import Prepared, Running, Served, serving
from streaming import Live

from gateway.authorization.policy import shipped_policies


@pytest.fixture
def live(prepared: Prepared, tmp_path: Path) -> Iterator[Live]:
    """A world of the test's own, with policy files of its own, behind a port of its own."""
    policies = Path(shutil.copytree(shipped_policies(), tmp_path / "policies"))
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"policies": policies})
    with Live(settings, tmp_path / "world") as listening:
        yield listening


@pytest.fixture(scope="module")
def shared_live(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The same for the tests of a module that change nothing that another one looks at."""
    folder = tmp_path_factory.mktemp("live") / "world"
    with Live(prepared.copy_to(folder), folder) as listening:
        yield listening


@pytest.fixture(scope="session")
def served(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gateway as an operator starts it, on a free port."""
    folder = tmp_path_factory.mktemp("served") / "world"
    prepared.copy_to(folder)
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def granting(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Granting]:
    """A gateway whose policy grants nothing but these rights; one for all tests that ask for the same."""
    running: dict[tuple[str, ...], Running] = {}

    def grant(*rights: str) -> Running:
        if rights not in running:
            folder = tmp_path_factory.mktemp("policy")
            settings = prepared.copy_to(folder / "world")
            policies = policy_folder(folder / "policies", rights)
            changed = settings.model_copy(update={"policies": policies})
            running[rights] = Running(changed, folder / "world").__enter__()
        return running[rights]

    yield grant
    for gateway in running.values():
        gateway.stop()
