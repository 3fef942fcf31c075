"""Node with its packages, and one gateway for all clients."""

import shutil
from collections.abc import Iterator

import pytest
from running import Prepared, Served, serving
from scripting import HERE, PACKAGES, Node

SCHEMA = HERE.parent.parent / "schema.graphql"


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """Node and the packages, or the reason why there are none."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not PACKAGES.is_dir():
        pytest.skip("the packages are not installed: npm ci --prefix tests/clients")
    folder = tmp_path_factory.mktemp("clients") / "scripts"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns(PACKAGES.name, "__pycache__", "*.py"))
    (folder / PACKAGES.name).symlink_to(PACKAGES, target_is_directory=True)
    shutil.copy(SCHEMA, folder)
    return Node(folder)


@pytest.fixture(scope="session")
def served(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One demo for all scripts: what one of them does, none of the others depends on."""
    folder = tmp_path_factory.mktemp("served") / "world"
    prepared.copy_to(folder)
    with serving(folder) as server:
        yield server
