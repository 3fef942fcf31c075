"""What the commands for policy authors have in common: which folder they are about, and whose signature counts."""

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.authorization.policy import shipped_policies
from gateway.cli.demo import refuse
from gateway.signature.policy_signature import PolicyKey

Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies", help="The folder with the rules; by default GATEWAY_POLICIES, or else the shipped rules."
    ),
]


def folder_of(policies: Path | None) -> Path:
    """The folder that is meant; ends with 2 if there is none."""
    configured = os.environ.get("GATEWAY_POLICIES")
    folder = policies or (Path(configured) if configured else shipped_policies())
    if not folder.is_dir():
        refuse(f"There is no folder {folder}.")
    return folder


def public_key(file: Path) -> PolicyKey:
    """The key that must have signed; ends with 2 if the file holds none."""
    try:
        return PolicyKey.read(file)
    except ValueError as wrong:
        refuse(str(wrong))
