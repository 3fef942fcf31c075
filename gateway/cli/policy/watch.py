"""`gateway policy watch`: the author's loop, in one screen."""

import time
from typing import Annotated

import typer
from rich.console import Console

from gateway.cli.policy.options import Policies, folder_of
from gateway.workbench.screen import begun, screen, seen

_SECONDS = 0.2


def watch(
    policies: Policies = None,
    screens: Annotated[int, typer.Option(help="End after so many screens; 0 goes on until Ctrl+C.", min=0)] = 0,
) -> None:
    """Check, test and compare with what was there at the start, again on each save, until Ctrl+C."""
    folder = folder_of(policies)
    start, shown, count = begun(folder), None, 0
    while screens == 0 or count < screens:
        before = seen(folder)
        if before != shown:
            told = screen(folder, start)
            if seen(folder) != before:
                continue  # Saved again meanwhile, or half written: the next look tells.
            Console().clear()
            typer.echo(told)
            shown, count = before, count + 1
        time.sleep(_SECONDS)
