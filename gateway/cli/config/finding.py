"""What a check finds, and how findings are printed."""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

import typer

from gateway.authorization.problem import PolicyRefused
from gateway.settings import Settings


class State(StrEnum):
    """Whether a start would succeed, as far as this goes."""

    OK = "ok"
    WARNING = "warning"
    REFUSED = "refused"


_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.REFUSED: "red"}


class Finding(NamedTuple):
    """One line of the answer. `part`: of the gateway, or the variable that is wrong."""

    part: str
    state: State
    said: str


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"


Check = Callable[[Settings], Iterable[Finding]]


def findings_of(part: str, check: Check, settings: Settings) -> Iterator[Finding]:
    """What a check finds; one that cannot end has found that a start could not either."""
    try:
        yield from check(settings)
    except (PolicyRefused, ValueError) as refusal:
        yield Finding(part, State.REFUSED, str(refusal))
    except Exception as error:
        # Its text may hold anything.
        yield Finding(part, State.REFUSED, f"this cannot be checked ({type(error).__name__})")


def print_findings(findings: Iterable[Finding], form: Format) -> bool:
    """Print each as soon as it is found, or all of them as JSON; whether nothing is refused."""
    if form is Format.JSON:
        found = list(findings)
        typer.echo(json.dumps([each._asdict() for each in found], ensure_ascii=False, indent=2))
        return all(each.state is not State.REFUSED for each in found)
    passed = True
    for each in findings:
        passed &= each.state is not State.REFUSED
        state = typer.style(f"{each.state:8}", fg=_COLOURS[each.state])
        typer.echo(f"{state} {each.part}: {each.said}")
    return passed
