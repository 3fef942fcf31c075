"""A small extract to change one thing in, and what it takes to import it and to ask the register that comes of it."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from gateway.domain.identifiers import PersonKeys
from gateway.register.importer import Outcome, import_extract

KEYS = PersonKeys(b"a key of at least thirty-two bytes")
LAMBERT, MAES, ADAM, COLIN, PERSON = "0000000196", "0000010193", "0000030187", "0000010490", "0000010589"
ESTABLISHMENT = "2001171663"
T = TypeVar("T")

HEADERS = {
    "meta": "Variable,Value",
    "code": "Category,Code,Language,Description",
    "enterprise": (
        "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate"
    ),
    "denomination": "EntityNumber,Language,TypeOfDenomination,Denomination",
    "address": (
        "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
        "HouseNumber,Box,ExtraAddressInfo,DateStrikingOff"
    ),
    "functions": (
        "EnterpriseNumber,FunctionCode,NationalNumber,LastName,FirstName,HolderEnterpriseNumber,Begin,End,SigningPower"
    ),
}
Lines = list[list[str]]


def dotted(number: str) -> str:
    """A number as the files write it."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def _split(*lines: str) -> Lines:
    return [line.split("|") for line in lines]


@dataclass(frozen=True)
class SmallExtract:
    """The rows of each file, without its header; `write` makes a folder or a zip of them."""

    files: Mapping[str, Lines] = field(default_factory=dict)

    def with_rows(self, file: str, *lines: str) -> "SmallExtract":
        """With rows added to a file, written with bars between their fields."""
        return replace(self, files={**self.files, file: [*self.files.get(file, []), *_split(*lines)]})

    def without(self, file: str) -> "SmallExtract":
        """Without a file."""
        return replace(self, files={name: rows for name, rows in self.files.items() if name != file})

    def texts(self, quoted: bool = True, delimiter: str = ",") -> dict[str, str]:
        """The files as text: as they are published, dates without quotes, or as a spreadsheet leaves them."""
        return {f"{name}.csv": _text(name, rows, quoted, delimiter) for name, rows in self.files.items()}

    def write(self, target: Path, quoted: bool = True) -> Path:
        """Write a zip if the target ends so, a folder otherwise."""
        return write_files(target, {name: text.encode() for name, text in self.texts(quoted).items()})


def write_files(target: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as they are, into a zip if the target ends so, or a folder."""
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (target / name).write_bytes(content)
    return target


def header(name: str) -> str:
    """The header of a file, those of an update included."""
    if name.endswith("_delete"):
        return "EnterpriseNumber" if name.startswith("enterprise") else "EntityNumber"
    return HEADERS[name.removesuffix("_insert")]


def _text(name: str, rows: Lines, quoted: bool, delimiter: str) -> str:
    out = io.StringIO()
    out.write(header(name).replace(",", delimiter) + "\n")
    if quoted:
        for row in rows:
            out.write(delimiter.join(_as_published(value) for value in row) + "\n")
    else:
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _as_published(value: str) -> str:
    date = len(value) == 10 and value[2] == value[5] == "-"
    return value if date or not value else '"' + value.replace('"', '""') + '"'


def meta(kind: str = "full", number: int = 100) -> Lines:
    """What an extract says of itself."""
    return _split("SnapshotDate|31-08-2026", f"ExtractType|{kind}", f"ExtractNumber|{number}", "Version|1.0.0")


CODES = _split(
    *(
        f"JuridicalSituation|{code}|{lang}|situation {code}"
        for code in ("000", "012", "014", "050")
        for lang in ("FR", "NL")
    ),
    *(f"JuridicalForm|{code}|{lang}|form {code}" for code in ("014", "017", "610") for lang in ("FR", "NL")),
)
SMALL = SmallExtract(
    {
        "meta": meta(),
        "code": CODES,
        "enterprise": _split(
            f"{dotted(LAMBERT)}|AC|000|2|610||09-08-1960",
            f"{dotted(MAES)}|AC|000|2|014||16-02-1923",
            f"{dotted(ADAM)}|AC|000|2|014||01-01-1968",
            f"{dotted(COLIN)}|AC|014|2|017||01-01-1922",
            f"{dotted(PERSON)}|AC|000|1|||01-01-2001",
        ),
        "denomination": _split(
            f"{dotted(LAMBERT)}|1|001|Boulangerie Lambert",
            f"{dotted(LAMBERT)}|1|003|Au Pain d'Épices",
            f"{dotted(MAES)}|2|001|Maes Logistics",
            f"{dotted(ADAM)}|2|001|Holding Adam",
            f'{dotted(COLIN)}|1|001|Imprimerie "Colin", Père & Fils',
            f"{dotted(PERSON)}|0|001|Janssens, José",
            f"{dotted(ESTABLISHMENT)}|1|003|Le Fournil",
        ),
        "address": _split(
            f"{dotted(LAMBERT)}|REGO|||1000|Brussel|Bruxelles|Nieuwstraat|Rue Neuve|12|3||",
            f"{dotted(MAES)}|REGO|Frankrijk|France|59000|Lille|Lille|Kerk|Église|1|||",
            f"{dotted(COLIN)}|REGO|||4000|Luik|Liège|Kaai|Quai|7|||17-08-2023",
            f"{dotted(PERSON)}|REGO|||9000|Gent|Gand|Veldstraat|Veldstraat|1|||",
            f"{dotted(ESTABLISHMENT)}|BAET|||9000|Gent|Gand|Veldstraat|Veldstraat|2|||",
        ),
        "functions": _split(
            f"{dotted(LAMBERT)}|MANAGING_DIRECTOR|02070990283|Lambert|Léa||01-01-2020||1",
            f"{dotted(LAMBERT)}|DIRECTOR||||{dotted(ADAM)}|01-01-2021||1",
            f"{dotted(ADAM)}|PERMANENT_REPRESENTATIVE|01031490773|Adam|Hugo||01-06-2021||0",
            f"{dotted(MAES)}|DIRECTOR|02070990481|Maes|Chantal||01-01-2020|31-12-2024|1",
        ),
    }
)


class Silent:
    """Nobody watches."""

    def begin(self, stage: str, size: int | None) -> None:
        pass

    def advance(self, done: int) -> None:
        pass


def run_import(
    source: Path,
    folder: Path,
    current: Path | None = None,
    functions: Path | None = None,
    rejects: Path | None = None,
) -> Outcome:
    """Import into a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return import_extract(source, functions, folder, current, KEYS, Silent(), rejects)


def rejected(outcome: Outcome) -> list[tuple[str, int, str]]:
    """File, line and reason of every rejected row, as the rejects file has them."""
    assert outcome.rejects is not None
    with outcome.rejects.open(encoding="utf-8", newline="") as file:
        first, *rows = list(csv.reader(file))
    assert first == ["file", "line", "reason"]
    return [(name, int(line), reason) for name, line, reason in rows]


class Connected:
    """A reader of a register. It counts its statements."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.statements = 0

    async def rows(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        self.statements += 1
        return (await self._connection.execute(statement, parameters)).all()


def ask(register: Path, question: Callable[[Connected], Awaitable[T]]) -> T:
    """What a register answers."""
    uri = f"{register.absolute().as_uri()}?mode=ro&immutable=1"

    async def answer() -> T:
        engine = create_async_engine("sqlite+aiosqlite:///file::memory:?uri=true")
        try:
            async with engine.connect() as connection:
                await connection.exec_driver_sql("ATTACH ? AS register", (uri,))
                return await question(Connected(connection))
        finally:
            await engine.dispose()

    return asyncio.run(answer())
