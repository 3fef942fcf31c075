"""Importing an extract of the BCE: a full one, or an update of the register in force.

    source → what is it? → the same as last time? → a release is built aside → it gets its name

Nothing of the register in force is touched: it stays in force until whoever asked for the import switches to the new
release. A bad row is rejected and counted; what is no extract is refused as a whole.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gateway.domain.identifiers import PersonKeys
from gateway.register.functions import FUNCTIONS_FILE
from gateway.register.loading import Loading, Progress
from gateway.register.plan import Plan
from gateway.register.rejects import FileCount, Rejects
from gateway.register.release import Made, building, rejects_beside
from gateway.register.source import Extract, open_extract, single_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. `unchanged`: the same extract as the register in force, so `path` is that register's."""

    path: Path
    made: Made
    unchanged: bool
    counts: tuple[FileCount, ...] = ()
    rejects: Path | None = None
    lost_functions: int = 0
    """Functions of the former register, carried over by an import without functions, whose company is gone."""

    @property
    def fingerprint(self) -> str:
        """One fingerprint of everything that the register was made of."""
        return sha256(f"{self.made.extract_fingerprint} {self.made.functions_fingerprint}".encode()).hexdigest()

    @property
    def read(self) -> int:
        """How many rows were read."""
        return sum(count.read for count in self.counts)

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(count.rejected for count in self.counts)


def import_extract(
    source: Path,
    functions: Path | None,
    folder: Path,
    current: Path | None,
    keys: PersonKeys,
    progress: Progress,
    rejects: Path | None = None,
) -> Outcome:
    """Make a release of the register in a folder, out of an extract and the register in force.

    `functions` replaces all functions; without it, and without a `functions.csv` in the extract, those in force stay.
    Raises NotAnExtract, and leaves everything as it was, if this cannot be imported. To be called under `import_lock`,
    which is to be held until the register is switched.
    """
    with open_extract(source) as extract:
        feed = single_file(functions, FUNCTIONS_FILE) if functions else extract if FUNCTIONS_FILE in extract else None
        return import_files(extract, feed, folder, current, keys, progress, rejects)


def import_files(
    extract: Extract,
    feed: Extract | None,
    folder: Path,
    current: Path | None,
    keys: PersonKeys,
    progress: Progress,
    rejects: Path | None = None,
) -> Outcome:
    """The same from files that are open already; `feed` holds the functions, if they are to be replaced."""
    progress.begin("checking", None)
    plan = Plan(extract, feed, current, keys)
    if current and plan.already:
        return Outcome(current, plan.made, unchanged=True)
    plan.check_order()
    with ExitStack() as stack:
        release = stack.enter_context(building(folder, current))
        account = stack.enter_context(Rejects(rejects or rejects_beside(release.path)))
        Loading(plan, release, account, keys, progress).run()
        progress.begin("indexing", None)
        lost = release.finish(plan.made, functions_read=feed is not None)
        return Outcome(release.path, plan.made, False, tuple(account.counts.values()), account.path, lost)
