"""What the commands for policy authors have in common: which folder they are about, and whose signature counts."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.authorization.policy import shipped_policies
from gateway.cli.demo import refuse
from gateway.settings import WrongSettings, given
from gateway.signature.policy_signature import PolicyKey

Key = Annotated[
    Path | None,
    typer.Option("--key", help="A file with an Ed25519 public key (PEM); by default GATEWAY_POLICY_KEY."),
]
Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies", help="The folder with the rules; by default GATEWAY_POLICIES, or else the shipped rules."
    ),
]


def folder_of(policies: Path | None) -> Path:
    """The folder that is meant; ends with 2 if there is none."""
    folder = policies or _given("policies") or shipped_policies()
    if not folder.is_dir():
        refuse(f"There is no folder {folder}.")
    return folder


def public_key(file: Path | None) -> PolicyKey | None:
    """The key that must have signed, if there is one; ends with 2 if the file holds none."""
    found = file or _given("policy_key")
    try:
        return PolicyKey.read(found) if found else None
    except ValueError as wrong:
        refuse(str(wrong))


def _given(field: str) -> Path | None:
    """What a gateway would be told here, by the environment or by a file; ends with 2 if that file cannot be read."""
    try:
        path = given(field)
    except WrongSettings as wrong:
        refuse(str(wrong))
    return Path(path) if path else None
