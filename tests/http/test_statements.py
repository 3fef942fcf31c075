"""How much is asked of the database: as much for a hundred companies as for one, in one snapshot."""

import asyncio
import csv
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from asking import contact, edges
from running import Prepared, Running
from sqlalchemy import Connection, Engine, QueuePool, event

from gateway.app import open_gate, switch_register
from gateway.authorization.system_act import SystemAct
from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.world import ADAM, extract_of
from gateway.domain.contact import ContactForm
from gateway.domain.day import day_in_belgium
from gateway.domain.identifiers import EnterpriseNumber
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.settings import Settings
from gateway.use_cases import account, ebox
from gateway.use_cases.manager import Terms, designate
from gateway.use_cases.sign_in import sign_in

NUMBERS = [EnterpriseNumber(f"{base:08d}{97 - base % 97:02d}") for base in range(4_000_000, 4_000_100)]
MOST = 25

PAGE = """{
  __typename ... on Company {
    number name names { text language kind } status legalForm { label } situation { label }
    address { street municipality country }
    representatives { edges { node { firstName lastName function { label } since holderCompany { name } } } }
    account { status activatedAt closure { reference letterUrl requestedBy { firstName } } }
    chiefAccessManager { firstName lastName status designatedBy { firstName } company { name } }
    managers(first: 5) { edges { node { firstName status designatedBy { lastName } } } }
    ebox { status activatedAt activatedBy { firstName } notificationEmail }
    history(first: 5) { edges { node { at event message by { firstName } } } }
    nextSteps { message done } viewerRoles viewerPermissions { action allowed message }
    viewerCan(action: MANAGER_REPLACE) { allowed }
  } }"""


class Silent:
    """Nobody watches this import."""

    def begin(self, stage: str, size: int | None) -> None:
        """A stage begins."""

    def advance(self, done: int) -> None:
        """So many bytes more."""


def a_hundred_more() -> dict[str, bytes]:
    """The extract of the demo, with a hundred companies in which lea, bruno and Holding Adam hold a function."""
    files = extract_of(day_in_belgium(datetime.now(UTC)))
    more: dict[str, list[tuple[str, ...]]] = {
        "enterprise.csv": [(n, "AC", "000", "2", "610", "01-03-2004") for n in NUMBERS],
        "denomination.csv": [(n, "1", "001", f"Série {n} SRL") for n in NUMBERS]
        + [(n, "2", "003", f"Reeks {n}") for n in NUMBERS],
        "address.csv": [
            (n, "REGO", "", "", "5000", "Namen", "Namur", "Ovenstraat", "Rue du Four", "1", "", "") for n in NUMBERS
        ],
        "functions.csv": [
            row
            for n in NUMBERS
            for row in (
                _held(n, "MANAGING_DIRECTOR", "lea", "1"),
                _held(n, "DIRECTOR", "bruno", "0"),
                (n, "DIRECTOR", "", "", "", ADAM, "01-04-2015", "", "1"),
            )
        ],
    }
    return {name: content + _csv(more.get(name, [])) for name, content in files.items()}


def _held(company: str, code: str, who: str, signs: str) -> tuple[str, ...]:
    persona = PERSONAS[who]
    person = (persona.national_number, persona.last_name, persona.first_name)
    return (company, code, *person, "", "01-04-2015", "", signs)


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


async def open_all(settings: Settings) -> None:
    """In each company a manager who signed in, an e-Box and a letter."""
    keys = settings.person_keys
    terms = Terms(keys, settings.designation_term)
    async with open_gate(settings) as gate, gate.system_act(SystemAct.DEMO) as work:
        by = (await work.people.signed_in(PERSONAS["lea"].identity(keys))).id
        petra = contact("petra")
        form = ContactForm(*(petra[name] for name in ("firstName", "lastName", "nationalNumber", "email", "phone")))
        for number in NUMBERS:
            work.by = by
            await designate(work, terms, number, form)
        await sign_in(work, PERSONAS["petra"].identity(keys))
        for number in NUMBERS:
            work.by = by
            await ebox.activate(work, number, "post@demo.example")
            await account.request_closure(work, number)


@pytest.fixture(scope="module")
def hundred(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("hundred") / "world"
    settings = prepared.copy_to(folder)
    files = in_memory(a_hundred_more())
    outcome = switch_register(settings, lambda at, former, keys: import_files(files, files, at, former, keys, Silent()))
    assert outcome.path.parent == DemoFolder(folder).path
    asyncio.run(open_all(settings))
    with Running(settings, folder) as gateway:
        gateway.ask("lea", "{ viewer { person { id } } }")
        yield gateway


class Counted:
    """The statements of readers, and those of the writer, of which there is one connection.

    The writer also writes down now and then what was only counted, whoever is asking meanwhile.
    """

    def __init__(self) -> None:
        self.reading: list[str] = []
        self.writing: list[str] = []

    def count(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        pool = connection.engine.pool
        assert isinstance(pool, QueuePool)
        kept = self.writing if pool.size() == 1 else self.reading
        kept.append(_MANY.sub("(?, …)", statement))

    @property
    def snapshot(self) -> list[str]:
        """What was read in the last snapshot: the operation's, after that in which the door looked."""
        last = max(place for place, statement in enumerate(self.reading) if statement == "BEGIN")
        return self.reading[last:]


_MANY = re.compile(r"\(\?(?:\)?, \(?\?)*\)")


def asked(gateway: Running, who: str | None, text: str, **variables: object) -> tuple[dict[str, Any], Counted]:
    """The data, and the statements that it took."""
    counted = Counted()
    event.listen(Engine, "before_cursor_execute", counted.count)
    try:
        return gateway.ask(who, text, **variables)["data"], counted
    finally:
        event.remove(Engine, "before_cursor_execute", counted.count)


def of_nodes(gateway: Running, who: str | None, count: int) -> tuple[dict[str, Any], Counted]:
    ids = [urlsafe_b64encode(f"Company:{number}".encode()).decode().rstrip("=") for number in NUMBERS[:count]]
    return asked(gateway, who, f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {PAGE} }}", ids=ids)


@pytest.mark.parametrize("who", ["lea", "bruno", "petra", None])
def test_a_page_of_everything_takes_as_many_statements_for_a_hundred_companies_as_for_one(
    hundred: Running, who: str | None
) -> None:
    one, for_one = of_nodes(hundred, who, 1)
    many, for_hundred = of_nodes(hundred, who, 100)
    assert [node["number"] for node in many["nodes"]] == NUMBERS
    assert many["nodes"][0] == one["nodes"][0]
    if who == "lea":
        assert all(node["account"]["closure"]["reference"] and node["history"]["edges"] for node in many["nodes"])
        assert [step["done"] for step in many["nodes"][99]["nextSteps"]] == [True, True, True]
    assert for_hundred.reading == for_one.reading
    assert len(for_hundred.snapshot) <= MOST


@pytest.mark.parametrize("who", ["lea", None])
def test_a_page_is_read_in_one_snapshot(hundred: Running, who: str | None) -> None:
    """And the door has looked before, for those who sign in, whether that brings anything about."""
    _, statements = of_nodes(hundred, who, 100)
    assert statements.reading.count("BEGIN") == (2 if who else 1)


def search(first: int) -> str:
    card = "{ number name status representatives { edges { node { firstName } } } }"
    return f'{{ companies(search: "reeks", first: {first}) {{ edges {{ node {card} }} }} }}'


def test_a_search_takes_as_many_statements_for_a_hundred_companies_as_for_ten(hundred: Running) -> None:
    ten, for_ten = asked(hundred, None, search(10))
    many, for_hundred = asked(hundred, None, search(100))
    assert (len(list(edges(ten["companies"]))), len(list(edges(many["companies"])))) == (10, 100)
    assert len(for_hundred.reading) <= len(for_ten.reading) + 2 <= MOST


def test_the_viewers_companies_and_tasks_take_as_many_statements_for_a_hundred_as_for_one(hundred: Running) -> None:
    listed = "companies(first: $f) { edges { node { number name } } } tasks { edges { cursor } }"
    text = f"query ($f: Int) {{ viewer {{ {listed} }} }}"
    one, for_one = asked(hundred, "lea", text, f=1)
    many, for_hundred = asked(hundred, "lea", text, f=100)
    assert (len(one["viewer"]["companies"]["edges"]), len(many["viewer"]["companies"]["edges"])) == (1, 100)
    assert for_hundred.reading == for_one.reading
    assert len(for_one.snapshot) <= MOST


def test_contact_details_of_a_hundred_companies_are_recorded_in_one_transaction(hundred: Running) -> None:
    ids = [urlsafe_b64encode(f"Company:{number}".encode()).decode().rstrip("=") for number in NUMBERS]
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Company { chiefAccessManager { email phone } } } }"
    before = sum(row["outcome"] == "read" for row in hundred.rows("audit"))
    data, statements = asked(hundred, "lea", text, ids=ids)
    assert all(node["chiefAccessManager"]["email"] for node in data["nodes"])
    assert 1 <= statements.writing.count("BEGIN IMMEDIATE") <= 2
    assert sum(row["outcome"] == "read" for row in hundred.rows("audit")) == before + 100
