"""`gateway token`: become a persona of the demo."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from gateway.app import now
from gateway.cli.demo import demo_or_exit, persona_or_exit
from gateway.demo.folder import ISSUER
from gateway.identity import DemoIssuer

LIFETIME = timedelta(hours=12)


def token(
    persona: Annotated[str, typer.Argument(help="A persona of the demo, such as lea.")],
    data: Annotated[Path | None, typer.Option(help="The folder of the demo.")] = None,
) -> None:
    """Print a bearer token of the demo issuer, and nothing else."""
    who, folder = persona_or_exit(persona), demo_or_exit(data)
    typer.echo(DemoIssuer(folder.path / ISSUER, now).sign(who.claims(), LIFETIME))
