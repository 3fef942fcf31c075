"""`gateway register import`: a new register, out of an extract of the BCE."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from gateway.app import switch_register
from gateway.cli.environment import settings_or_exit
from gateway.register.importer import Outcome, import_extract
from gateway.register.release import ImportRunning
from gateway.register.source import NotAnExtract

register = typer.Typer(help="The register of companies.", no_args_is_help=True)

_STEPS = 4


@register.command("import")
def import_register(
    source: Annotated[Path, typer.Argument(help="An extract of the BCE, full or an update: a zip, or a folder.")],
    functions: Annotated[Path | None, typer.Option(help="Replaces all functions; without it they stay.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where to write file, line and reason of rejected rows.")] = None,
) -> None:
    """Read an extract into a new register, and put it in force in the place of the former one."""
    settings = settings_or_exit()
    console = Console()
    shown = _Bar(console) if console.is_terminal else _Lines()
    began = monotonic()
    try:
        with shown.live:
            outcome = switch_register(
                settings,
                lambda folder, current, keys: import_extract(source, functions, folder, current, keys, shown, rejects),
            )
    except (NotAnExtract, ImportRunning) as refusal:
        typer.echo(f"Nothing was imported. {refusal}", err=True)
        raise typer.Exit(1) from None
    except OSError as failure:
        typer.echo(f"Nothing was imported. {failure.filename}: {failure.strerror}.", err=True)
        raise typer.Exit(1) from None
    for line in summary(outcome, monotonic() - began):
        typer.echo(line)


def summary(outcome: Outcome, seconds: float) -> list[str]:
    """What an import did, in lines."""
    if outcome.unchanged:
        return ["Nothing changed: the register in force was made of this very extract."]
    lines = [f"{'':22}{'read':>12}{'kept':>12}{'not kept':>12}{'rejected':>12}"]
    for count in outcome.counts:
        numbers = (count.read, count.kept, count.not_kept, count.rejected)
        lines.append(f"{count.file:22}" + "".join(f"{number:>12,}" for number in numbers))
        lines += [f"  {times:,} rejected: {reason}" for reason, times in count.reasons.most_common()]
    if outcome.lost_functions:
        lines.append(f"Functions no longer held, because their company is gone: {outcome.lost_functions:,}.")
    if outcome.rejected:
        lines.append(f"Which rows were rejected is in {outcome.rejects}.")
    return [*lines, f"The new register is in force: {outcome.read:,} rows in {seconds:,.0f} s."]


class _Bar:
    """Shows the stages on a terminal, each with a bar."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description:22}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)
        self.live: AbstractContextManager[object] = self._progress
        self._stage: TaskID | None = None

    def begin(self, stage: str, size: int | None) -> None:
        """The former stage is done, another begins."""
        self._finish()
        self._stage = self._progress.add_task(stage, total=size)

    def advance(self, done: int) -> None:
        """So many bytes more."""
        if self._stage is not None:
            self._progress.advance(self._stage, done)

    def _finish(self) -> None:
        if self._stage is not None:
            self._progress.update(self._stage, total=1, completed=1)
            self._progress.stop_task(self._stage)


class _Lines:
    """Says in plain lines which stage begins, and when another quarter of it is done."""

    live: AbstractContextManager[object] = nullcontext()

    def __init__(self) -> None:
        self._size = self._done = self._said = 0

    def begin(self, stage: str, size: int | None) -> None:
        """Another stage begins."""
        self._size, self._done, self._said = size or 0, 0, 0
        typer.echo(f"{stage} ({size / 1e6:,.1f} MB)" if size else stage)

    def advance(self, done: int) -> None:
        """So many bytes more."""
        self._done += done
        steps = self._done * _STEPS // self._size if self._size else 0
        if self._said < steps < _STEPS:
            typer.echo(f"  {steps * 100 // _STEPS} %")
            self._said = steps
