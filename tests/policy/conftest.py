"""Policies to try things on: the shipped folder, and copies of it to spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from gateway.authorization.policy import Policy, load_policy, shipped_policies

settings.register_profile("thousands", max_examples=3_000, deadline=None, derandomize=False)

Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def shipped() -> Policy:
    return load_policy(shipped_policies())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder, named as it is."""
    return Path(shutil.copytree(shipped_policies(), tmp_path / "policies"))


@pytest.fixture
def edited(folder: Path) -> Edit:
    """A copy of the shipped folder in which one text, which stands there, was replaced by another."""

    def edit(old: str, new: str, name: str = "policy.csv") -> Path:
        content = (folder / name).read_bytes()
        assert old.encode() in content
        (folder / name).write_bytes(content.replace(old.encode(), new.encode(), 1))
        return folder

    return edit
