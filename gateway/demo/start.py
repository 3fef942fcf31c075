"""Makes the demo's world, from nothing, so that it can be served like any other gateway."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from gateway.app import now, open_gate, switch_register
from gateway.authorization.system_act import SystemAct
from gateway.demo.folder import ISSUER, DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, MAES, NOORD, extract_of
from gateway.domain.account import AccountStatus
from gateway.domain.contact import ContactForm
from gateway.domain.day import day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber
from gateway.identity import DemoIssuer
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.settings import Settings, demo_settings
from gateway.storage.register_release import current_release
from gateway.storage.upgrade import upgrade
from gateway.storage.work import Work
from gateway.use_cases.manager import Terms, designate
from gateway.use_cases.sign_in import sign_in

OFFICERS = ("ines",)
PHONE = "+32 470 12 34 56"
SINCE = timedelta(days=120)


class _Opened(NamedTuple):
    """An account that is open when the demo starts; by the names of personas."""

    company: EnterpriseNumber
    representative: str
    manager: str


ACCOUNTS = (
    _Opened(EnterpriseNumber(MAES), "emma", "dries"),
    _Opened(EnterpriseNumber(BENALI), "farid", "gita"),
    _Opened(EnterpriseNumber(NOORD), "jan", "jan"),
)


class _Silent:
    """Nobody watches this import."""

    def begin(self, stage: str, size: int | None) -> None:
        """A stage begins."""

    def advance(self, done: int) -> None:
        """So many bytes more."""


def make_world(folder: DemoFolder) -> tuple[Settings, DemoIssuer]:
    """The settings and the issuer of a demo whose world is there. What is there already stays as it is."""
    issuer = DemoIssuer(folder.path / ISSUER, now)
    trusted = issuer.issuer
    settings = demo_settings(folder.database_url, folder.national_number_key(), trusted.url, trusted.audience)
    upgrade(folder.database)
    if not asyncio.run(_has_register(settings)):
        files = in_memory(extract_of(day_in_belgium(now())))
        switch_register(settings, lambda at, former, keys: import_files(files, files, at, former, keys, _Silent()))
    asyncio.run(_open_accounts(settings))
    return settings, issuer


async def _has_register(settings: Settings) -> bool:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        return await current_release(await operation.snapshot()) is not None


async def _open_accounts(settings: Settings) -> None:
    """The officers, and companies whose Chief Access Manager signed in long ago; once only."""
    keys = settings.person_keys
    async with open_gate(settings) as gate, gate.system_act(SystemAct.DEMO) as work:
        if (await work.accounts.of(ACCOUNTS[0].company)).status is not AccountStatus.NONE:
            return
        for name in OFFICERS:
            identity = PERSONAS[name].identity(keys)
            await work.officers.add(identity.key, f"{identity.first_name} {identity.last_name}", work.now)
        for account in ACCOUNTS:
            await _open(work, account, Terms(keys, settings.designation_term))


async def _open(work: Work, account: _Opened, terms: Terms) -> None:
    representative = PERSONAS[account.representative].identity(terms.keys)
    manager = PERSONAS[account.manager]
    work.now = now() - SINCE
    work.by = (await work.people.signed_in(representative)).id
    form = ContactForm(manager.first_name, manager.last_name, manager.national_number, manager.email, PHONE)
    await designate(work, terms, account.company, form)
    work.now += timedelta(days=1)
    await sign_in(work, manager.identity(terms.keys))
