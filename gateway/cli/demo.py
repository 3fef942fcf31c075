"""What the commands that go with a demo have in common: its folder and its personas, or their end."""

from pathlib import Path
from typing import NoReturn

import typer

from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS, Persona


def demo_or_exit(data: Path | None) -> DemoFolder:
    """The folder of a demo that was started at least once."""
    folder = DemoFolder(data)
    if not folder.exists:
        refuse(f"There is no demo at {folder.path}. Start it first: gateway serve --demo")
    return folder


def persona_or_exit(name: str) -> Persona:
    """The persona of this name."""
    if name not in PERSONAS:
        refuse(f"There is no persona of this name. There are: {', '.join(PERSONAS)}.")
    return PERSONAS[name]


def refuse(sentence: str) -> NoReturn:
    """Say why not on stderr, and end with 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
