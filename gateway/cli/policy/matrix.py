"""`gateway policy matrix`: who may what, as a table, and who can, by facts."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gateway.authorization.breach import named
from gateway.authorization.vocabulary import RIGHTS
from gateway.cli.demo import refuse
from gateway.cli.policy.opened import opened_or_exit
from gateway.cli.policy.options import Policies, folder_of
from gateway.cli.policy.words import rights_or_exit
from gateway.domain.rights import Role
from gateway.workbench.matrix import (
    LEGEND,
    Matrix,
    as_csv,
    as_json,
    as_markdown,
    matrix_of,
    who_can_document,
    who_can_sentences,
)
from gateway.workbench.matrix_page import as_page
from gateway.workbench.opened import OpenedPolicy
from gateway.workbench.who_can import who_can

WIDTH = 100
"""The table needs this many columns, and is not squeezed into fewer where there is no terminal to ask."""


class Format(StrEnum):
    """How a matrix is written."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"
    JSON = "json"


def matrix(
    policies: Policies = None,
    how: Annotated[
        Format, typer.Option("--format", help="HTML is one page that needs nothing else.")
    ] = Format.TERMINAL,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    who: Annotated[
        str | None,
        typer.Option(
            "--who-can",
            help="Instead: the facts that suffice for this action, or for all of them; as terminal or json.",
        ),
    ] = None,
) -> None:
    """Show every role against every action, as the gateway decides it.

    With --who-can ACTION, or --who-can all, the smallest sets of facts that suffice, and what the invariants say.
    """
    if who and how not in (Format.TERMINAL, Format.JSON):
        refuse(f"--who-can is written for the terminal or as JSON. The whole matrix as {how} tells it of every action.")
    opened = opened_or_exit(folder_of(policies))
    text = _who_can(who, opened, how) if who else _written(matrix_of(opened), how, plain=output is not None)
    if not output:
        typer.echo(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        refuse(f"{output.as_posix()} cannot be written: {error.strerror}.")


def _written(matrix: Matrix, how: Format, *, plain: bool) -> str:
    match how:
        case Format.TERMINAL:
            return _as_table(matrix, plain=plain)
        case Format.MARKDOWN:
            return as_markdown(matrix)
        case Format.CSV:
            return as_csv(matrix)
        case Format.HTML:
            return as_page(matrix)
        case Format.JSON:
            return as_json(matrix)


def _as_table(matrix: Matrix, *, plain: bool) -> str:
    table = Table(box=None, padding=(0, 0, 0, 1), pad_edge=False, header_style="bold")
    table.add_column("action", vertical="bottom", no_wrap=True)
    for role in Role:
        table.add_column(role.replace("_", "_\n"), justify="center", vertical="bottom", no_wrap=True)
    for _, rows in matrix.by_resource():
        table.add_row()
        for row in rows:
            table.add_row(row.name, *(row.mark(role) for role in Role))
    console = Console(width=WIDTH, no_color=plain or None)
    with console.capture() as captured:
        console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    return "\n".join([*lines, "", LEGEND])


def _who_can(text: str, opened: OpenedPolicy, how: Format) -> str:
    rights = tuple(RIGHTS) if text.lower() == "all" else rights_or_exit(text, None)
    found = [who_can(right, opened) for right in rights]
    if how is Format.JSON:
        document = [{"action": RIGHTS[who.right].name, **who.right._asdict(), **who_can_document(who)} for who in found]
        return json.dumps(document, indent=2, ensure_ascii=False)
    told = [[f"Who can {named(who.right)}", *(f"  {each}" for each in who_can_sentences(who))] for who in found]
    return "\n\n".join("\n".join(lines) for lines in told)
