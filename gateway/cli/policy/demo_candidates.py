"""The facts about a persona of the demo, found as the gateway finds them: in the database, today."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.app import now
from gateway.authorization.problem import PolicyRefused
from gateway.cli.demo import demo_or_exit, refuse
from gateway.demo.folder import DemoFolder
from gateway.demo.personas import Persona
from gateway.demo.start import make_world
from gateway.domain.day import day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber, PersonKeys, format_enterprise_number
from gateway.domain.standing import Candidate
from gateway.storage.company import companies
from gateway.storage.database import Database
from gateway.storage.standing import standing


def candidates_of(persona: Persona, company: EnterpriseNumber | None, data: Path | None) -> tuple[Candidate, ...]:
    """What a persona is to a company, function by function; or for None, to the gateway.

    `data`: the folder of a demo that was started. Without one, a world is made as every demo begins, and thrown away:
    what was clicked in some demo of yesterday would change the answer without being seen in the question.
    """
    if data:
        return _in_demo(demo_or_exit(data), persona, company)
    with TemporaryDirectory(prefix="gateway-demo-") as made:
        folder = DemoFolder(Path(made) / "demo")
        folder.make()
        try:
            make_world(folder)
        except PolicyRefused as refused:
            refuse(f"{refused}\n\nWith the rules of GATEWAY_POLICIES no demo begins: name one with --data.")
        return _in_demo(folder, persona, company)


def _in_demo(folder: DemoFolder, persona: Persona, company: EnterpriseNumber | None) -> tuple[Candidate, ...]:
    keys = PersonKeys(bytes.fromhex(folder.keys().national_number_key))
    return asyncio.run(_read(folder.database_url, persona, keys, company))


async def _read(
    url: str, persona: Persona, keys: PersonKeys, company: EnterpriseNumber | None
) -> tuple[Candidate, ...]:
    database = Database.at(url)
    try:
        async with database.snapshot() as read:
            if company and not await companies(read, [company]):
                refuse(f"The demo knows no company {format_enterprise_number(company)}.")
            known = await standing(read, persona.identity(keys), day_in_belgium(now()))
    finally:
        await database.close()
    return known.candidates(company)
