"""`gateway audit`: the trail of what was done, read and refused."""

import asyncio
import json

import typer

from gateway.app import open_gate
from gateway.cli.environment import settings_or_exit
from gateway.settings import Settings
from gateway.storage.audit import trail

audit = typer.Typer(help="The audit trail.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """The audit trail."""


@audit.command("export")
def export() -> None:
    """Print the trail as JSON, one row a line, the oldest first; counted refusals come last."""
    asyncio.run(_export(settings_or_exit()))


async def _export(settings: Settings) -> None:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        async for row in trail(await operation.snapshot()):
            typer.echo(json.dumps(row, ensure_ascii=False))
