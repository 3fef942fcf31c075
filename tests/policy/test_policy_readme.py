"""What policies/README.md says is so."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.vocabulary import FACTS, RIGHTS, ROLES

README = (shipped_policies() / "README.md").read_text()
RULE = "p, legal_representative, manager, designate"


def words_of_table(header: str) -> list[list[str]]:
    """The words in code of each row of the table with this header."""
    table = README.split(f"| {header} |", 1)[1].split("\n\n", 1)[0]
    return [re.findall(r"`(\w+)`", row) for row in table.splitlines()[2:]]


@pytest.mark.parametrize(("example", "mistake"), [(0, "p, legal_representativ,"), (1, "p, person,")])
def test_mistakes_are_answered_as_shown(
    edited: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, example: int, mistake: str
) -> None:
    folder = edited(RULE, RULE.replace("p, legal_representative,", mistake))
    monkeypatch.chdir(folder.parent)
    shown = re.findall(r"^```\n(.*?)\n```", README.partition("## The workbench")[0], re.DOTALL | re.MULTILINE)[example]
    with pytest.raises(PolicyRefused) as refused:
        load_policy(Path("policies"))
    assert str(refused.value) == shown


def test_every_word_is_explained_in_the_order_of_the_code() -> None:
    assert [row[0] for row in words_of_table("role | who that is")] == list(ROLES)
    assert [row[0] for row in words_of_table("fact | true of somebody who")] == list(FACTS)
    explained = {(resource, verb) for resource, *verbs in words_of_table("resource | verbs") for verb in verbs}
    assert explained == set(RIGHTS)


def write_keys(folder: Path) -> None:
    """A pair of keys, always the same, so that their fingerprint can be shown."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    private = folder / "private.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    private.chmod(0o600)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)


def test_every_command_answers_as_shown(folder: Path) -> None:
    """One session, from the first command to the last, in a folder with a copy of the rules."""
    if not shutil.which("bash"):
        pytest.skip("bash is needed to run the commands of the README")
    write_keys(folder.parent)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GATEWAY_POLICIES": "policies", "COLUMNS": "120"}
    shown = "\n".join(re.findall(r"```console\n(.*?)\n```", README, re.DOTALL))
    commands = re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]
    assert len(commands) > 8
    for command, _, answer in (each.partition("\n") for each in commands):
        run = subprocess.run(
            ["bash", "-c", command], cwd=folder.parent, env=environment, capture_output=True, text=True, check=False
        )
        assert (command, run.stdout.rstrip("\n"), run.stderr) == (command, answer.rstrip("\n"), "")
