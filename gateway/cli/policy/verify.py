"""`gateway policy verify`: would a gateway with this key take these rules for signed?"""

import typer

from gateway.authorization.policy import read_files
from gateway.authorization.signed import SIGNATURE_FILE, unsigned
from gateway.cli.demo import refuse
from gateway.cli.policy.options import Key, Policies, folder_of, public_key


def verify(
    key: Key = None,
    policies: Policies = None,
) -> None:
    """Verify that the rules of a folder are signed with a key, and are still what was signed. Ends with 1 if not.

    Whether the rules are lawful is another question, which gateway policy check answers.
    """
    folder, public = folder_of(policies), public_key(key)
    if public is None:
        refuse("Name a key with --key, or set GATEWAY_POLICY_KEY.")
    files = read_files(folder)
    problems = files.problems or unsigned(folder, files.contents, files.signature, public.wrong_with)
    if problems:
        typer.echo("\n\n".join(map(str, problems)))
        raise typer.Exit(1)
    typer.echo(f"{folder / SIGNATURE_FILE}: the signature holds, with the key {public.fingerprint}")
