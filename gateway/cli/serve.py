"""`gateway serve`: the gateway, or with `--demo` a world to try it in.

This is the parent process: `supervisor` has a `child` do the work, and waits for `signals`. What it starts is a
`worker`, with which it speaks of the `handover` to the next one; what that one runs is the `server`, with all its
`connections`.
"""

import sys
from dataclasses import replace
from pathlib import Path
from socket import (
    AF_INET6,
    AI_PASSIVE,
    IPPROTO_IPV6,
    IPV6_V6ONLY,
    SO_REUSEADDR,
    SOCK_STREAM,
    SOL_SOCKET,
    getaddrinfo,
    socket,
)
from typing import Annotated, Any, NoReturn

import typer

from gateway.cli.handover import REFUSED, Demo, Order
from gateway.cli.supervisor import Supervisor
from gateway.demo.personas import PERSONAS

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
    """Serve the gateway. Its settings come from the environment; the demo needs none.

    TERM or Ctrl-C stops it in good order, a second one at once. HUP restarts it, without a request that fails.
    """
    if workers > 1:
        _refuse("A SQLite database is served by one process: leave out --workers.")
    if not demo and (fresh or data):
        _refuse("--fresh and --data are for the demo.")
    if not demo and allow_origin:
        _refuse("--allow-origin is for the demo: set GATEWAY_CORS_ORIGINS.")
    order = Order(host, Demo(data, fresh, tuple(allow_origin or ())) if demo else None)
    again = Order(host, replace(order.demo, fresh=False) if order.demo else None, again=True)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    supervisor = Supervisor(order, again, _sockets(host, port), lambda: typer.echo(_welcome(address, order.demo)))
    supervisor.run()
    if supervisor.why:
        typer.echo(supervisor.why, err=True)
    raise typer.Exit(supervisor.exit_code)


def _sockets(host: str, port: int) -> list[socket]:
    """The sockets of an address. Nobody can connect to them before a worker is there that listens."""
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE)
        return [_bound(family, address) for family, _, _, _, address in found]
    except OSError as error:
        _refuse(f"The gateway cannot listen on {host}, port {port}: {error.strerror}.")


def _bound(family: int, address: Any) -> socket:
    bound = socket(family, SOCK_STREAM)
    bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    if family == AF_INET6:
        bound.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
    bound.bind(address)
    return bound


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


def _welcome(address: str, demo: Demo | None) -> str:
    """What to do first. Personas by name, never by number."""
    if demo is None:
        return f"Serving at {address}"
    command = sys.argv[0] if Path(sys.argv[0]).name == "gateway" else "gateway"
    folder = f" --data {demo.data}" if demo.data else ""
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
