"""A small world on a real file: three companies, the people in them, and a gateway whose clock the tests turn.

The functions are told apart by what they make of somebody: see `FUNCTIONS`. Nobody is designated at the start.
"""

import csv
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from starlette.requests import Request

from gateway.application_groups import SHIPPED, load_application_groups
from gateway.authorization.gate import Gate
from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.system_act import SystemAct
from gateway.authorization.target import InCompany
from gateway.demo.personas import PERSONAS
from gateway.domain.contact import ContactForm
from gateway.domain.identifiers import EnterpriseNumber, PersonKeys
from gateway.domain.person import Identity
from gateway.domain.rights import Action
from gateway.domain.signature import Signatures
from gateway.http.budgets import Budgets
from gateway.http.door import Door
from gateway.identity import Bearer, DemoIssuer
from gateway.register.importer import import_files
from gateway.register.source import in_memory
from gateway.storage.database import Database
from gateway.storage.upgrade import upgrade
from gateway.storage.work import Work
from gateway.use_cases.manager import Terms
from gateway.use_cases.mandate import MandateTerms

T = TypeVar("T")

LAMBERT, MAES, COLIN = (EnterpriseNumber(n) for n in ("0000000196", "0000010193", "0000010490"))
UNKNOWN = EnterpriseNumber("0000050181")
SITUATIONS = {LAMBERT: "000", MAES: "000", COLIN: "012"}

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TERM = timedelta(days=30)
LONG_AGO, LAST_YEAR = date(2015, 4, 1), date(2025, 6, 30)
NADIA_BEGINS, NADIA_ENDS = date(2026, 4, 1), date(2026, 12, 31)


class Function(NamedTuple):
    """One row of the feed of functions."""

    code: str
    begin: date
    end: date | None
    signs: bool


FUNCTIONS = {
    ("lea", LAMBERT): Function("MANAGING_DIRECTOR", LONG_AGO, None, True),
    ("bruno", LAMBERT): Function("DIRECTOR", LONG_AGO, None, False),
    ("chantal", LAMBERT): Function("MANAGER", LONG_AGO, LAST_YEAR, True),
    ("nadia", LAMBERT): Function("DIRECTOR", NADIA_BEGINS, NADIA_ENDS, True),
    ("emma", MAES): Function("MANAGING_DIRECTOR", LONG_AGO, None, True),
    ("karin", COLIN): Function("LIQUIDATOR", LONG_AGO, None, True),
    ("olivier", COLIN): Function("DIRECTOR", LONG_AGO, None, True),
}
OFFICER = "ines"
KEYS = PersonKeys(b"a key for tests, and 32 bytes of it")
POLICY = load_policy(shipped_policies())
MANDATES = MandateTerms(load_application_groups(SHIPPED), cast("Signatures", None))
"""Nobody signs in these tests."""
TABLES = ("manager", "account", "closure", "ebox")


def person_of(persona: str) -> str:
    """Weak-lea is lea, signed in with a low assurance."""
    return persona.removeprefix("weak-")


NAMES = {who.identity(KEYS).key: person_of(name) for name, who in PERSONAS.items()}
"""Who somebody is, by the key under which they are stored."""


def form_of(persona: str, **changes: str) -> ContactForm:
    """The details that are given to designate somebody, all of them good but for the changes."""
    who = PERSONAS[persona]
    details = {
        "first_name": who.first_name,
        "last_name": who.last_name,
        "national_number": who.national_number,
        "email": who.email,
        "phone": "0470 12 34 56",
    }
    return ContactForm(**details | changes)


class _Silent:
    """Nobody watches this import."""

    def begin(self, stage: str, size: int | None) -> None: ...

    def advance(self, done: int) -> None: ...


def make_register(folder: Path, situations: Mapping[EnterpriseNumber, str]) -> str:
    """The name of a release of the register with these companies."""
    files = in_memory(_extract(situations))
    return import_files(files, files, folder, None, KEYS, _Silent()).path.name


async def make_template(folder: Path) -> None:
    """A database with its register and its officer, to be copied."""
    upgrade(folder / "gateway.sqlite")
    async with House(folder) as house:
        async with house.gate.system_act(SystemAct.IMPORT) as work:
            await work.releases.switch(make_register(folder, SITUATIONS), work.now)
        async with house.gate.system_act(SystemAct.OFFICERS) as work:
            await work.officers.add(PERSONAS[OFFICER].identity(KEYS).key, "Officer", work.now)


class House:
    """A gateway on a database file, without the wire: its door, its gate, and a clock that goes when it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "gateway.sqlite"
        self.now = START
        self.terms = Terms(KEYS, TERM)
        self._outside = sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True, isolation_level=None)
        self._outside.row_factory = sqlite3.Row
        self.database = Database(self.file)
        self.gate = Gate(self.database, POLICY, self.clock)
        issuer = DemoIssuer(folder / "issuer", self.clock)
        self.tokens = {name: issuer.sign(who.claims(), timedelta(days=50_000)) for name, who in PERSONAS.items()}
        self.door = Door(Bearer([issuer.issuer], KEYS, self.clock), self.gate, Budgets(0, 0, self.clock))

    @classmethod
    def copied(cls, template: Path, folder: Path) -> "House":
        shutil.copytree(template, folder)
        return cls(folder)

    def clock(self) -> datetime:
        return self.now

    async def __aenter__(self) -> "House":
        await self.database.warm_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._outside.close()
        await self.database.close()

    async def enter(self, persona: str | None) -> Identity | None:
        """Come in by the door, with one's token if one has a name."""
        headers = [(b"authorization", f"Bearer {self.tokens[persona]}".encode())] if persona else []
        return await self.door.enter(Request({"type": "http", "headers": headers}), cost=0)

    async def act(
        self,
        identity: Identity | None,
        action: Action,
        company: EnterpriseNumber,
        use_case: Callable[[Work], Awaitable[T]],
    ) -> T:
        """One act of somebody who has come in, as a mutation does it."""
        async with self.gate.operation(identity) as operation, operation.authorize(action, InCompany(company)) as work:
            return await use_case(work)

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """What the file holds, seen by somebody who has nothing to do with the gateway."""
        return self._outside.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change the file behind the gateway's back."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute(statement, values)

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of everything that acts change."""
        return {table: [tuple(row) for row in self.rows(f"SELECT * FROM {table} ORDER BY 1")] for table in TABLES}

    def trail(self) -> Counter[tuple[Any, ...]]:
        """The rows of the audit trail, to the second, without their ids, and with the names of personas for people."""
        rows = self.rows("SELECT audit.*, person.key FROM audit LEFT JOIN person ON person.id = audit.person")
        return Counter(
            (
                row["kind"],
                row["outcome"],
                row["company"],
                NAMES[row["key"]] if row["key"] else None,
                row["action"],
                row["reason"],
                row["event"],
                tuple(sorted(json.loads(row["words"]).items())),
                datetime.fromisoformat(row["at"]).replace(tzinfo=UTC, microsecond=0),
            )
            for row in rows
        )

    def counted(self) -> Counter[tuple[str, str, str]]:
        """How many refusals were only counted, by person, action and reason."""
        names = {row["id"]: NAMES[row["key"]] for row in self.rows("SELECT id, key FROM person")}
        counted = Counter[tuple[str, str, str]]()
        for row in self.rows("SELECT * FROM counted_refusal"):
            counted[names.get(row["person"], ""), row["action"], row["reason"]] += row["times"]
        return counted


def _extract(situations: Mapping[EnterpriseNumber, str]) -> dict[str, bytes]:
    """The files of the register, as far as an import needs them."""
    enterprises = [(number, "AC", code, "2", "", "", "01-03-2004") for number, code in situations.items()]
    functions = []
    for (name, company), held in FUNCTIONS.items():
        who = PERSONAS[name]
        end = f"{held.end:%d-%m-%Y}" if held.end else ""
        person = (who.national_number, who.last_name, who.first_name)
        functions.append((company, held.code, *person, "", f"{held.begin:%d-%m-%Y}", end, int(held.signs)))
    head = "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate"
    feed = "EnterpriseNumber,FunctionCode,NationalNumber,LastName,FirstName,HolderEnterpriseNumber,Begin,End"
    codes = [("JuridicalSituation", code, "FR", f"Situation {code}") for code in set(situations.values())]
    names = [(number, "1", "001", f"Company {number}") for number in situations]
    addresses = (
        "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
        "HouseNumber,Box,ExtraAddressInfo,DateStrikingOff"
    )
    return {
        "meta.csv": _csv("Variable,Value", [("SnapshotDate", "01-03-2026"), ("ExtractType", "full")]),
        "code.csv": _csv("Category,Code,Language,Description", codes),
        "enterprise.csv": _csv(head, enterprises),
        "denomination.csv": _csv("EntityNumber,Language,TypeOfDenomination,Denomination", names),
        "address.csv": _csv(addresses, []),
        "functions.csv": _csv(f"{feed},SigningPower", functions),
    }


def _csv(header: str, rows: Sequence[Sequence[object]]) -> bytes:
    written = StringIO()
    csv.writer(written).writerows([header.split(","), *rows])
    return written.getvalue().encode()
