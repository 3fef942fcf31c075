"""The world of the demo with an account for two principals and three providers, and cards that really sign.

Karin represents a principal (in liquidation) and a provider (bankrupt), so that in a mandate between the two she must
say for which side she acts.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from procedure_acts import identity_of
from procedure_world import KEYS, START, House, form_of, person_of

from gateway.application_groups import SHIPPED, load_application_groups
from gateway.authorization.system_act import SystemAct
from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, COLIN, MAES, NOORD, RENARD, extract_of
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.person import Identity
from gateway.domain.rights import Action
from gateway.domain.signature import SignatureForm
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.signature import Card, DemoCards, Seal, Trust, WebEid
from gateway.storage.upgrade import upgrade
from gateway.storage.work import Work
from gateway.use_cases import account, manager
from gateway.use_cases.mandate import MandateTerms

PRINCIPALS, PROVIDERS = (MAES, COLIN), (BENALI, NOORD, RENARD)
REPRESENTATIVES = {MAES: "emma", COLIN: "karin", BENALI: "farid", NOORD: "jan", RENARD: "karin"}
MANAGERS = {MAES: "dries", COLIN: "dries", BENALI: "gita", NOORD: "gita", RENARD: "dries"}
OUTVOTED, OFFICER = ("olivier", COLIN), "ines"
"""A director of a company in liquidation; and the officer of the portal."""
STRANGERS = ("lea", "petra")
WEAK = ("weak-emma", "weak-karin")
PEOPLE = tuple(dict.fromkeys([*REPRESENTATIVES.values(), *MANAGERS.values(), OUTVOTED[0], OFFICER, *STRANGERS]))
GROUPS = {"DMFA_DIMONA": True, "ASR_UNEMPLOYMENT": True, "OCCASIONAL_WORK": False, "FEDERAL_LEARNING_ACCOUNT": False}
"""The groups that are asked for, and whether one is exclusive."""
SEAL = Seal(bytes(range(32)))
FAR_AWAY = timedelta(days=7 * 365)
"""No day later than this is looked at, and the clock stays years before it."""
_CARD_HOLDS = timedelta(days=28)
_TABLES = ("manager", "account", "closure", "mandate", "mandate_group", "proxy", "proxy_signature")


def identity(persona: str | None) -> Identity | None:
    """Somebody as the door would know them; weak ones signed in with a low assurance."""
    if persona is None:
        return None
    known = identity_of(person_of(persona))
    return replace(known, assurance=300) if persona in WEAK else known


class Cards:
    """Everybody's cards. One holds for a month; it is made when it is first needed, and kept for all examples."""

    def __init__(self, folder: Path) -> None:
        self._month = 0
        self._authority = DemoCards(folder, lambda: START + self._month * _CARD_HOLDS)
        self._made: dict[tuple[str, int, bool], Card] = {}
        self.terms = MandateTerms(load_application_groups(SHIPPED), WebEid(Trust(self._authority.trust), KEYS, SEAL))

    def sign(self, persona: str, document: bytes, now: datetime, *, authentication: bool = False) -> SignatureForm:
        """What Web eID would give."""
        self._month = (now - START) // _CARD_HOLDS
        key, who = (persona, self._month, authentication), PERSONAS[persona]
        if key not in self._made:
            self._made[key] = self._authority.card(
                who.national_number, who.first_name, who.last_name, authentication=authentication
            )
        return self._made[key].sign(document)


async def make_mandate_template(folder: Path) -> None:
    """A database in which every company has an account, everybody has come in once, and there is no mandate."""
    upgrade(folder / "gateway.sqlite")
    files = in_memory(extract_of(START.date()))
    silent = SimpleNamespace(begin=lambda *_: None, advance=lambda *_: None)
    release = import_files(files, files, folder, None, KEYS, silent).path.name
    async with House(folder) as house:
        async with house.gate.system_act(SystemAct.IMPORT) as work:
            await work.releases.switch(release, work.now)
        async with house.gate.system_act(SystemAct.OFFICERS) as work:
            await work.officers.add(identity_of(OFFICER).key, "Officer", work.now)
        for persona in PEOPLE:
            await house.enter(persona)
        for company in MANAGERS:
            await open_account(house, company)


async def open_account(house: House, company: str) -> None:
    """The representative designates the manager, who comes in."""
    number = EnterpriseNumber(company)
    form = form_of(MANAGERS[company])
    await house.act(
        identity(REPRESENTATIVES[company]),
        Action.MANAGER_DESIGNATE,
        number,
        lambda work: manager.designate(work, house.terms, number, form),
    )
    await house.enter(MANAGERS[company])


async def close_account(house: House, company: str) -> None:
    """The representative asks for the letter, and the officer records it."""
    number = EnterpriseNumber(company)
    await house.act(
        identity(REPRESENTATIVES[company]),
        Action.ACCOUNT_REQUEST_CLOSURE,
        number,
        lambda work: account.request_closure(work, number),
    )
    (letter,) = house.rows("SELECT reference FROM closure WHERE company = ? AND status = 'requested'", company)

    async def record(work: Work) -> None:
        await account.confirm_closure(work, number, letter["reference"])

    await house.act(identity(OFFICER), Action.ACCOUNT_CONFIRM_CLOSURE, number, record)


def everything(house: House) -> dict[str, list[tuple[object, ...]]]:
    """Every row of everything that acts on mandates and accounts change."""
    return {table: [tuple(row) for row in house.rows(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in _TABLES}
