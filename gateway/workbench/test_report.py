"""The outcome of the tests, written for people, for programs as JSON, and for CI as JUnit XML."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from textwrap import indent
from xml.etree import ElementTree as Xml

from gateway.workbench.coverage import Coverage
from gateway.workbench.test_file import Case
from gateway.workbench.testing import Failure


class Format(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the tests: of every file its cases and its failures. `coverage` is None if it was not asked for."""

    cases: Mapping[str, tuple[Case, ...]]
    failures: Mapping[str, tuple[Failure, ...]]
    coverage: Coverage | None
    fail_under: float

    @property
    def failed(self) -> int:
        """How many cases do not hold."""
        return sum(map(len, self.failures.values()))

    @property
    def too_little(self) -> bool:
        """Whether the tests depend on less of the rules than they should."""
        return self.coverage is not None and self.coverage.percent < self.fail_under

    @property
    def fine(self) -> bool:
        """Whether every case holds, and enough is covered."""
        return not self.failed and not self.too_little


def written(outcome: Outcome, how: Format) -> str:
    """The outcome in one of the formats."""
    if how is Format.JSON:
        return json.dumps(_as_document(outcome), indent=2, ensure_ascii=False)
    return _as_junit(outcome) if how is Format.JUNIT else "\n".join(_as_text(outcome))


def _as_text(outcome: Outcome) -> Iterator[str]:
    for file, cases in outcome.cases.items():
        failed = len(outcome.failures[file])
        yield f"{file}: {len(cases) - failed} of {len(cases)} hold" if failed else f"{file}: {len(cases)} hold"
    for failures in outcome.failures.values():
        for failure in failures:
            yield f"\n{_told(failure)}"
    total = sum(map(len, outcome.cases.values()))
    count = (
        f"{outcome.failed} of {total} {'does' if outcome.failed == 1 else 'do'} not hold."
        if outcome.failed
        else f"All {total} hold."
    )
    if not outcome.coverage:
        yield f"\n{count}"
        return
    for problem in outcome.coverage.not_needed:
        yield f"\n{problem}"
    yield f"\n{count} {_covered(outcome, outcome.coverage)}"


def _told(failure: Failure) -> str:
    problem = failure.case.place.problem(failure.case.because)
    return "\n".join(
        [
            str(problem),
            f"  {failure.who}",
            f"  {failure.act} should be {failure.expected}; it is {failure.answered}:",
            indent(failure.why, "    "),
        ]
    )


def _covered(outcome: Outcome, found: Coverage) -> str:
    told = f"They need {found.needed} of {found.all} lines and facts of the rules: {found.percent:g} %"
    return f"{told}, less than {outcome.fail_under:g} %." if outcome.too_little else f"{told}."


def _as_document(outcome: Outcome) -> dict[str, object]:
    found = outcome.coverage
    return {
        "holds": outcome.fine,
        "files": [
            {
                "file": file,
                "cases": len(cases),
                "failures": [
                    {
                        "line": failure.case.place.line.number,
                        "column": failure.case.place.column,
                        "because": failure.case.because,
                        "person": failure.case.person.name,
                        "action": failure.act,
                        "expected": failure.expected,
                        "answered": failure.answered,
                        "why": failure.why,
                    }
                    for failure in outcome.failures[file]
                ],
            }
            for file, cases in outcome.cases.items()
        ],
        "coverage": found
        and {
            "percent": found.percent,
            "failUnder": outcome.fail_under,
            "lines": found.lines,
            "facts": found.facts,
            "notNeeded": [
                {"file": p.file, "line": p.line, "column": p.column, "text": p.text, "message": p.message}
                for p in found.not_needed
            ],
        },
    }


def _as_junit(outcome: Outcome) -> str:
    """A test suite a file, a test case for each person and right; coverage is a case of its own."""
    suites = Xml.Element("testsuites")
    for file, cases in outcome.cases.items():
        failed = {failure.case: failure for failure in outcome.failures[file]}
        suite = _suite(suites, file, len(cases), len(failed))
        for case in cases:
            name = f"{case.person.name} {case.right.resource}.{case.right.verb}: {case.because}"
            element = _case(suite, file, f"{name} (line {case.place.line.number})")
            if case in failed:
                message = f"should be {failed[case].expected}; it is {failed[case].answered}"
                Xml.SubElement(element, "failure", message=message).text = _told(failed[case])
    if outcome.coverage:
        suite = _suite(suites, "coverage", 1, int(outcome.too_little))
        element = _case(suite, "coverage", "The tests need every line and fact of the rules.")
        if outcome.too_little:
            told = "\n\n".join(map(str, outcome.coverage.not_needed))
            Xml.SubElement(element, "failure", message=_covered(outcome, outcome.coverage)).text = told
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode")


def _suite(suites: Xml.Element, name: str, tests: int, failed: int) -> Xml.Element:
    return Xml.SubElement(suites, "testsuite", name=name, tests=str(tests), failures=str(failed), errors="0")


def _case(suite: Xml.Element, file: str, name: str) -> Xml.Element:
    return Xml.SubElement(suite, "testcase", classname=file, name=name)
