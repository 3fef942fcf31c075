"""The README cannot lie: its commands are run, and its answers compared."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import main
from gateway.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
SHELL = [text.strip() for kind, text in BLOCKS if kind == "sh"]
ASKED = [text for text in SHELL if text.startswith("curl")]
ANSWERED = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The README's demo command on another port, and the environment in which its other commands find it."""
    if not shutil.which("curl") or not shutil.which("bash"):
        pytest.skip("curl and bash are needed to run the commands of the README")
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder), "PATH": f"{BIN}:{os.environ['PATH']}"}
    serve = SHELL[0].rpartition("&& .venv/bin/")[2].split()
    process = subprocess.Popen(
        [BIN / serve[0], *serve[1:], "--port", str(port)], env=environment, cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/livez", process)
        yield {**environment, "PORT": str(port)}
    finally:
        process.terminate()
        process.wait(10)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the demo ended at once"
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the demo did not answer within half a minute")


def test_the_commands_get_the_answers_that_are_shown(demo: dict[str, str]) -> None:
    """One after the other, since what one does another shows."""
    for asked, answered in zip(ASKED, ANSWERED, strict=True):
        command = asked.replace("127.0.0.1:8000", f"127.0.0.1:{demo['PORT']}").replace(".venv/bin/", "")
        run = subprocess.run(["bash", "-c", command], env=demo, capture_output=True, check=True)

        assert (asked, json.loads(run.stdout)) == (asked, answered)


def test_the_demo_and_the_tests_start_with_one_command_each() -> None:
    assert SHELL[0].endswith(".venv/bin/gateway serve --demo")
    assert SHELL[1].endswith(".venv/bin/pytest")
    assert all(command.startswith("python3 -m venv .venv && .venv/bin/pip install ") for command in SHELL[:2])


def test_the_extras_that_the_commands_install_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    assert set(re.findall(r"'\.\[(\w+)\]'", README)) == set(extras)


def test_every_command_of_the_table_exists() -> None:
    for command in re.findall(r"^\| `gateway ([a-z ]+?)(?= [A-Z\[]|`)", README, re.MULTILINE):
        assert CliRunner().invoke(main, [*command.split(), "--help"]).exit_code == 0, command


def test_the_settings_are_those_of_the_code() -> None:
    shown = re.findall(r"^\| `GATEWAY_(\w+)` \| (.*?) \| (.*) \|$", README, re.MULTILINE)

    assert [(name.lower(), text) for name, _, text in shown] == [
        (name, field.description) for name, field in Settings.model_fields.items()
    ]
    assert {name.lower() for name, default, _ in shown if default == "required"} == {
        name for name, field in Settings.model_fields.items() if field.is_required()
    }


def test_the_files_that_it_names_exist() -> None:
    for name in re.findall(r"\]\(([a-zA-Z_./]+)\)", README):
        assert (ROOT / name).exists(), name
