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
from graphql import build_schema, parse, validate
from typer.testing import CliRunner

from gateway.cli import main
from gateway.demo.world import LAMBERT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
SHELL = [text.strip() for kind, text in BLOCKS if kind == "sh"]
ASKED = [text for text in SHELL if text.startswith("curl")]
ANSWERED = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
QUOTED = [text for kind, text in BLOCKS if kind in ("ts", "graphql")]
ASKABLE = [text for kind, text in BLOCKS if kind == "graphql"]
APP = ROOT / "tests" / "clients" / "app"
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


@pytest.fixture(scope="module")
def leas_token(demo: dict[str, str]) -> str:
    run = subprocess.run([BIN / "gateway", "token", "lea"], env=demo, capture_output=True, check=True, text=True)
    return run.stdout.strip()


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
        answer = json.loads(run.stdout)

        assert answer.pop("extensions").keys() == {"cost"}, "the examples leave out what they cost, and nothing else"
        assert (asked, answer) == (asked, answered)


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda text: text.split("(")[0].strip())
def test_what_is_quoted_from_the_app_stands_there(quoted: str) -> None:
    sources = [unindented(path.read_text()) for path in sorted((APP / "src").glob("*.ts"))]
    parts = quoted.split("\n\n")

    assert all(any(unindented(part) in source for source in sources) for part in parts)


def test_the_origin_to_allow_is_the_one_that_the_app_is_served_at() -> None:
    [port] = set(re.findall(r"port: (\d+)", (APP / "vite.config.ts").read_text()))

    assert re.findall(r"--allow-origin (http\S+)", README) == [f"http://127.0.0.1:{port}"]


def unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.mark.parametrize("document", ASKABLE, ids=lambda text: text.split("(")[0])
def test_what_apps_are_to_ask_is_in_the_schema(document: str) -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text())

    assert validate(schema, parse(document)) == []


@pytest.mark.parametrize(
    "document", [text for text in ASKABLE if "subscription" not in text], ids=lambda text: text.split("(")[0]
)
def test_what_apps_are_to_ask_is_answered_to_lea_without_an_error(
    document: str, demo: dict[str, str], leas_token: str
) -> None:
    nobody = dict.fromkeys(("firstName", "lastName", "nationalNumber", "email", "phone"), "")
    variables = {"number": LAMBERT, "input": {"company": LAMBERT, "manager": nobody}}
    asked = {name: value for name, value in variables.items() if f"${name}:" in document}
    request = urllib.request.Request(
        f"http://127.0.0.1:{demo['PORT']}/graphql",
        json.dumps({"query": document, "variables": asked}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {leas_token}"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)

    assert "errors" not in answer
    assert all(answer["data"].values())


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
    settings, issuer = CliRunner().invoke(main, ["config", "docs"]).output.strip().split("\n\n")

    assert README.count(settings) == README.count(issuer) == 1
    assert README.count("| `GATEWAY_") == settings.count("| `GATEWAY_")


def test_the_files_that_it_names_exist() -> None:
    for name in re.findall(r"\]\(([a-zA-Z_./]+)\)", README):
        assert (ROOT / name).exists(), name
