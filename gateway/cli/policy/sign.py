"""`gateway policy sign`: puts a signature beside the rules, for gateways that take signed rules only."""

import os
import stat
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from gateway.authorization.policy import proved, read_files
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.signed import SIGNATURE_FILE
from gateway.cli.demo import refuse
from gateway.cli.policy.options import Policies, folder_of
from gateway.signature.policy_signature import PolicySigner


def sign(
    key: Annotated[Path, typer.Option("--key", help="A file with an Ed25519 private key (PEM), encrypted or not.")],
    policies: Policies = None,
) -> None:
    """Sign the rules of a folder: writes policies.sig beside them. What a gateway would refuse is not signed.

    A gateway with GATEWAY_POLICY_KEY takes no other rules than those signed with that key. To make one:

    \b
    openssl genpkey -algorithm ed25519 -aes256 -out private.pem
    openssl pkey -in private.pem -pubout -out public.pem
    """
    folder = folder_of(policies)
    signer = _signer(key)
    try:
        files = read_files(folder)
        proved(files)
    except PolicyRefused as refused:
        typer.echo(f"{refused}\n\nNothing was signed.")
        raise typer.Exit(1) from None
    file = folder / SIGNATURE_FILE
    try:
        _replace(file, signer.sign(files.contents))
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
    typer.echo(f"{file}: signed with the key {signer.public.fingerprint}")


def _signer(key: Path) -> PolicySigner:
    try:
        signer = PolicySigner.read(key, lambda: str(typer.prompt("Passphrase", hide_input=True, err=True)))
    except ValueError as wrong:
        refuse(str(wrong))
    if os.name == "posix" and key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        typer.echo(f"Warning: others than its owner have access to {key}. To take it from them: chmod 600", err=True)
    return signer


def _replace(file: Path, content: bytes) -> None:
    """The old signature or the new one, never half of it. Everybody may read it, as there is no secret in it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
        written.chmod(0o644)
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)
