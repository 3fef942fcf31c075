"""The house as it was drawn: import contracts, the printed schema, the image, and what lies at the top level."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.graphql.schema import build_schema, sdl

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
TOP_LEVEL = {"Dockerfile", "README.md", "gateway", "policies", "pyproject.toml", "schema.graphql", "tests"}


def test_imports_fall_in_one_direction_and_every_library_lives_in_its_folder() -> None:
    """In a process of its own: import-linter turns off the loggers of the one in which it runs."""
    run = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


def test_the_schema_that_apps_code_against_is_the_one_that_is_served() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl(build_schema())


def test_nothing_else_lies_at_the_top_level() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no checkout")

    assert {
        name for line in tracked.stdout.splitlines() if not (name := line.split("/")[0]).startswith(".")
    } <= TOP_LEVEL


def test_the_commands_of_the_image_exist() -> None:
    image = (ROOT / "Dockerfile").read_text()
    command = re.findall(r'^CMD \["gateway", "(\w+)"', image, re.MULTILINE)
    options = re.findall(r'"(--\w+)"', image)
    shown = subprocess.run([BIN / "gateway", *command, "--help"], capture_output=True, text=True, check=True).stdout

    assert command == ["serve"]
    assert options and all(option in shown for option in options)
    assert all(
        (ROOT / name).exists()
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", image, re.MULTILINE)
        for name in line.split()
    )
    assert "USER gateway" in image


def test_bases_of_the_image_are_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert len(bases) == 3
    assert all(re.fullmatch(r"[\w/.-]+:[\w.-]*\d[\w.-]*", base) for base in bases)
