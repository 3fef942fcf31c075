"""`gateway sign`: the demo's card reader on the command line."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gateway.app import open_gate
from gateway.cli.demo import demo_or_exit, persona_or_exit, refuse
from gateway.demo.start import reader_of, settings_of
from gateway.domain.proxy import Proxy
from gateway.domain.side import Side
from gateway.graphql.mandate import mandate_key
from gateway.http.card_reader import signed
from gateway.settings import Settings
from gateway.storage.proxy import proxies


class Certificate(StrEnum):
    """Which of the two certificates of a card."""

    SIGNATURE = "signature"
    AUTHENTICATION = "authentication"


def sign(
    persona: Annotated[str, typer.Argument(help="A persona of the demo, such as lea.")],
    mandate_id: Annotated[str, typer.Argument(help="The id of the mandate, as GraphQL shows it.")],
    data: Annotated[Path | None, typer.Option(help="The folder of the demo.")] = None,
    side: Annotated[Side | None, typer.Option(help="For which side; needed by who could sign for both.")] = None,
    certificate: Annotated[
        Certificate, typer.Option(help="Sign with this certificate of the card; that for authentication is wrong.")
    ] = Certificate.SIGNATURE,
) -> None:
    """Sign a proxy with a persona's demo card: prints the SignMandateInput as JSON, whether or not they may."""
    folder = demo_or_exit(data)
    persona_or_exit(persona)
    proxy = asyncio.run(_present(settings_of(folder), mandate_key(mandate_id)))
    if proxy is None:
        refuse("There is no mandate with this id.")
    form = reader_of(folder).sign(persona, proxy, authentication=certificate is Certificate.AUTHENTICATION)
    chosen = {"side": side.name} if side else {}
    typer.echo(json.dumps({"mandate": mandate_id, **chosen, **signed(form)}))


async def _present(settings: Settings, key: str) -> Proxy | None:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        return (await proxies(await operation.snapshot(), [key])).get(key)
