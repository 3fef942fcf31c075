"""Fills a release: reads the files of an extract, one after the other, into its tables."""

import gc
from collections.abc import Callable
from functools import partial
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
)
from gateway.register.rejects import Rejected, Rejects
from gateway.register.release import Release
from gateway.register.rows import Row, read_rows
from gateway.register.source import Extract, NotAnExtract
from gateway.register.staging import Record
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

    def run(self) -> None:
        """Read everything.

        Millions of rows come and go, none in a cycle: looking for cycles among them would take a tenth of the time.
        """
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._run()
        finally:
            if collecting:
                gc.enable()

    def _run(self) -> None:
        self._account.count(META).kept = self._plan.meta_rows
        for line, reason in self._plan.meta_rejects:
            self._account.reject(META, line, reason)
        if self._plan.update:
            self._begin_as_former()
            self._delete()
        self._insert(self._codes(), "_insert.csv" if self._plan.update else ".csv")
        self._functions()

    def _begin_as_former(self) -> None:
        self._release.begin_as_former()
        for number, natural_person in self._release.main.rows("SELECT number, natural_person FROM former.company"):
            self._companies.add(number, natural_person=bool(natural_person))
        for (number,) in self._release.main.rows("SELECT company FROM former.address"):
            self._companies.seat(number)

    def _codes(self) -> Codes:
        """The codes of the extract, or where an update brings none, those of the register that it updates."""
        if "code.csv" not in self._plan.extract:
            return Codes(self._release.main.rows("SELECT category, code, language FROM register.code"))
        self._release.main.run("DELETE FROM register.code")
        codes = Codes()
        self._load("code.csv", CODE, codes.record, partial(self._release.main.insert, "register.code", 4))
        return codes

    def _delete(self) -> None:
        """Before anything is inserted: what is changed is deleted and inserted anew."""
        forget: tuple[Callable[[int], object], ...] = (self._companies.remove, lambda _: True, self._companies.unseat)
        main, aside = self._release.main, self._release.aside
        rows = (
            (main, "register.company WHERE number"),
            (main, "scratch.name WHERE company"),
            (aside, "register.address WHERE company"),
        )
        for file, of, (tables, key) in zip(UPDATED, forget, rows, strict=True):
            column = "EnterpriseNumber" if file == "enterprise" else "EntityNumber"
            self._load(f"{file}_delete.csv", (column,), _deletion(of), partial(tables.delete, key))

    def _insert(self, codes: Codes, ending: str) -> None:
        main, aside = self._release.main, self._release.aside
        enterprises = Enterprises(codes, self._companies, self._dates)
        self._load(f"enterprise{ending}", ENTERPRISE, enterprises.record, partial(main.insert, "register.company", 5))
        if not self._plan.update and not self._account.count("enterprise.csv").kept:
            raise NotAnExtract("There is no company in enterprise.csv that can be used.")
        denominations = Denominations(self._companies)
        self._load(f"denomination{ending}", DENOMINATION, denominations.record, partial(main.insert, "scratch.name", 5))
        self._release.index_names()
        addresses = Addresses(codes, self._companies, self._dates)
        self._load(f"address{ending}", ADDRESS, addresses.record, partial(aside.insert, "register.address", 10))

    def _functions(self) -> None:
        if self._plan.feed is not None:
            record = Functions(self._companies, self._dates, self._keys).record
            store = partial(self._release.aside.insert, "register.feed", 9)
            self._load(FUNCTIONS_FILE, FUNCTIONS, record, store, self._plan.feed)

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
