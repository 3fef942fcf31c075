"""How much is asked of the database for mandates: as much for thirty of them as for three."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import pytest
from asking import edges
from running import Prepared, Running
from test_statements import MOST, NUMBERS, Counted, Silent, a_hundred_more, asked

from gateway.app import mandate_terms_of, now, open_gate, switch_register, trust_of
from gateway.authorization.system_act import SystemAct
from gateway.demo.card_reader import CardReader
from gateway.demo.folder import CARDS
from gateway.demo.personas import PERSONAS
from gateway.domain.account import Account, AccountStatus
from gateway.domain.day import day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import ProviderKind
from gateway.domain.mandate_terms import AmendForm, DraftForm
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.graphql.node import global_id
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.settings import Settings
from gateway.signature import DemoCards
from gateway.storage.work import Work
from gateway.use_cases.mandate import amend, draft
from gateway.use_cases.signature import sign

OF_THREE, OF_THIRTY = NUMBERS[0], NUMBERS[1]
"""Providers: lea represents them, as she does all the companies that give them mandates."""
THREE, THIRTY = NUMBERS[10:13], NUMBERS[20:50]
SHOWN = """mandates(first: 100) { edges { node {
  principal { name } mandatary { name } applicationGroups { label } replaces { id }
  proxy { sha256 signatures { signedBy { firstName } } } viewerCan(action: MANDATE_SIGN) { allowed } } } }"""
MANDATES = f"query ($number: EnterpriseNumber!) {{ company(number: $number) {{ {SHOWN} }} }}"
USUAL = SHOWN.replace("first: 100", "first: 20")
OF_ALL = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Company {{ {USUAL} }} }} }}"
TASKS = """{ viewer { tasks(first: 100) { edges { node { message company { name }
  ... on MandateTask { mandate { principal { name } replaces { id } proxy { sha256 } } } } } } } }"""
Answer = tuple[dict[str, Any], Counted]


class World(NamedTuple):
    """A provider has three mandates and another thirty; and what waited for lea while there were but three."""

    gateway: Running
    tasks_of_three: Answer


@pytest.fixture(scope="module")
def world(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("mandates") / "world"
    settings = prepared.copy_to(folder)
    files = in_memory(a_hundred_more())
    switch_register(settings, lambda at, former, keys: import_files(files, files, at, former, keys, Silent()))
    reader = CardReader(DemoCards(folder / CARDS, now))
    with Running(settings, folder) as gateway:
        asyncio.run(give(settings, reader, OF_THREE, THREE))
        tasks_of_three = asked(gateway, "lea", TASKS)
        asyncio.run(give(settings, reader, OF_THIRTY, THIRTY))
        yield World(gateway, tasks_of_three)


async def give(
    settings: Settings, reader: CardReader, provider: EnterpriseNumber, principals: Collection[EnterpriseNumber]
) -> None:
    """Each gives a mandate until the end of this quarter, and an amendment waits for the provider."""
    terms, current = mandate_terms_of(settings, trust_of(settings)), quarter_of(day_in_belgium(now()))

    async def act_for(work: Work, side: Side, who: str) -> None:
        work.side, work.by = side, (await work.people.signed_in(PERSONAS[who].identity(settings.person_keys))).id

    async def signed(work: Work, mandate: str, side: Side, who: str) -> None:
        await act_for(work, side, who)
        await sign(work, terms, mandate, reader.sign(who, await work.proxies.present(mandate)))

    async with open_gate(settings) as gate, gate.system_act(SystemAct.DEMO) as work:
        for principal in principals:
            await work.accounts.keep(Account(principal, AccountStatus.ACTIVE, work.now))
            form = DraftForm(principal, provider, ProviderKind.ACCOUNTANT, ("DMFA_DIMONA",), current, current, None)
            await act_for(work, Side.PRINCIPAL, "lea")
            mandate = await draft(work, terms, form)
            await signed(work, mandate.id, Side.MANDATARY, "hugo")
            await signed(work, mandate.id, Side.PRINCIPAL, "lea")
            longer = AmendForm(None, current.next, None, opens_end=True)
            await signed(work, (await amend(work, terms, mandate.id, longer)).id, Side.PRINCIPAL, "lea")


def test_thirty_mandates_take_as_many_statements_as_three(world: World) -> None:
    three, for_three = asked(world.gateway, "lea", MANDATES, number=OF_THREE)
    thirty, for_thirty = asked(world.gateway, "lea", MANDATES, number=OF_THIRTY)
    for data, principals in ((three, THREE), (thirty, THIRTY)):
        found = list(edges(data["company"]["mandates"]))
        names = {f"Série {principal} SRL" for principal in principals}
        assert {mandate["principal"]["name"] for mandate in found} == names
        assert len({mandate["proxy"]["sha256"] for mandate in found}) == len(found) == 2 * len(principals)
        assert sum(mandate["replaces"] is not None for mandate in found) == len(principals)
        assert sum(len(mandate["proxy"]["signatures"]) for mandate in found) == 3 * len(principals)
    assert Counter(for_thirty.reading) == Counter(for_three.reading)
    assert len(for_thirty.snapshot) <= MOST


def test_those_of_thirty_companies_take_as_many_statements_as_those_of_one(world: World) -> None:
    ids = [global_id("Company", principal) for principal in THIRTY]
    one, for_one = asked(world.gateway, "lea", OF_ALL, ids=ids[:1])
    thirty, for_thirty = asked(world.gateway, "lea", OF_ALL, ids=ids)
    assert [len(company["mandates"]["edges"]) for company in one["nodes"] + thirty["nodes"]] == [2] * 31
    assert len(for_thirty.reading) == len(for_one.reading)


def test_the_tasks_about_thirty_mandates_take_as_many_statements_as_those_about_three(world: World) -> None:
    three, for_three = world.tasks_of_three
    thirty, for_thirty = asked(world.gateway, "lea", TASKS)
    of_three, of_thirty = (list(edges(data["viewer"]["tasks"])) for data in (three, thirty))
    assert (len(of_three), len(of_thirty)) == (3 * 3, 3 * 33)
    assert all(task["mandate"]["proxy"]["sha256"] and task["message"] for task in of_thirty)
    assert Counter(for_thirty.reading) == Counter(for_three.reading)
    assert len(for_thirty.snapshot) <= MOST
