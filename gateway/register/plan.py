"""What there is to import, and onto what: decided before a byte of it is stored."""

from datetime import date
from hashlib import sha256
from pathlib import Path

from gateway.domain.identifiers import NationalNumber, PersonKeys
from gateway.register.functions import FUNCTIONS_FILE
from gateway.register.rejects import Reason, Rejected
from gateway.register.release import Made, made_of
from gateway.register.rows import read_rows
from gateway.register.source import Extract, NotAnExtract
from gateway.register.values import Dates

RULES = 1
"""Raised by one whenever the same input would make another release, so that importing it again is no repetition."""
FULL = ("code.csv", "enterprise.csv", "denomination.csv", "address.csv")
UPDATED = ("enterprise", "denomination", "address")
META = "meta.csv"


class Plan:
    """An extract, full or an update; the functions that come with it, if any; and the register in force, if any.

    Raises NotAnExtract if these cannot be imported together.
    """

    def __init__(self, extract: Extract, feed: Extract | None, current: Path | None, keys: PersonKeys) -> None:
        self.extract = extract
        self.feed = feed
        self.meta_rejects: list[tuple[int, Reason]] = []
        self._meta = self._read_meta()
        self._former = made_of(current) if current else None
        self.update = self._is_update()
        self._check_complete()
        self.made = self._made(keys)

    @property
    def already(self) -> bool:
        """Whether the register in force was made of just this."""
        return self._former is not None and self.made[2:] == self._former[2:]

    @property
    def meta_rows(self) -> int:
        """How many variables `meta.csv` sets."""
        return len(self._meta)

    def check_order(self) -> None:
        """Refuse an update that does not follow on the register in force, as far as both say which extract they are."""
        new, old = self.made.extract_number, self._former.extract_number if self._former else None
        if self.update and new and old and int(new) != int(old) + 1:
            raise NotAnExtract(f"Update {new} does not follow on the register in force, which is extract {old}.")

    def _read_meta(self) -> dict[str, str]:
        if META not in self.extract:
            return {}
        with self.extract.open(META) as stream:
            reject = lambda line, reason: self.meta_rejects.append((line, reason))  # noqa: E731
            blocks = read_rows(stream, META, ("Variable", "Value"), reject, lambda _: None)
            return {name.strip().lower(): value.strip() for _, rows in blocks for name, value in rows}

    def _is_update(self) -> bool:
        full = "enterprise.csv" in self.extract
        update = "enterprise_insert.csv" in self.extract or "enterprise_delete.csv" in self.extract
        said = self._meta.get("extracttype", "").lower()
        if not (full or update):
            raise NotAnExtract("There is no enterprise.csv in it, and without that it is no extract of the register.")
        if (full and update) or said not in ("", "full" if full else "update"):
            raise NotAnExtract("It is not clear whether this is a full extract or an update.")
        return update

    def _check_complete(self) -> None:
        if self.update and self._former is None:
            raise NotAnExtract("This is an update, and there is no register yet that it could update.")
        missing = [] if self.update else [file for file in FULL if file not in self.extract]
        if missing:
            raise NotAnExtract(f"There is no {missing[0]} in it, and without that the extract is not complete.")

    def _made(self, keys: PersonKeys) -> Made:
        """Fingerprints of everything that will be read, and of the rules that it is read by."""
        files = [file for file in self._files() if file in self.extract]
        extract = sha256(f"{RULES} {self.extract.fingerprint(files)}".encode()).hexdigest()
        functions = self._former.functions_fingerprint if self._former else None
        if self.feed:
            # Under another key the same people are known by other hashes, so the key is part of the input.
            key = keys.of(NationalNumber("0" * 11))
            functions = sha256(f"{RULES} {key} {self.feed.fingerprint([FUNCTIONS_FILE])}".encode()).hexdigest()
        number = self._meta.get("extractnumber", "")
        plain = number.isdecimal() and number.isascii() and len(number) < 10
        return Made(self._snapshot_date(), str(int(number)) if plain else None, extract, functions)

    def _files(self) -> list[str]:
        if self.update:
            return [META, "code.csv", *(f"{file}_{act}.csv" for file in UPDATED for act in ("delete", "insert"))]
        return [META, *FULL]

    def _snapshot_date(self) -> date | None:
        try:
            written = Dates().or_none(self._meta.get("snapshotdate", ""))
        except Rejected:
            return None
        return date.fromisoformat(written) if written else None
