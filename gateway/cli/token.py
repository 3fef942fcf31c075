"""`gateway token`: become a persona of the demo."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from gateway.app import now
from gateway.demo.folder import ISSUER, DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.identity import DemoIssuer

LIFETIME = timedelta(hours=12)


def token(
    persona: Annotated[str, typer.Argument(help="A persona of the demo, such as lea.")],
    data: Annotated[Path | None, typer.Option(help="The folder of the demo.")] = None,
) -> None:
    """Print a bearer token of the demo issuer, and nothing else."""
    folder = DemoFolder(data)
    if persona not in PERSONAS:
        _refuse(f"There is no persona of this name. There are: {', '.join(PERSONAS)}.")
    if not folder.exists:
        _refuse(f"There is no demo at {folder.path}. Start it first: gateway serve --demo")
    issuer = DemoIssuer(folder.path / ISSUER, now)
    typer.echo(issuer.sign(PERSONAS[persona].claims(), LIFETIME))


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
