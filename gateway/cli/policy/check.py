"""`gateway policy check`: is a folder fit to be put in force, and is there anything odd about it?"""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.policy.options import Policies, folder_of, public_key
from gateway.workbench.examination import examine
from gateway.workbench.report import Format, written


def check(
    policies: Policies = None,
    how: Annotated[
        Format, typer.Option("--format", help="For people, programs, GitHub or SARIF readers.")
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 on a warning, too.")] = False,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            envvar="GATEWAY_POLICY_KEY",
            help="A file with an Ed25519 public key (PEM): the rules must be signed with it.",
        ),
    ] = None,
) -> None:
    """Parse and prove the rules, and tell everything that is wrong or odd about them, each with its place.

    Ends with 1 if a gateway would refuse them. A warning is about a line that it accepts.
    Whether the rules are signed is asked only where a key is given.
    """
    examination = examine(folder_of(policies), public_key(key).wrong_with if key else None)
    typer.echo(written(examination, how))
    if not examination.contents or (strict and examination.findings):
        raise typer.Exit(1)
