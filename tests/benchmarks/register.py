"""How fast an extract is imported, and how fast names are found in it.

    python -m tests.benchmarks.register --companies 2000000 --functions 1000000

writes a synthetic extract (or takes `--extract ZIP`), imports it, and prints rows a second, seconds a stage,
seconds of processor and resident memory of both processes, the size of the register, and the median and 95th percentile
of searches by kind of text: first pages as a reader of the gateway asks for them, through the asynchronous driver.
"""

import argparse
import asyncio
import random
import resource
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from gateway.domain.identifiers import PersonKeys
from gateway.register.importer import Outcome, import_extract
from gateway.storage.page import Wanted
from gateway.storage.register_search import search
from tests.benchmarks.synthetic_extract import Synthetic

PAGE = 20


class Stages:
    """Notes how long each stage takes."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._stage = "opening"
        self.seconds: dict[str, float] = {}

    def begin(self, stage: str, size: int | None) -> None:
        now = perf_counter()
        self.seconds[self._stage] = now - self._began
        self._stage, self._began = stage, now

    def advance(self, done: int) -> None:
        pass


class Connected:
    """A reader of the register."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        return (await self._connection.execute(statement, parameters)).all()


def imported(extract: Path, folder: Path) -> Outcome:
    """Import, and say how fast it went."""
    stages = Stages()
    began = perf_counter()
    outcome = import_extract(extract, None, folder, None, PersonKeys(b"benchmark " * 4), stages)
    seconds = perf_counter() - began
    stages.begin("", None)
    for count in outcome.counts:
        print(f"{count.file:20}{count.read:>12,} read{count.kept:>12,} kept{count.rejected:>8,} rejected")
    for stage, took in stages.seconds.items():
        print(f"{stage:20}{took:>10.1f} s")
    print(f"{outcome.read:,} rows in {seconds:.1f} s: {outcome.read / seconds:,.0f} rows a second")
    here, second = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    for used, where in ((here, "this process"), (second, "the process that indexes")):
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(f"{where}: {seconds:.1f} s of processor, {megabytes:,.0f} MB resident at most")
    print(f"register of {outcome.path.stat().st_size / 1e6:,.0f} MB")
    return outcome


def texts(path: Path, rng: random.Random, each: int) -> dict[str, list[str]]:
    """What people may look for: words and their beginnings, as frequent as they are in names."""
    with closing(sqlite3.connect(path)) as connection:
        (most,) = connection.execute("SELECT max(id) FROM name").fetchone()
        ids = ", ".join(str(rng.randrange(1, most)) for _ in range(20_000))
        rows = connection.execute(f"SELECT words, company FROM name WHERE id IN ({ids})").fetchall()
    rng.shuffle(rows)
    words = [rng.choice(name.split()) for name, _ in rows if name]
    several = [name.split() for name, _ in rows if name.count(" ") > 1]
    common = ["van", "immo", "vereniging", "association", "residence", "garage", "de", "consult"]
    return {
        "two letters": [word[:2] for word in words if len(word) > 2][:each],
        "three letters": [word[:3] for word in words if len(word) > 3][:each],
        "four to six letters": [word[: rng.randrange(4, 7)] for word in words if len(word) > 6][:each],
        "seven and more": [word[:-1] for word in words if len(word) > 7][:each],
        "a word": words[:each],
        "a common word": common * (each // len(common)),
        "a word of no name": [f"{word}qx" for word in words[:each]],
        "two words begun": [f"{name[0]} {name[1][:2]}" for name in several][:each],
        "three words": [" ".join(name[:3]) for name in several][:each],
        "two short beginnings": [f"{one[:2]} {other[:2]}" for one, other in pairwise(words)][:each],
        "a whole name": [name for name, _ in rows][:each],
        "a number": [f"{number:010d}" for _, number in rows][:each],
    }


async def searched(path: Path, each: int) -> None:
    """Search, and say how long it took."""
    engine = create_async_engine("sqlite+aiosqlite:///file::memory:?uri=true")
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("ATTACH ? AS register", (f"file://{path}?mode=ro&immutable=1",))
            for kind, asked in texts(path, random.Random(2), each).items():
                took = sorted([await _timed(Connected(connection), text) for text in asked])
                tail = quantiles(took, n=20)[-1]
                print(f"{kind:22} median {median(took):>7.2f} ms   p95 {tail:>7.2f} ms   worst {took[-1]:>7.2f} ms")
    finally:
        await engine.dispose()


async def _timed(read: Connected, text: str) -> float:
    began = perf_counter()
    await search(read, text, Wanted(PAGE))
    return (perf_counter() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=2_000_000)
    parser.add_argument("--functions", type=int, default=1_000_000)
    parser.add_argument("--searches", type=int, default=200, help="how many of each kind")
    parser.add_argument("--extract", type=Path, help="an extract that is there already")
    parser.add_argument("--folder", type=Path, help="where to keep the register; by default it is removed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        extract = chosen.extract or Path(temporary) / "extract.zip"
        if not extract.exists():
            Synthetic(chosen.companies, chosen.functions).write(extract)
        folder = chosen.folder or Path(temporary) / "register"
        folder.mkdir(parents=True, exist_ok=True)
        outcome = imported(extract, folder)
        asyncio.run(searched(outcome.path.absolute(), chosen.searches))


if __name__ == "__main__":
    main()
