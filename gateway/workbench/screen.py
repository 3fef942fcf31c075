"""What an author sees after each save: whether the rules would be taken, what their tests say, what has changed."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gateway.authorization.plain_file import read_plain
from gateway.authorization.policy import read_files
from gateway.authorization.problem import PolicyRefused
from gateway.workbench.coverage import coverage
from gateway.workbench.difference import compare
from gateway.workbench.difference_text import as_text, sections, summary
from gateway.workbench.examination import examine
from gateway.workbench.opened import open_policy
from gateway.workbench.report import Format, written
from gateway.workbench.revision import Revision, examined
from gateway.workbench.test_file import read_cases
from gateway.workbench.test_report import Format as TestFormat
from gateway.workbench.test_report import Outcome
from gateway.workbench.test_report import written as tests_written
from gateway.workbench.testing import failures


def seen(folder: Path) -> dict[str, bytes]:
    """All that the screen is made of, by the path of the file; two that are equal make the same screen.

    An editor may take a file away before it writes it anew: what is not there at this moment is left out.
    """
    files = [folder / name for name in read_files(folder).contents] + tests_of(folder)
    found = {}
    for path in files:
        with suppress(OSError):
            found[path.as_posix()] = read_plain(path)
    return found


def tests_of(folder: Path) -> list[Path]:
    """The files of tests beside the rules, at any depth; one with the other usual ending is not left out in silence."""
    return sorted(path for path in (folder / "tests").rglob("*") if path.suffix in (".yaml", ".yml"))


def begun(folder: Path) -> Revision:
    """What stands there now, to be compared with later on."""
    return examined("the start", read_files(folder))


def screen(folder: Path, start: Revision) -> str:
    """The three answers, one below the other."""
    return "\n\n".join([written(examine(folder), Format.TEXT), *_tests(folder), *_changes(folder, start)])


def _tests(folder: Path) -> Iterator[str]:
    try:
        opened, cases = open_policy(folder), read_cases(tests_of(folder))
    except PolicyRefused as refused:
        if any(Path(problem.file).is_relative_to(folder / "tests") for problem in refused.problems):
            yield f"{refused}\n\nThe tests are refused, and none was run."
        return
    if cases:
        found = {file: failures(of_file, opened) for file, of_file in cases.items()}
        covered = coverage(opened.rules, [case for of_file in cases.values() for case in of_file])
        yield tests_written(Outcome(cases, found, covered, 0), TestFormat.TEXT)


def _changes(folder: Path, start: Revision) -> Iterator[str]:
    now = examined("now", read_files(folder))
    if start.table is None or now.table is None:
        yield "What has changed since the start cannot be told, since not every rule is understood."
        return
    difference = compare(start.table, now.table, start.invariants, now.invariants)
    yield f"Since the start: {summary(difference)}"
    if told := sections(difference):
        yield as_text(told)
