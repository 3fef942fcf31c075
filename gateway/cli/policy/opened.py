"""A policy that a command asks questions of, or the end with what is wrong with it."""

from pathlib import Path

from gateway.authorization.problem import PolicyRefused
from gateway.cli.demo import refuse
from gateway.workbench.opened import OpenedPolicy, open_policy


def opened_or_exit(folder: Path) -> OpenedPolicy:
    """The rules of a folder; ends with 2 if the gateway would refuse them, for then they answer nothing."""
    try:
        return open_policy(folder)
    except PolicyRefused as refused:
        refuse(f"{refused}\n\n{folder.as_posix()} is refused: gateway policy check says more.")
