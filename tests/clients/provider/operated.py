"""A gateway as an operator sets it up: settings in the environment, a database made by commands, and a process."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from provider_gateway import SignedIn
from running import started
from signature_cards import trusting
from streaming import STUCK
from typer.testing import CliRunner

from gateway.cli import main
from gateway.demo.world import extract_of
from gateway.domain.day import day_in_belgium
from gateway.settings import IssuerSettings

PRINTED = "printed"
"""The file of all that the process prints."""


class Operated(SignedIn):
    """A process of its own. It is no demo: nobody but the providers that it trusts says who somebody is."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.printed = folder / PRINTED
        self.address = f"127.0.0.1:{port}"
        self.client = httpx.Client(base_url=f"http://{self.address}", timeout=STUCK)
        self.tokens = {}

    def send(self, method: str, path: str, **request: object) -> httpx.Response:
        return self.client.request(method, path, **request)  # type: ignore[arg-type]


@contextmanager
def operating(folder: Path, *issuers: IssuerSettings) -> Iterator[Operated]:
    """Make a database with the companies of the demo in its register, and serve it."""
    variables = _variables(folder, issuers)
    extract = folder / "extract"
    extract.mkdir()
    for name, content in extract_of(day_in_belgium(datetime.now(UTC))).items():
        (extract / name).write_bytes(content)
    _run(variables, "db", "upgrade")
    _run(variables, "register", "import", extract, "--functions", extract / "functions.csv")
    with started(printed=folder / PRINTED, variables=variables) as (port, _):
        operated = Operated(folder, port)
        with operated.client:
            yield operated


def _variables(folder: Path, issuers: tuple[IssuerSettings, ...]) -> Mapping[str, str]:
    trusting(folder / "trust")
    return {
        "GATEWAY_DATABASE_URL": f"sqlite:///{folder / 'gateway.sqlite'}",
        "GATEWAY_NATIONAL_NUMBER_KEY": secrets.token_hex(32),
        "GATEWAY_SEALING_KEY": secrets.token_hex(32),
        "GATEWAY_SIGNATURE_TRUST": str(folder / "trust"),
        "GATEWAY_ISSUERS": json.dumps([issuer.model_dump() for issuer in issuers]),
    }


def _run(variables: Mapping[str, str], *words: object) -> None:
    result = CliRunner().invoke(main, [str(word) for word in words], env=variables)
    assert result.exit_code == 0, result.output
