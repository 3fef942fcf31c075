"""The outcome of an examination, written for people, for programs, for GitHub and for whatever reads SARIF 2.1.0."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import quote

from gateway.authorization.problem import Problem
from gateway.workbench.examination import Examination
from gateway.workbench.kind import KINDS, Finding, Level


class Format(StrEnum):
    """How an outcome is written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def written(examination: Examination, how: Format) -> str:
    """The outcome in a format."""
    return _WRITTEN[how](examination)


def _as_text(examination: Examination) -> str:
    """Each problem as a compiler tells it, and at the end, in one line, what the folder holds."""
    return "\n\n".join([*map(_told, examination.findings), _summary(examination)])


def _told(finding: Finding) -> str:
    problem = finding.problem
    if finding.kind.level is Level.ERROR:
        return str(problem)
    return str(replace(problem, message=f"warning: {problem.message}"))


def _summary(examination: Examination) -> str:
    contents = examination.contents
    if not contents:
        return f"{examination.folder} is refused: {_counted(len(examination.findings), 'problem')}."
    held = f"{contents.rules} rules, {contents.roles} roles, {contents.invariants} invariants"
    warned = f", {_counted(examination.warnings, 'warning')}" if examination.warnings else ""
    return f"{examination.folder}: {held}, version {contents.version}{warned}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_json(examination: Examination) -> str:
    return _dumped(
        {
            "folder": examination.folder,
            "accepted": examination.contents is not None,
            "contents": asdict(examination.contents) if examination.contents else None,
            "problems": [
                {
                    "kind": finding.kind.name,
                    "level": finding.kind.level,
                    "file": finding.problem.file,
                    "line": finding.problem.line,
                    "column": finding.problem.column,
                    "endColumn": _end(finding.problem),
                    "text": finding.problem.text,
                    "message": finding.problem.message,
                    "hint": finding.problem.hint,
                }
                for finding in examination.findings
            ],
        }
    )


def _as_github(examination: Examination) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request; the summary is a line of the log."""
    return "\n".join([*map(_annotation, examination.findings), _summary(examination)])


def _annotation(finding: Finding) -> str:
    problem = finding.problem
    properties = {
        "file": problem.file,
        "line": problem.line,
        "endLine": problem.line,
        "col": problem.column,
        "endColumn": _end(problem),
        "title": finding.kind.name,
    }
    named = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{finding.kind.level} {named}::{_escaped(_sentence(problem))}"


def _escaped(text: str, also: str = "") -> str:
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _as_sarif(examination: Examination) -> str:
    driver = {
        "name": "gateway policy check",
        "rules": [
            {
                "id": kind.name,
                "shortDescription": {"text": kind.means},
                "defaultConfiguration": {"level": kind.level},
            }
            for kind in KINDS
        ],
    }
    return _dumped(
        {
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": driver},
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(finding) for finding in examination.findings],
                }
            ],
        }
    )


def _result(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    region = {"startLine": problem.line, "startColumn": problem.column, "endColumn": _end(problem)}
    return {
        "ruleId": finding.kind.name,
        "ruleIndex": KINDS.index(finding.kind),
        "level": finding.kind.level,
        "message": {"text": _sentence(problem)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(problem.file)}, "region": region}}],
    }


def _uri(file: str) -> str:
    path = PurePosixPath(file)
    return path.as_uri() if path.is_absolute() else quote(file)


def _sentence(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def _end(problem: Problem) -> int:
    """The column behind what is wrong. What is missing at the end of a line is a place, and has no length."""
    behind = max(problem.column, len(problem.text) + 1)
    return min(problem.column + problem.length, behind)


def _dumped(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


_WRITTEN: Mapping[Format, Callable[[Examination], str]] = {
    Format.TEXT: _as_text,
    Format.JSON: _as_json,
    Format.GITHUB: _as_github,
    Format.SARIF: _as_sarif,
}
