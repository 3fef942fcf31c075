"""A gateway that an operator has set up, nothing of which was ever started."""

from collections.abc import Callable
from pathlib import Path

import pytest
from signature_cards import trusting
from typer.testing import CliRunner, Result

from gateway.cli import main
from gateway.settings import new_key

Run = Callable[..., Result]

ISSUERS = '[{"url": "https://issuer.example", "audience": "gateway"}]'


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of certificates, of authorities that are no demo's."""
    folder = tmp_path_factory.mktemp("trust")
    trusting(folder)
    return folder


@pytest.fixture
def set_up(tmp_path: Path, trust: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that is required is set; the folder in which a start would make its database."""
    data = tmp_path / "data"
    for name, value in {
        "DATABASE_URL": f"sqlite:///{data / 'gateway.sqlite'}",
        "SEALING_KEY": new_key(),
        "NATIONAL_NUMBER_KEY": new_key(),
        "ISSUERS": ISSUERS,
        "SIGNATURE_TRUST": str(trust),
    }.items():
        monkeypatch.setenv(f"GATEWAY_{name}", value)
    return data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings in files, empty at first."""
    made = tmp_path / "secrets"
    made.mkdir()
    monkeypatch.setenv("GATEWAY_SECRETS", str(made))
    return made


@pytest.fixture
def run() -> Run:
    """Run a command in this process; what it prints on both streams is in `output`."""
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])
