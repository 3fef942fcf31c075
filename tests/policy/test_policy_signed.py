"""Rules that are signed: what counts as a signature once a key is configured, and how one is made and verified."""

import asyncio
import base64
import hashlib
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from gateway.app import create_app, open_gate
from gateway.authorization.gate import Gate
from gateway.authorization.policy import load_policy, proved, read_files, shipped_policies
from gateway.authorization.problem import PolicyRefused
from gateway.authorization.reload import PolicyWatch
from gateway.authorization.signed import SIGNATURE_FILE, unsigned
from gateway.cli import main
from gateway.identity import DemoIssuer
from gateway.settings import DemoSecrets, Settings, WrongSettings, demo_settings, settings_from_environment
from gateway.signature.policy_signature import SIGNED_FILES, PolicyKey, PolicySigner
from gateway.storage.database import Database
from gateway.workbench.examination import examine

Edit = Callable[..., Path]
Run = Callable[..., Result]

SHIPPED = read_files(shipped_policies()).contents
KEY, FOREIGN = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SIGNER, OTHER = PolicySigner(KEY), PolicySigner(FOREIGN)
SIGNED = SIGNER.sign(SHIPPED)
PASSPHRASE = "correct horse"


def public_pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def private_pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey, passphrase: str = "") -> bytes:
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def file(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.fixture
def run() -> Run:
    """Run a command in this process; `output` has both streams, `stdout` the results alone."""
    return lambda *words, typed=None: CliRunner().invoke(main, ["policy", *map(str, words)], input=typed)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return file(tmp_path / "private.pem", private_pem(KEY))


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return file(tmp_path / "public.pem", public_pem(KEY))


def told(folder: Path) -> list[str]:
    """What is wrong with the signature of a folder, for a gateway with the key."""
    files = read_files(folder)
    problems = unsigned(folder, files.contents, files.signature, SIGNER.public.wrong_with)
    assert all(problem.file == (folder / SIGNATURE_FILE).as_posix() for problem in problems)
    return [problem.message for problem in problems]


# What counts.


def test_the_files_that_are_signed_are_those_that_decide() -> None:
    assert set(SIGNED_FILES) == set(SHIPPED)


def test_rules_that_the_key_has_signed_count(folder: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    assert told(folder) == []


def test_rules_without_a_signature_do_not_count_once_there_is_a_key(folder: Path) -> None:
    assert told(folder) == ["there is no signature"]


def test_without_a_key_nothing_need_be_signed_nor_is_a_signature_looked_at(folder: Path) -> None:
    assert unsigned(folder, SHIPPED, None, None) == []
    assert unsigned(folder, SHIPPED, b"spoiled", None) == []


def test_a_signature_that_cannot_be_read_is_none(folder: Path) -> None:
    (folder / SIGNATURE_FILE).mkdir()
    assert told(folder) == ["there is no signature"]


@pytest.mark.parametrize(
    "spoiled",
    [
        b"",
        b"\n",
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED + SIGNED,
        b"\n" + SIGNED,
        b"\xef\xbb\xbf" + SIGNED,
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"format 1", b"format 2"),
        SIGNED.replace(b"signature ", b"signature  "),
        SIGNED.replace(b"==\n", b"\n"),
        SIGNED.upper(),
        b"signature " + b"A" * 86 + b"==\n",
        b"\xff" * 449,
        b"\x00" * 1_000_000,
    ],
)
def test_what_is_no_signature_signs_nothing(folder: Path, spoiled: bytes) -> None:
    (folder / SIGNATURE_FILE).write_bytes(spoiled)
    assert told(folder) == ["this is no signature of policies"]


@pytest.mark.parametrize("name", SIGNED_FILES)
def test_one_byte_more_in_any_of_the_files_is_not_what_was_signed(folder: Path, name: str) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    (folder / name).write_bytes(SHIPPED[name] + b"\n")
    assert told(folder) == [f"not as it was signed: {name}"]


def test_what_does_not_decide_is_not_signed(folder: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    (folder / "README.md").write_text("another text")
    assert told(folder) == []


def test_the_signature_of_another_key_does_not_count(folder: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(OTHER.sign(SHIPPED))
    assert told(folder) == ["another key than the configured one has signed"]


def test_the_signature_of_another_key_under_the_name_of_ours_does_not_hold(folder: Path) -> None:
    theirs = OTHER.sign(SHIPPED).decode().replace(OTHER.public.fingerprint, SIGNER.public.fingerprint)
    (folder / SIGNATURE_FILE).write_text(theirs)
    assert told(folder) == ["the signature does not hold"]


def test_a_list_that_is_put_right_after_an_edit_does_not_make_the_signature_hold(folder: Path) -> None:
    edited = {**SHIPPED, "policy.csv": SHIPPED["policy.csv"] + b"# one more\n"}
    listed, _, _ = OTHER.sign(edited).decode().rpartition("signature ")
    signature = SIGNED.decode().rpartition("signature ")[2]
    listed = listed.replace(OTHER.public.fingerprint, SIGNER.public.fingerprint)
    (folder / "policy.csv").write_bytes(edited["policy.csv"])
    (folder / SIGNATURE_FILE).write_text(f"{listed}signature {signature}")
    assert told(folder) == ["the signature does not hold"]


def test_the_files_of_a_signature_stand_in_one_order_and_once(folder: Path) -> None:
    title, first, second, third, *rest = SIGNED.decode().splitlines(keepends=True)
    for listed in ([second, first, third], [first, second], [first, second, third, third], [first, first, third]):
        (folder / SIGNATURE_FILE).write_text("".join([title, *listed, *rest]))
        (message,) = told(folder)
        assert message.startswith("not as it was signed: ")


@pytest.mark.parametrize(
    "statement",
    [
        b"".join(SHIPPED[name] for name in SIGNED_FILES),
        SIGNED.partition(b"\n")[2].rpartition(b"signature ")[0],
        hashlib.sha256(SIGNED.rpartition(b"signature ")[0]).digest(),
    ],
    ids=["the files themselves", "the list without its title", "the digest of the list"],
)
def test_what_the_key_has_signed_for_another_purpose_signs_no_rules(folder: Path, statement: bytes) -> None:
    head = SIGNED.rpartition(b"signature ")[0]
    (folder / SIGNATURE_FILE).write_bytes(head + b"signature " + base64.b64encode(KEY.sign(statement)) + b"\n")
    assert told(folder) == ["the signature does not hold"]


def test_a_signature_is_written_in_one_way_only() -> None:
    """The last letter of base64 has bits to spare, which decoders pass over."""
    last = SIGNED[-4:-3]
    others = [letter.encode() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"]
    for other in others:
        if other != last:
            assert SIGNER.public.wrong_with(SHIPPED, SIGNED[:-4] + other + SIGNED[-3:]) is not None


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_a_signature_with_any_other_byte_does_not_count(at: int, difference: int) -> None:
    spoiled = bytearray(SIGNED)
    spoiled[at] ^= difference
    assert SIGNER.public.wrong_with(SHIPPED, bytes(spoiled)) is not None


@given(st.sampled_from(SIGNED_FILES), st.integers(0, 500), st.binary(max_size=3), st.integers(0, 3))
def test_files_count_if_and_only_if_they_are_those_that_were_signed(name: str, at: int, new: bytes, gone: int) -> None:
    content = SHIPPED[name][:at] + new + SHIPPED[name][at + gone :]
    wrong = SIGNER.public.wrong_with({**SHIPPED, name: content}, SIGNED)
    assert wrong == (None if content == SHIPPED[name] else f"not as it was signed: {name}")


def test_the_order_in_which_the_files_were_read_means_nothing() -> None:
    turned = dict(reversed(SHIPPED.items()))
    assert SIGNER.sign(turned) == SIGNED
    assert SIGNER.public.wrong_with(turned, SIGNED) is None


@pytest.mark.parametrize("files", [{}, {**SHIPPED, "more.csv": b""}, {"policy.csv": b""}])
def test_a_file_that_would_decide_unsigned_is_a_fault_and_not_passed_over(files: Mapping[str, bytes]) -> None:
    with pytest.raises(ValueError, match="The files that are signed are"):
        SIGNER.sign(files)
    with pytest.raises(ValueError, match="The files that are signed are"):
        SIGNER.public.wrong_with(files, SIGNED)


# Keys.


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this is not one key in PEM"),
        (b"spoiled", "this is not one key in PEM"),
        (public_pem(KEY) + public_pem(FOREIGN), "this is not one key in PEM"),
        (public_pem(KEY).replace(b"MCow", b"MCox"), "this is no public key in PEM"),
        (private_pem(KEY), "this is a private key; here its public half is needed"),
        (private_pem(KEY, PASSPHRASE), "this is a private key; here its public half is needed"),
        (public_pem(ec.generate_private_key(ec.SECP256R1())), "this is no Ed25519 key"),
    ],
)
def test_what_is_no_public_key_for_rules_is_refused_and_not_repeated(
    tmp_path: Path, content: bytes, message: str
) -> None:
    key = file(tmp_path / "key.pem", content)
    with pytest.raises(ValueError) as refused:
        PolicyKey.read(key)
    assert str(refused.value) == f"{key}: {message}"


def test_a_key_that_is_wrong_stops_the_start_with_the_name_of_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in (tmp_path / "missing.pem", "", file(tmp_path / "key.pem", private_pem(KEY))):
        monkeypatch.setenv("GATEWAY_POLICY_KEY", str(value))
        with pytest.raises(WrongSettings) as refused:
            settings_from_environment(Settings)
        (line,) = [line for line in str(refused.value).splitlines() if line.startswith("GATEWAY_POLICY_KEY: ")]
        assert private_pem(KEY).decode().splitlines()[1] not in line


def test_a_signer_shows_nothing_of_its_key() -> None:
    secret = KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    for shown in (repr(SIGNER), str(SIGNER), f"{SIGNER}", SIGNED.decode()):
        assert secret.hex() not in shown.lower()
        assert base64.b64encode(secret).decode().rstrip("=") not in shown


# The gateway.


def test_an_unsigned_folder_is_refused_before_it_is_read_as_rules(folder: Path) -> None:
    (folder / "policy.csv").write_text("spoiled")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder, SIGNER.public.wrong_with)
    (problem,) = refused.value.problems
    assert (problem.file, problem.message) == ((folder / SIGNATURE_FILE).as_posix(), "there is no signature")
    assert problem.hint.endswith("gateway policy sign")


def test_a_signature_makes_nothing_lawful(edited: Edit) -> None:
    folder = edited("p, person, viewer, read", "p, person, ebox, activate")
    (folder / SIGNATURE_FILE).write_bytes(SIGNER.sign(read_files(folder).contents))
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder, SIGNER.public.wrong_with)
    assert " may EBOX_ACTIVATE." in str(refused.value)


@pytest.fixture
def configured(folder: Path, public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a gateway that has the folder and the key."""
    monkeypatch.setenv("GATEWAY_POLICIES", str(folder))
    monkeypatch.setenv("GATEWAY_POLICY_KEY", str(public))
    made = DemoSecrets(secrets.token_hex(32), secrets.token_hex(32))
    return demo_settings(f"sqlite:///{tmp_path / 'gateway.sqlite'}", made, tmp_path, "https://issuer", "gateway")


def opened(settings: Settings) -> str:
    async def version() -> str:
        async with open_gate(settings) as gate:
            return gate.in_force.policy.version

    return asyncio.run(version())


@pytest.mark.parametrize("signature", [None, b"", SIGNED[:-1], OTHER.sign(SHIPPED)])
def test_a_gateway_with_a_key_does_not_start_on_rules_that_it_has_not_signed(
    configured: Settings, folder: Path, tmp_path: Path, signature: bytes | None
) -> None:
    if signature is not None:
        (folder / SIGNATURE_FILE).write_bytes(signature)
    with pytest.raises(PolicyRefused, match=SIGNATURE_FILE):
        create_app(configured, [DemoIssuer(tmp_path / "issuer", lambda: datetime.now(UTC)).issuer])
    with pytest.raises(PolicyRefused, match=SIGNATURE_FILE):
        opened(configured)


def test_a_gateway_with_a_key_starts_on_rules_that_it_has_signed(configured: Settings, folder: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    assert opened(configured) == load_policy(folder).version


def test_an_edit_comes_into_force_when_it_is_signed_and_not_before(folder: Path, tmp_path: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    files, verify = read_files(folder), SIGNER.public.wrong_with
    gate = Gate(
        Database.at(f"sqlite:///{tmp_path / 'gateway.sqlite'}"), proved(files, verify), lambda: datetime.now(UTC)
    )
    watch = PolicyWatch(files, verify, gate)
    before = gate.in_force.policy

    def look() -> tuple[bool, str | None]:
        """Whether another policy is in force after two looks, and what is wrong with that in the folder."""
        for _ in range(2):
            asyncio.run(watch.look())
        error = gate.in_force.last_error
        return gate.in_force.policy != before, error.message if error else None

    edit = SHIPPED["policy.csv"] + b"p, mandated_provider, manager, read\n"
    (folder / "policy.csv").write_bytes(edit)
    assert look() == (False, f"{SIGNATURE_FILE}:1:1: not as it was signed: policy.csv")
    (folder / SIGNATURE_FILE).write_bytes(OTHER.sign(read_files(folder).contents))
    assert look() == (False, f"{SIGNATURE_FILE}:1:1: another key than the configured one has signed")
    (folder / SIGNATURE_FILE).unlink()
    assert look() == (False, f"{SIGNATURE_FILE}:1:1: there is no signature")
    (folder / SIGNATURE_FILE).write_bytes(SIGNER.sign(read_files(folder).contents))
    assert look() == (True, None)


# The commands.


def test_a_folder_is_signed_and_the_signature_holds(run: Run, folder: Path, private: Path, public: Path) -> None:
    signed = run("sign", "--key", private, "--policies", folder)
    assert signed.exit_code == 0
    assert signed.output == f"{folder / SIGNATURE_FILE}: signed with the key {SIGNER.public.fingerprint}\n"
    verified = run("verify", "--key", public, "--policies", folder)
    assert verified.exit_code == 0
    assert verified.output.endswith(f": the signature holds, with the key {SIGNER.public.fingerprint}\n")
    assert {path.name for path in folder.iterdir()} == {path.name for path in shipped_policies().iterdir()} | {
        SIGNATURE_FILE
    }


def test_the_key_and_the_folder_to_verify_may_come_from_the_environment(
    run: Run, folder: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    monkeypatch.setenv("GATEWAY_POLICY_KEY", str(public))
    monkeypatch.setenv("GATEWAY_POLICIES", str(folder))
    assert run("verify").exit_code == 0


def test_or_from_the_files_that_a_gateway_reads(
    run: Run, folder: Path, public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    monkeypatch.setenv("GATEWAY_SECRETS", str(secrets))
    assert run("verify").exit_code == 2
    (secrets / "GATEWAY_POLICY_KEY").write_text(f"{public}\n")
    (secrets / "GATEWAY_POLICIES").write_text(f"{folder}\n")
    assert "policies.sig" in run("check").output
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    assert run("verify").exit_code == run("check").exit_code == 0
    (secrets / "GATEWAY_POLICIES").write_text("")
    assert (run("check").exit_code, run("check").output) == (2, "GATEWAY_POLICIES: its file is empty\n")


def test_what_is_not_signed_any_more_ends_with_1_and_says_which_file(run: Run, folder: Path, public: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    (folder / "policy.csv").write_bytes(SHIPPED["policy.csv"] + b"\n")
    answer = run("verify", "--key", public, "--policies", folder)
    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"{folder / SIGNATURE_FILE}:1:1: not as it was signed: policy.csv\n")


def test_a_folder_without_a_file_that_decides_is_not_verified(run: Run, folder: Path, public: Path) -> None:
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    (folder / "model.conf").unlink()
    answer = run("verify", "--key", public, "--policies", folder)
    assert answer.exit_code == 1
    assert "this file is missing" in answer.stdout


def test_rules_are_signed_anew_after_an_edit(run: Run, edited: Edit, private: Path) -> None:
    folder = edited("# Everybody is the public.", "# Everybody at all is the public.")
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    assert told(folder) == ["not as it was signed: policy.csv"]
    assert run("sign", "--key", private, "--policies", folder).exit_code == 0
    assert told(folder) == []


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("p, person, viewer, read\np, person, ebox, activate", " may EBOX_ACTIVATE."),
        ("p, persn, viewer, read", 'unknown role "persn"'),
    ],
)
def test_what_a_gateway_would_refuse_is_not_signed(
    run: Run, edited: Edit, private: Path, new: str, message: str
) -> None:
    folder = edited("p, person, viewer, read", new)
    before = sorted(folder.iterdir())
    answer = run("sign", "--key", private, "--policies", folder)
    assert answer.exit_code == 1
    assert message in answer.stdout
    assert answer.stdout.endswith("\n\nNothing was signed.\n")
    assert sorted(folder.iterdir()) == before


def test_the_signature_before_stays_if_the_new_one_cannot_be_put_in_its_place(
    run: Run, folder: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / SIGNATURE_FILE).write_bytes(b"the one before")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = run("sign", "--key", private, "--policies", folder)
    assert answer.exit_code == 2
    assert answer.stderr == f"{folder / SIGNATURE_FILE} cannot be written: No space left on device.\n"
    assert (folder / SIGNATURE_FILE).read_bytes() == b"the one before"
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_signature_can_be_read_by_a_gateway_of_another_user(run: Run, folder: Path, private: Path) -> None:
    run("sign", "--key", private, "--policies", folder)
    assert (folder / SIGNATURE_FILE).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_private_key_that_others_may_read_is_warned_of(
    run: Run, folder: Path, tmp_path: Path, mode: int, warned: bool
) -> None:
    answer = run("sign", "--key", file(tmp_path / "key.pem", private_pem(KEY), mode), "--policies", folder)
    assert answer.exit_code == 0
    assert (f"others than its owner have access to {tmp_path / 'key.pem'}" in answer.stderr) is warned


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this is not one key in PEM"),
        (public_pem(KEY), "this is no private key in PEM"),
        (private_pem(KEY).replace(b"MC4C", b"MC5C"), "this is no private key in PEM"),
        (private_pem(ec.generate_private_key(ec.SECP256R1())), "this is no Ed25519 key"),
    ],
)
def test_what_is_no_private_key_for_rules_ends_with_2_and_is_not_repeated(
    run: Run, folder: Path, tmp_path: Path, content: bytes, message: str
) -> None:
    key = file(tmp_path / "key.pem", content)
    answer = run("sign", "--key", key, "--policies", folder)
    assert (answer.exit_code, answer.output) == (2, f"{key}: {message}\n")
    assert not (folder / SIGNATURE_FILE).exists()


def test_the_private_key_is_asked_for_its_passphrase_if_it_has_one(run: Run, folder: Path, tmp_path: Path) -> None:
    key = file(tmp_path / "key.pem", private_pem(KEY, PASSPHRASE))
    wrong = run("sign", "--key", key, "--policies", folder, typed="wrong\n")
    assert wrong.exit_code == 2
    assert "the passphrase is wrong, or the file is spoiled" in wrong.stderr
    right = run("sign", "--key", key, "--policies", folder, typed=f"{PASSPHRASE}\n")
    assert right.exit_code == 0
    assert PASSPHRASE not in right.output
    assert told(folder) == []


@pytest.mark.parametrize("command", ["sign", "verify"])
def test_a_key_that_is_not_there_ends_with_2(run: Run, folder: Path, tmp_path: Path, command: str) -> None:
    answer = run(command, "--key", tmp_path / "none.pem", "--policies", folder)
    assert (answer.exit_code, answer.output) == (2, f"{tmp_path / 'none.pem'}: this file cannot be read\n")


@pytest.mark.parametrize(("signed", "code"), [(True, 0), (False, 1)])
def test_check_with_a_key_asks_for_the_signature(
    run: Run, folder: Path, private: Path, public: Path, signed: bool, code: int
) -> None:
    if signed:
        run("sign", "--key", private, "--policies", folder)
    answer = run("check", "--key", public, "--policies", folder, "--format", "json")
    assert answer.exit_code == code
    assert ("not-signed" in answer.output) is not signed
    assert run("check", "--policies", folder).exit_code == 0


def test_check_asks_for_the_signature_that_the_key_of_the_environment_gives(
    run: Run, folder: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_POLICY_KEY", str(public))
    unsigned_folder = run("check", "--policies", folder)
    assert (unsigned_folder.exit_code, "policies.sig" in unsigned_folder.output) == (1, True)
    (folder / SIGNATURE_FILE).write_bytes(SIGNED)
    assert run("check", "--policies", folder).exit_code == 0


def test_check_with_a_key_tells_what_is_wrong_with_the_rules_first(run: Run, edited: Edit, public: Path) -> None:
    folder = edited("p, public, company, read", "p, publik, company, read")
    answer = run("check", "--key", public, "--policies", folder, "--format", "json")
    assert answer.exit_code == 1
    assert "unknown-word" in answer.output and "not-signed" not in answer.output


OTHER_FILES = SIGNER.sign({**SHIPPED, "policy.csv": b""})


@pytest.mark.parametrize(
    "spoiled", [b"", b"x", SIGNED[:-4], OTHER.sign(SHIPPED), OTHER_FILES], ids=["empty", "x", "cut", "foreign", "other"]
)
def test_whatever_is_wrong_with_a_signature_is_of_the_same_kind(folder: Path, spoiled: bytes) -> None:
    (folder / SIGNATURE_FILE).write_bytes(spoiled)
    assert [each.kind.name for each in examine(folder, SIGNER.public.wrong_with).findings] == ["not-signed"]


# The same, as openssl sees it.


def test_openssl_makes_the_keys_as_the_help_shows_and_verifies_what_is_signed_with_them(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a key and to verify without the gateway")
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"openssl [^\n│]+", run("sign", "--help").output)
    for words in [command.split() for command in shown]:
        encrypted = ["-pass", "pass:openssl"] if "genpkey" in words else ["-passin", "pass:openssl"]
        subprocess.run([*words, *encrypted], check=True, capture_output=True)
    assert run("sign", "--key", "private.pem", "--policies", folder, typed="openssl\n").exit_code == 0
    assert run("verify", "--key", "public.pem", "--policies", folder).exit_code == 0

    statement, _, signature = (folder / SIGNATURE_FILE).read_bytes().rpartition(b"signature ")
    (tmp_path / "statement").write_bytes(statement)
    (tmp_path / "signature").write_bytes(base64.b64decode(signature))
    verify = "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in statement -sigfile signature"
    subprocess.run(verify.split(), check=True, capture_output=True)
    export = "openssl pkey -pubin -in public.pem -outform DER"
    der = subprocess.run(export.split(), check=True, capture_output=True).stdout
    assert statement.decode() == "gateway policies, signed, format 1\n" + "".join(
        f"{name} {len(SHIPPED[name])} {hashlib.sha256(SHIPPED[name]).hexdigest()}\n"
        for name in ("invariants.csv", "model.conf", "policy.csv")
    ) + (f"key {hashlib.sha256(der).hexdigest()}\n")
