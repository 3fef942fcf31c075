"""`gateway policy test`: do the rules answer what their tests expect, and do the tests need all of the rules?"""

from pathlib import Path
from typing import Annotated

import typer

from gateway.authorization.problem import PolicyRefused
from gateway.cli.demo import refuse
from gateway.cli.policy.opened import opened_or_exit
from gateway.cli.policy.options import Policies, folder_of
from gateway.workbench.coverage import coverage
from gateway.workbench.screen import tests_of
from gateway.workbench.test_file import Case, read_cases
from gateway.workbench.test_report import Format, Outcome, written
from gateway.workbench.testing import failures


def test(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of tests; by default all in the folder tests beside the rules.")
    ] = None,
    policies: Policies = None,
    cover: Annotated[bool, typer.Option("--coverage", help="Say also which lines and facts no test needs.")] = False,
    fail_under: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="The least coverage, in percent, that ends with 0; by default 100."),
    ] = None,
    how: Annotated[Format, typer.Option("--format", help="For people, programs or CI.")] = Format.TEXT,
) -> None:
    """Ask the rules everything that their tests ask, and tell every answer that was not expected, and why it is so.

    Ends with 1 if a test does not hold or too little is covered, and with 2 if the rules or the tests are refused.
    """
    if fail_under is not None and not cover:
        refuse("--fail-under goes with --coverage.")
    folder = folder_of(policies)
    opened = opened_or_exit(folder)
    cases = _cases_or_exit(files or tests_of(folder))
    outcome = Outcome(
        cases,
        {file: failures(of_file, opened) for file, of_file in cases.items()},
        coverage(opened.rules, [case for of_file in cases.values() for case in of_file]) if cover else None,
        100 if fail_under is None else fail_under,
    )
    typer.echo(written(outcome, how))
    if not outcome.fine:
        raise typer.Exit(1)


def _cases_or_exit(files: list[Path]) -> dict[str, tuple[Case, ...]]:
    try:
        cases = read_cases(files)
    except PolicyRefused as refused:
        refuse(f"{refused}\n\nThe tests are refused, and none was run.")
    if not cases:
        refuse("There are no tests: write some in a file tests/*.yaml beside the rules.")
    return cases
