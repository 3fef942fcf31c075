"""Fills a release: reads the files of an extract, one after the other, into its tables."""

from collections.abc import Callable
from typing import Protocol

from gateway.domain.identifiers import PersonKeys
from gateway.register.functions import FUNCTIONS, FUNCTIONS_FILE, Functions
from gateway.register.plan import META, UPDATED, Plan
from gateway.register.records import (
    ADDRESS,
    CODE,
    DENOMINATION,
    ENTERPRISE,
    Addresses,
    Codes,
    Companies,
    Denominations,
    Enterprises,
    Record,
)
from gateway.register.rejects import Rejected, Rejects
from gateway.register.release import Release
from gateway.register.rows import Row, read_rows
from gateway.register.source import Extract, NotAnExtract
from gateway.register.values import FIRST_ESTABLISHMENT, Dates, entity_number


class Progress(Protocol):
    """Is told how far an import is."""

    def begin(self, stage: str, size: int | None) -> None:
        """A stage begins: reading a file of so many bytes, or work of unknown length."""
        ...

    def advance(self, done: int) -> None:
        """So many bytes more were read."""
        ...


class Loading:
    """One import on its way into a release."""

    def __init__(self, plan: Plan, release: Release, account: Rejects, keys: PersonKeys, progress: Progress) -> None:
        self._plan = plan
        self._release = release
        self._account = account
        self._keys = keys
        self._progress = progress
        self._companies = Companies()
        self._dates = Dates()

    def run(self) -> int:
        """Read everything; how many functions of the register in force are lost because a company of theirs is."""
        self._account.count(META).kept = self._plan.meta_rows
        for line, reason in self._plan.meta_rejects:
            self._account.reject(META, line, reason)
        if self._plan.update:
            self._begin_as_former()
            self._delete()
        self._insert(self._codes(), "_insert.csv" if self._plan.update else ".csv")
        if self._plan.update:
            self._release.drop_orphans()
        return self._functions()

    def _begin_as_former(self) -> None:
        self._release.begin_as_former()
        for number, natural_person in self._release.rows("SELECT number, natural_person FROM register.company"):
            self._companies.add(number, natural_person=bool(natural_person))
        for (number,) in self._release.rows("SELECT company FROM register.address"):
            self._companies.seat(number)

    def _codes(self) -> Codes:
        """The codes of the extract, or where an update brings none, those of the register that it updates."""
        if "code.csv" not in self._plan.extract:
            return Codes(self._release.rows("SELECT category, code, language FROM register.code"))
        self._release.run("DELETE FROM register.code")
        codes = Codes()
        self._load("code.csv", CODE, codes.record, self._into("register.code", 4))
        return codes

    def _delete(self) -> None:
        """Before anything is inserted: what is changed is deleted and inserted anew."""
        forget: tuple[Callable[[int], object], ...] = (self._companies.remove, lambda _: True, self._companies.unseat)
        keys = ("register.company WHERE number", "scratch.name WHERE company", "register.address WHERE company")
        for file, key, of in zip(UPDATED, keys, forget, strict=True):
            column = "EnterpriseNumber" if file == "enterprise" else "EntityNumber"
            self._load(f"{file}_delete.csv", (column,), _deletion(of), self._out_of(key))

    def _insert(self, codes: Codes, ending: str) -> None:
        enterprises = Enterprises(codes, self._companies, self._dates)
        self._load(f"enterprise{ending}", ENTERPRISE, enterprises.record, self._into("register.company", 5))
        if not self._plan.update and not self._account.count("enterprise.csv").kept:
            raise NotAnExtract("There is no company in enterprise.csv that can be used.")
        self._load(
            f"denomination{ending}", DENOMINATION, Denominations(self._companies).record, self._into("scratch.name", 5)
        )
        addresses = Addresses(codes, self._companies, self._dates)
        self._load(f"address{ending}", ADDRESS, addresses.record, self._into("register.address", 10))

    def _functions(self) -> int:
        if self._plan.feed is None:
            return self._release.keep_functions()
        functions = Functions(self._companies, self._dates, self._keys)
        into = self._into("scratch.function", 9)
        self._load(FUNCTIONS_FILE, FUNCTIONS, functions.record, into, self._plan.feed)
        self._release.replace_functions()
        return 0

    def _into(self, table: str, width: int) -> Callable[[list[Record]], None]:
        return lambda records: self._release.insert(table, width, records)

    def _out_of(self, rows: str) -> Callable[[list[Record]], None]:
        return lambda records: self._release.delete(rows, records)

    def _load(
        self,
        file: str,
        columns: tuple[str, ...],
        record: Callable[[Row], Record | None],
        store: Callable[[list[Record]], None],
        source: Extract | None = None,
    ) -> None:
        """Read one file, if it is there: store its records, and account for each of its rows."""
        source = source or self._plan.extract
        if file not in source:
            return
        count = self._account.count(file)
        self._progress.begin(file, source.size(file))
        with source.open(file) as stream:
            for lines, rows in read_rows(stream, file, columns, self._account.of(file), self._progress.advance):
                records: list[Record] = []
                for line, row in zip(lines, rows, strict=True):
                    try:
                        made = record(row)
                    except Rejected as rejected:
                        self._account.reject(file, line, rejected.reason)
                    else:
                        if made is None:
                            count.not_kept += 1
                        else:
                            records.append(made)
                count.kept += len(records)
                store(records)


def _deletion(forget: Callable[[int], object]) -> Callable[[Row], Record | None]:
    """Reads the key of what an update deletes; establishments and branches are none of our rows."""

    def record(row: Row) -> Record | None:
        number = entity_number(row[0])
        if number >= FIRST_ESTABLISHMENT:
            return None
        forget(number)
        return (number,)

    return record
