"""`gateway config docs`: what every setting is, as the README has it."""

import typer

from gateway.settings.table import issuer_table, settings_table


def docs() -> None:
    """Print the tables of the settings and of what describes an issuer, in Markdown."""
    typer.echo(f"{settings_table()}\n\n{issuer_table()}")
