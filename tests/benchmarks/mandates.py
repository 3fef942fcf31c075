"""How much the size of a provider costs those who act for it: one with many clients beside one with none.

    python -m tests.benchmarks.mandates --clients 50000

makes a demo's world, gives Noord so many clients, and prints in one table, in milliseconds, the median of what the same
questions cost Emma, whose company has no client, and Jan, who acts for Noord; and their ratio.
"""

import argparse
import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from gateway.app import mandate_terms_of, open_gate, trust_of
from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.start import make_world
from gateway.demo.world import MAES, NOORD
from gateway.domain.language import Language
from gateway.graphql.answer import Executor
from gateway.graphql.question import Caller, Question
from gateway.graphql.schema import build_schema
from gateway.settings import Settings
from gateway.use_cases.manager import Terms

PAGE = "mandates(first: 20, status: [ACTIVE]) { edges { node { status principal { name } proxy { sha256 } } } }"
ASKED = {
    "who am I": "{ viewer { person { firstName } } }",
    "what waits for me": "{ viewer { tasks { edges { node { message } } } } }",
    "an act that is refused": 'mutation { endMandate(input: {mandate: "x"}) { errors { code } } }',
    "a page of my mandates": "{ company(number: {own}) { " + PAGE + " } }",
}
OWN = {"emma": MAES, "jan": NOORD}
NOT_THE_SUBJECT = ("mandate_principal_signed_INSERT", "mandate_mandatary_signed_INSERT", "mandate_group_kept_INSERT")


def give_clients(database: Path, count: int) -> None:
    """Copies of a mandate that is in force, each of another principal: their documents are not looked at here."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        for trigger in NOT_THE_SUBJECT:
            connection.execute(f"DROP TRIGGER {trigger}")
        one = dict(connection.execute("SELECT * FROM mandate").fetchone())
        group = dict(connection.execute("SELECT * FROM mandate_group WHERE mandate = :id", one).fetchone())
        own = [(uuid4().hex, f"{number + 10**9:010}") for number in range(count)]
        _insert(connection, "mandate", ({**one, "id": key, "principal": number} for key, number in own))
        _insert(connection, "mandate_group", ({**group, "mandate": key, "principal": number} for key, number in own))
        connection.execute("ANALYZE")
        connection.commit()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    names = ", ".join(first)
    statement = f"INSERT INTO {table} ({names}) VALUES (:{names.replace(', ', ', :')})"
    connection.executemany(statement, chain([first], rows))


async def measured(settings: Settings, repeats: int) -> dict[str, dict[str, float]]:
    """The median of each question for each persona, in milliseconds, asked by turns."""
    took: dict[str, dict[str, list[float]]] = {question: {who: [] for who in OWN} for question in ASKED}
    async with open_gate(settings) as gate:
        terms = Terms(settings.person_keys, settings.designation_term)
        executor = Executor(build_schema(), gate, terms, mandate_terms_of(settings, trust_of(settings)))
        for _ in range(repeats):
            for question, text in ASKED.items():
                for who, own in OWN.items():
                    asked = Question(text.replace("{own}", f'"{own}"'), {}, None, reads_only=False)
                    caller = Caller(PERSONAS[who].identity(settings.person_keys), Language.EN, "http://localhost/")
                    took[question][who].append(await _timed(lambda a=asked, c=caller: executor.answer(a, c)))
    return {question: {who: median(each) for who, each in of.items()} for question, of in took.items()}


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    begun = perf_counter()
    await ask()
    return (perf_counter() - begun) * 1000


def main() -> None:
    """Read the options, measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--clients", type=int, default=50_000)
    options.add_argument("--repeats", type=int, default=9)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoFolder(Path(folder) / "world")
        demo.make()
        settings, _ = make_world(demo)
        give_clients(demo.database, chosen.clients)
        print(f"{'':24}{'no client':>12}{f'{chosen.clients} clients':>16}{'ratio':>8}")
        for question, of in asyncio.run(measured(settings, chosen.repeats)).items():
            print(f"{question:24}{of['emma']:12.1f}{of['jan']:16.1f}{of['jan'] / of['emma']:8.1f}")


if __name__ == "__main__":
    main()
