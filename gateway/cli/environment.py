"""The settings for a command, or its end with what is wrong with them."""

from typing import TypeVar

import typer

from gateway.settings import Settings, StoreSettings, WrongSettings, settings_from_environment

S = TypeVar("S", bound=StoreSettings)


def settings_or_exit() -> Settings:
    """The settings from the environment; what is wrong is said on stderr, a variable a line, and ends with 2."""
    return _or_exit(Settings)


def store_settings_or_exit() -> StoreSettings:
    """The few settings that it takes to verify what is stored."""
    return _or_exit(StoreSettings)


def _or_exit(kind: type[S]) -> S:
    try:
        return settings_from_environment(kind)
    except WrongSettings as wrong:
        typer.echo(f"These settings are missing or wrong:\n{wrong}", err=True)
        raise typer.Exit(2) from None
