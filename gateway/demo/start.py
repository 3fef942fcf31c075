"""Makes the demo's world, from nothing, so that it can be served like any other gateway."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from gateway.app import mandate_terms_of, now, open_gate, switch_register, trust_of
from gateway.authorization.system_act import SystemAct
from gateway.demo.card_reader import CardReader
from gateway.demo.folder import CARDS, ISSUER, DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, MAES, NOORD, extract_of
from gateway.domain.account import AccountStatus
from gateway.domain.contact import ContactForm
from gateway.domain.day import day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber, PersonKeys
from gateway.domain.mandate import ProviderKind
from gateway.domain.mandate_terms import DraftForm
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.identity import DemoIssuer
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.settings import Settings, demo_settings
from gateway.signature import DemoCards
from gateway.storage.register_release import current_release
from gateway.storage.upgrade import upgrade
from gateway.storage.work import Work
from gateway.use_cases.manager import Terms, designate
from gateway.use_cases.mandate import MandateTerms, draft
from gateway.use_cases.sign_in import sign_in
from gateway.use_cases.signature import sign

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


class _Given(NamedTuple):
    """A mandate that is in force when the demo starts; by the names of personas."""

    principal: EnterpriseNumber
    principal_by: str
    mandatary: EnterpriseNumber
    mandatary_by: str
    kind: ProviderKind
    group: str


MANDATES = tuple(
    _Given(
        EnterpriseNumber(MAES),
        "emma",
        EnterpriseNumber(NOORD),
        "jan",
        ProviderKind.RECOGNISED_SOCIAL_SECRETARIAT,
        group,
    )
    for group in ("DMFA_DIMONA", "FEDERAL_LEARNING_ACCOUNT")
)


class _Silent:
    """Nobody watches this import."""

    def begin(self, stage: str, size: int | None) -> None:
        """A stage begins."""

    def advance(self, done: int) -> None:
        """So many bytes more."""


def settings_of(folder: DemoFolder) -> Settings:
    """The settings of a demo; its keys and its card authority are made when they are first asked for."""
    trusted, cards = DemoIssuer(folder.path / ISSUER, now).issuer, DemoCards(folder.path / CARDS, now)
    return demo_settings(folder.database_url, folder.keys(), cards.trust, trusted.url, trusted.audience)


def reader_of(folder: DemoFolder) -> CardReader:
    """What signs with the cards of a demo."""
    return CardReader(DemoCards(folder.path / CARDS, now))


def make_world(folder: DemoFolder) -> tuple[Settings, DemoIssuer]:
    """The settings and the issuer of a demo whose world is there. What is there already stays as it is."""
    issuer, settings = DemoIssuer(folder.path / ISSUER, now), settings_of(folder)
    upgrade(folder.database)
    if not asyncio.run(_has_register(settings)):
        files = in_memory(extract_of(day_in_belgium(now())))
        switch_register(settings, lambda at, former, keys: import_files(files, files, at, former, keys, _Silent()))
    asyncio.run(_open_accounts(settings, folder))
    return settings, issuer


async def _has_register(settings: Settings) -> bool:
    async with open_gate(settings) as gate, gate.operation(None) as operation:
        return await current_release(await operation.snapshot()) is not None


async def _open_accounts(settings: Settings, folder: DemoFolder) -> None:
    """The officers, companies whose Chief Access Manager signed in long ago, and mandates in force; once only."""
    keys = settings.person_keys
    async with open_gate(settings) as gate, gate.system_act(SystemAct.DEMO) as work:
        if (await work.accounts.of(ACCOUNTS[0].company)).status is not AccountStatus.NONE:
            return
        for name in OFFICERS:
            identity = PERSONAS[name].identity(keys)
            await work.officers.add(identity.key, f"{identity.first_name} {identity.last_name}", work.now)
        for account in ACCOUNTS:
            await _open(work, account, Terms(keys, settings.designation_term))
        for given in MANDATES:
            await _give(work, given, mandate_terms_of(settings, trust_of(settings)), keys, folder)


async def _give(work: Work, given: _Given, terms: MandateTerms, keys: PersonKeys, folder: DemoFolder) -> None:
    """Prepared, and signed by both sides with their cards, as anybody does it."""
    reader = CardReader(DemoCards(folder.path / CARDS, lambda: work.now))
    work.now = now() - SINCE + timedelta(days=2)
    start = quarter_of(day_in_belgium(work.now))
    form = DraftForm(given.principal, given.mandatary, given.kind, (given.group,), start, None, None)
    for side, name in ((Side.PRINCIPAL, given.principal_by), (Side.MANDATARY, given.mandatary_by)):
        work.by = (await work.people.signed_in(PERSONAS[name].identity(keys))).id
        work.side = side
        if side is Side.PRINCIPAL:
            mandate = await draft(work, terms, form)
        work.now += timedelta(hours=1)
        await sign(work, terms, mandate.id, reader.sign(name, await work.proxies.present(mandate.id)))


async def _open(work: Work, account: _Opened, terms: Terms) -> None:
    representative = PERSONAS[account.representative].identity(terms.keys)
    manager = PERSONAS[account.manager]
    work.now = now() - SINCE
    work.by = (await work.people.signed_in(representative)).id
    form = ContactForm(manager.first_name, manager.last_name, manager.national_number, manager.email, PHONE)
    await designate(work, terms, account.company, form)
    work.now += timedelta(days=1)
    await sign_in(work, manager.identity(terms.keys))
