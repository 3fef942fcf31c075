"""The README's least set of settings for production, as it stands there, is enough."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signature_cards import CITIZEN, ROOT, crl, trusting

README = (Path(__file__).parent.parent.parent / "README.md").read_text()
[VARIABLES] = re.findall(r"```dotenv\n(.*?)```", README, re.DOTALL)
[COMMANDS] = re.findall(r"```sh\n(\(umask .*?)```", README, re.DOTALL)


def test_it_is_enough_and_leaves_no_doubt(tmp_path: Path) -> None:
    places = {"/run/secrets": tmp_path / "secrets", "/var/lib/gateway": tmp_path / "data", "/etc/gateway": tmp_path}
    places["/run/secrets"].mkdir()
    trusting(tmp_path / "trust")
    keep_lists(tmp_path / "crls")
    moved = {name: at(value, places) for name, value in re.findall(r"^(\w+)=(.*)$", VARIABLES, re.MULTILINE)}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    commands = at(COMMANDS, places).replace(".venv/bin/gateway", "gateway") + "gateway config show --format json >&2"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euc", commands], env={**clean, **moved, "PATH": path}, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert set(re.findall(r"^(?:warning|refused) .*$", ran.stdout, re.MULTILINE)) <= set(of_sqlite(ran.stdout))
    shown = {row["name"]: row["source"] for row in json.loads(ran.stderr)}
    assert shown["GATEWAY_SEALING_KEY"] == shown["GATEWAY_NATIONAL_NUMBER_KEY"] == "file"
    assert not places["/var/lib/gateway"].exists()


def at(text: str, places: dict[str, Path]) -> str:
    """The same on this machine, where nothing may be kept."""
    for there, here in places.items():
        text = text.replace(there, str(here))
    return text


def of_sqlite(printed: str) -> list[str]:
    """A warning of the machine's own."""
    return re.findall(r"^warning  database: SQLite .*$", printed, re.MULTILINE)


def keep_lists(folder: Path) -> None:
    folder.mkdir()
    moment = datetime.now(UTC)
    for name, authority in {"root": ROOT, "citizen": CITIZEN}.items():
        current = crl(authority, begin=moment - timedelta(hours=1), end=moment + timedelta(days=7))
        (folder / f"{name}.crl").write_bytes(current)
