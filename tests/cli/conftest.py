"""A gateway that an operator has set up: settings in the environment, an empty database, a small register to import."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from signature_cards import trusting
from typer.testing import CliRunner, Result

from gateway.cli import main
from gateway.demo.world import extract_of
from gateway.identity import DemoIssuer

Run = Callable[..., Result]


@pytest.fixture
def operated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the database; everything that a gateway needs is set."""
    issuer = DemoIssuer(tmp_path / "issuer", lambda: datetime.now(UTC))
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps(issuer.jwks()))
    trusting(tmp_path / "trust")
    folder = tmp_path / "data"
    for name, value in {
        "DATABASE_URL": f"sqlite:///{folder / 'gateway.sqlite'}",
        "NATIONAL_NUMBER_KEY": secrets.token_hex(32),
        "SEALING_KEY": secrets.token_hex(32),
        "SIGNATURE_TRUST": str(tmp_path / "trust"),
        "ISSUERS": json.dumps([{"url": "https://issuer.example", "audience": "gateway", "jwks": str(jwks)}]),
    }.items():
        monkeypatch.setenv(f"GATEWAY_{name}", value)
    return folder


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """A folder with the files of an extract."""
    folder = tmp_path / "extract"
    folder.mkdir()
    for name, content in extract_of(date(2026, 6, 1)).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def run() -> Run:
    """Run a command in this process; what it prints on both streams is in `output`."""
    runner = CliRunner()
    return lambda *words, typed=None: runner.invoke(main, [str(word) for word in words], input=typed)
