"""`gateway schema`: what apps code against, and what has changed in it."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.demo import refuse
from gateway.graphql.schema import build_schema, introspection, sdl
from gateway.graphql.schema_changes import schema_changes


def schema(
    as_json: Annotated[
        bool, typer.Option("--json", help="As the answer to an introspection, for tools that read no SDL.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            help="Instead: tell what has changed since the schema in this file. Ends with 1 if an app could break."
        ),
    ] = None,
) -> None:
    """Print the GraphQL schema, with the right that each field requires."""
    present = build_schema()
    if against:
        _tell_changes(against, sdl(present))
    else:
        typer.echo(introspection(present) if as_json else sdl(present), nl=False)


def _tell_changes(file: Path, present: str) -> None:
    try:
        changes = schema_changes(file.read_text(encoding="utf-8"), present)
    except (OSError, ValueError) as error:
        refuse(f"{file} is no schema that can be read: {error}")
    for change in changes:
        typer.echo(f"{'breaking' if change.breaking else 'dangerous'}: {change.description}")
    if any(change.breaking for change in changes):
        raise typer.Exit(1)
