"""`gateway audit`: the trail of what was done, read and refused, and the signatures that were given."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from gateway.app import open_gate, verified
from gateway.cli.demo import demo_or_exit, refuse
from gateway.cli.environment import settings_or_exit, store_settings_or_exit
from gateway.demo.start import settings_of
from gateway.settings import Settings, StoreSettings
from gateway.storage.audit import trail
from gateway.storage.database import Database

audit = typer.Typer(help="The audit trail, and the signatures.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option(help="The folder of a demo, instead of the database of the settings.")]


@audit.command("export")
def export(data: Data = None) -> None:
    """Print the trail as JSON, one row a line, the oldest first; counted refusals come last."""
    asyncio.run(_export(settings_of(demo_or_exit(data)) if data else settings_or_exit()))


@audit.command("verify")
def verify(data: Data = None) -> None:
    """Verify every signature and every mandate again, offline, from the database and the sealing key.

    Besides GATEWAY_DATABASE_URL and GATEWAY_SEALING_KEY it needs no setting. Ends with 1 if anything does not hold.
    """
    settings = settings_of(demo_or_exit(data)) if data else store_settings_or_exit()
    if not Database.at(settings.database_url).path.is_file():
        refuse("There is no database at GATEWAY_DATABASE_URL.")
    hold, failed = asyncio.run(_verify(settings))
    typer.echo(f"{hold} signatures and mandates hold, {failed} do not.")
    if failed:
        raise typer.Exit(1)


async def _export(settings: Settings) -> None:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        async for row in trail(await operation.snapshot()):
            typer.echo(json.dumps(row, ensure_ascii=False))


async def _verify(settings: StoreSettings) -> tuple[int, int]:
    hold = failed = 0
    async for finding in verified(settings):
        if finding.wrong is None:
            hold += 1
        else:
            failed += 1
            typer.echo(f"{finding.place}: {finding.wrong}", err=True)
    return hold, failed
