"""`gateway config key`: a key that nobody can guess, for whoever would otherwise make one up."""

import typer

from gateway.settings.keys import new_key


def key() -> None:
    """Print a new random key of 32 bytes in hexadecimal, for GATEWAY_SEALING_KEY or GATEWAY_NATIONAL_NUMBER_KEY.

    Keep it: what is sealed or hashed with a key is of no use without it.
    """
    typer.echo(new_key())
