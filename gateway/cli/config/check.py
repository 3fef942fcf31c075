"""`gateway config check`: what a start would find, without serving, and without making anything."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from gateway.cli.config.finding import Check, Finding, Format, State, findings_of, print_findings
from gateway.cli.config.kept import DATABASE, database
from gateway.cli.config.rules import DOCUMENTS, GROUPS, POLICY, documents, groups, policy
from gateway.cli.config.trusted import AUTHORITIES, ISSUERS, authorities, issuers, reached_issuers
from gateway.settings import Settings, WrongSettings, doubts, settings_from_environment

_CHECKS: Mapping[str, Check] = {
    DATABASE: database,
    POLICY: policy,
    GROUPS: groups,
    DOCUMENTS: documents,
    AUTHORITIES: authorities,
    ISSUERS: issuers,
}


def check(
    reach: Annotated[bool, typer.Option("--reach", help="Also fetch the issuers' keys, over the network.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TEXT,
) -> None:
    """Say what a start would find, a line each: ok, warning or refused. Ends with 1 if anything is refused.

    Nothing is served, made or changed; and without --reach nothing goes over the network.
    """
    checks = {**_CHECKS, **({ISSUERS: reached_issuers} if reach else {})}
    if not print_findings(_all(checks), form):
        raise typer.Exit(1)


def _all(checks: Mapping[str, Check]) -> Iterator[Finding]:
    try:
        settings = settings_from_environment(Settings)
    except WrongSettings as wrong:
        for place, said in wrong.wrong.items():
            yield Finding(place, State.REFUSED, said)
        return
    yield Finding("settings", State.OK, "complete, and safe")
    for place, said in doubts(settings):
        yield Finding(place, State.WARNING, said)
    alone = "" if "allowed_hosts" in settings.model_fields_set else ": no other machine can call"
    yield Finding("host names", State.OK, ", ".join(settings.allowed_hosts) + alone)
    for part, look in checks.items():
        yield from findings_of(part, look, settings)
