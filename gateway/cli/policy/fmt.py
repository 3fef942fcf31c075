"""`gateway policy fmt`: the rules in one layout, with their meaning proved to be what it was."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gateway.authorization.policy import proved, read_files
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.signed import SIGNATURE_FILE
from gateway.cli.demo import refuse
from gateway.cli.policy.options import Policies, folder_of
from gateway.workbench.layout import LAID_OUT, difference, laid_out, meaning


def fmt(
    policies: Policies = None,
    check: Annotated[bool, typer.Option("--check", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Write the rules and the invariants in the one layout. Comments stay where they are.

    A folder that the gateway would refuse is left as it is; then, and where --check finds that something would
    change, the command ends with 1.
    """
    folder = folder_of(policies)
    try:
        files = read_files(folder)
        proved(files)
        before = {name: files.contents[name] for name in LAID_OUT}
        after = {name: laid_out(content) for name, content in before.items()}
        kept = meaning(*before.values()) == meaning(*after.values())
    except PolicyRefused as refused:
        _give_up(f"{refused}\n\n{folder.as_posix()} is refused, and left as it is.")
    if not kept:
        _give_up(f"{folder.as_posix()} would not mean the same, and is left as it is.")
    changed = {folder / name: after[name] for name in LAID_OUT if after[name] != before[name]}
    for file, content in changed.items():
        if check:
            typer.echo(difference(file.as_posix(), before[file.name], content))
        else:
            _replace(file, before[file.name], content)
            typer.echo(f"{file.as_posix()}: laid out, and means the same.")
    if not changed:
        typer.echo(f"{folder.as_posix()}: {' and '.join(LAID_OUT)} are in the one layout.")
    if changed and check:
        raise typer.Exit(1)
    if changed and (folder / SIGNATURE_FILE).exists():
        typer.echo(f"{(folder / SIGNATURE_FILE).as_posix()} is of the files as they were: sign them again.")


def _give_up(sentence: str) -> NoReturn:
    typer.echo(sentence)
    raise typer.Exit(1)


def _replace(file: Path, before: bytes, content: bytes) -> None:
    """Put the content in the place of what was read, at one stroke: nobody ever reads a file half written.

    A link stays a link; what it leads to is replaced, with the permissions that it had.
    """
    target = file.resolve()
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
    except OSError as error:
        refuse(f"{file.as_posix()} cannot be written: {error.strerror}.")
    try:
        shutil.copymode(target, new.name)
        if target.read_bytes() != before:
            _give_up(f"{file.as_posix()} was changed meanwhile, and is left as it is.")
        Path(new.name).replace(target)
    except OSError as error:
        refuse(f"{file.as_posix()} cannot be written: {error.strerror}.")
    finally:
        Path(new.name).unlink(missing_ok=True)
