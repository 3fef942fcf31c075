"""`gateway config show`: the settings in force."""

import json
from typing import Annotated

import typer

from gateway.cli.config.finding import Format
from gateway.cli.environment import settings_or_exit
from gateway.settings.shown import shown


def show(
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TEXT,
) -> None:
    """Print every setting with where it comes from: the environment, a file, or the default.

    Of a secret only a fingerprint is shown, by which two machines can be told to have the same one.
    """
    rows = shown(settings_or_exit())
    if form is Format.JSON:
        typer.echo(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=2))
        return
    widest = max(len(row.name) for row in rows)
    for row in rows:
        typer.echo(f"{row.name:{widest}}  {row.source:11}  {row.value}")
