"""`gateway policy check`: is a folder fit to be put in force, and is there anything odd about it?"""

from typing import Annotated

import typer

from gateway.cli.policy.options import Key, Policies, folder_of, public_key
from gateway.workbench.examination import examine
from gateway.workbench.report import Format, written


def check(
    policies: Policies = None,
    how: Annotated[
        Format, typer.Option("--format", help="For people, programs, GitHub or SARIF readers.")
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 on a warning, too.")] = False,
    key: Key = None,
) -> None:
    """Parse and prove the rules, and tell everything that is wrong or odd about them, each with its place.

    Ends with 1 if a gateway would refuse them. A warning is about a line that it accepts.
    Whether they are signed with a key is asked only where there is one.
    """
    public = public_key(key)
    examination = examine(folder_of(policies), public.wrong_with if public else None)
    typer.echo(written(examination, how))
    if not examination.contents or (strict and examination.findings):
        raise typer.Exit(1)
