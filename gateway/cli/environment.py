"""The settings for a command, or its end with what is wrong with them."""

import typer

from gateway.settings import Settings, WrongSettings, settings_from_environment


def settings_or_exit() -> Settings:
    """The settings from the environment; what is wrong is said on stderr, a variable a line, and ends with 2."""
    try:
        return settings_from_environment()
    except WrongSettings as wrong:
        typer.echo(f"The settings are not complete:\n{wrong}", err=True)
        raise typer.Exit(2) from None
