"""`gateway officers`: who records signed letters for the portal."""

import asyncio
from typing import Annotated

import typer

from gateway.app import open_gate
from gateway.authorization.system_act import SystemAct
from gateway.cli.environment import settings_or_exit
from gateway.domain.identifiers import PersonKey, parse_national_number
from gateway.settings import Settings
from gateway.storage.officer import officers as all_officers

officers = typer.Typer(help="The officers of the portal.", no_args_is_help=True)


@officers.command("add")
def add(name: Annotated[str, typer.Argument(help="The name to list them by.")]) -> None:
    """Make somebody an officer. Their national number is asked for, and kept as a keyed hash only."""
    settings = settings_or_exit()
    asyncio.run(_add(settings, _asked(settings), name))
    typer.echo(f"{name} is an officer of the portal.")


@officers.command("remove")
def remove() -> None:
    """Make somebody an officer no longer. Their national number is asked for."""
    settings = settings_or_exit()
    if not asyncio.run(_remove(settings, _asked(settings))):
        typer.echo("This person is no officer of the portal.", err=True)
        raise typer.Exit(1)
    typer.echo("This person is an officer of the portal no longer.")


@officers.command("list")
def list_officers() -> None:
    """List the officers by name."""
    for name in asyncio.run(_list(settings_or_exit())):
        typer.echo(name)


def _asked(settings: Settings) -> PersonKey:
    """Asked for, never an argument: a command line ends up in histories and lists of processes."""
    try:
        return settings.person_keys.of(parse_national_number(typer.prompt("National number", hide_input=True)))
    except ValueError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None


async def _add(settings: Settings, key: PersonKey, name: str) -> None:
    async with open_gate(settings) as gate, gate.system_act(SystemAct.OFFICERS) as work:
        await work.officers.add(key, name, work.now)


async def _remove(settings: Settings, key: PersonKey) -> bool:
    async with open_gate(settings) as gate, gate.system_act(SystemAct.OFFICERS) as work:
        return await work.officers.remove(key)


async def _list(settings: Settings) -> list[str]:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        return await all_officers(await operation.snapshot())
