"""`gateway serve`: the gateway, or with `--demo` a world to try it in."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from gateway.app import create_app, issuer_of
from gateway.authorization.problem import PolicyRefused
from gateway.cli.demo import refuse
from gateway.cli.environment import settings_or_exit
from gateway.cli.server import run
from gateway.demo.folder import DemoFolder, NotADemo
from gateway.demo.persona_switch import PersonaSwitch
from gateway.demo.personas import PERSONAS
from gateway.demo.start import make_world, reader_of
from gateway.http.web import Application
from gateway.settings import exact_origin
from gateway.storage.database import Database
from gateway.storage.sqlite import AlreadyServed, known_bug, serving_lock
from gateway.storage.upgrade import upgrade

LOOPBACK = ("127.0.0.1", "::1", "localhost")
FIRST_QUERY = '{ company(number: "0000000196") { name representatives { edges { node { firstName lastName } } } } }'


def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Serve a fictional world, with an issuer of its own.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the demo's world anew.")] = False,
    data: Annotated[Path | None, typer.Option(help="The folder of the demo.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; SQLite takes one.", min=1)] = 1,
    allow_origin: Annotated[
        list[str] | None, typer.Option(help="An origin whose apps may call the demo from a browser; repeatable.")
    ] = None,
) -> None:
    """Serve the gateway. Its settings come from the environment; the demo needs none."""
    if workers > 1:
        refuse("A SQLite database is served by one process: leave out --workers.")
    if not demo and (fresh or data):
        refuse("--fresh and --data are for the demo.")
    if not demo and allow_origin:
        refuse("--allow-origin is for the demo: set GATEWAY_CORS_ORIGINS.")
    with ExitStack() as held:
        try:
            origins, local = tuple(map(exact_origin, allow_origin or ())), host in LOOPBACK
            app = _demo(DemoFolder(data), held, origins, fresh=fresh, local=local) if demo else _gateway(held)
        except (AlreadyServed, NotADemo, PolicyRefused, ValueError) as refusal:
            refuse(str(refusal))
        if demo:
            typer.echo(_welcome(f"http://{host}:{port}", data))
        run(app, host, port)


def _gateway(held: ExitStack) -> Application:
    settings = settings_or_exit()
    path = Database.at(settings.database_url).path
    held.enter_context(serving_lock(path))
    upgrade(path)
    if warning := known_bug():
        typer.echo(warning, err=True)
    return create_app(settings, issuer_of(settings))


def _demo(folder: DemoFolder, held: ExitStack, origins: tuple[str, ...], *, fresh: bool, local: bool) -> Application:
    """`local`: nobody but this machine can reach it; only then may anybody sign for anybody."""
    if folder.exists:
        with serving_lock(folder.database):
            folder.make(fresh=fresh)
    folder.make()
    held.enter_context(serving_lock(folder.database))
    settings, issuer = make_world(folder)
    settings = settings.model_copy(update={"cors_origins": (*settings.cors_origins, *origins)})
    reader, switch = (reader_of(folder), PersonaSwitch(issuer)) if local else (None, None)
    return create_app(settings, issuer.issuer, reader=reader, switch=switch)


def _welcome(address: str, data: Path | None) -> str:
    """What to do first. Personas by name, never by number."""
    command = sys.argv[0] if Path(sys.argv[0]).name == "gateway" else "gateway"
    folder = f" --data {data}" if data else ""
    return "\n".join(
        [
            f"GraphiQL is at {address}/graphql",
            "",
            "Personas:",
            *(f"  {name:9} {persona.who}" for name, persona in PERSONAS.items()),
            "",
            f"Become one: {command} token lea{folder}",
            'and send what it prints as the header {"Authorization": "Bearer …"}.',
            "",
            "A first query to paste:",
            f"  {FIRST_QUERY}",
            "",
        ]
    )
