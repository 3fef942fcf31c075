"""`gateway config`: what a start would find, what is in force, and a good key."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from publishing import certificate_in, publishing
from signature_cards import CITIZEN, ROOT, crl, trusting
from typer.testing import Result

from gateway.authorization.policy import shipped_policies
from gateway.identity import DemoIssuer
from gateway.settings import new_key
from gateway.storage.sqlite import serving_lock

Run = Callable[..., Result]
SECRETS = ("GATEWAY_SEALING_KEY", "GATEWAY_NATIONAL_NUMBER_KEY")


@pytest.fixture(autouse=True)
def without_the_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of SQLite, of which every check would warn on some machines."""
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 52, 0))


def found(answer: Result) -> dict[str, list[tuple[str, str]]]:
    """State and sentence of each finding, by part."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for each in json.loads(answer.stdout):
        parts.setdefault(each["part"], []).append((each["state"], each["said"]))
    return parts


def test_what_is_wrong_is_refused_by_variable_and_nothing_else_is_looked_at(
    run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "*")
    monkeypatch.setenv("GATEWAY_SEALLING_KEY", new_key())
    answer = run("config", "check")

    assert answer.exit_code == 1
    assert [line.split(":")[0] for line in answer.output.splitlines()] == [
        "refused  GATEWAY_SEALLING_KEY",
        "refused  GATEWAY_CORS_ORIGINS[0]",
    ]


def test_a_start_that_would_succeed_is_ok_in_every_part_and_nothing_is_made(run: Run, set_up: Path) -> None:
    answer = run("config", "check")

    assert answer.exit_code == 0
    assert re.findall(r"^(\w+) +([\w ]+):", answer.output, re.MULTILINE) == [
        ("ok", "settings"),
        ("warning", "GATEWAY_SIGNATURE_CRLS"),
        ("ok", "host names"),
        ("ok", "database"),
        ("ok", "policy"),
        ("ok", "application groups"),
        ("ok", "signature authorities"),
        ("ok", "signature authorities"),
        ("ok", "issuers"),
    ]
    assert "a start makes it" in answer.output
    assert not set_up.exists()


def test_no_format_but_those_two_is_a_mistake_of_usage(run: Run, set_up: Path) -> None:
    assert run("config", "check", "--format", "yaml").exit_code == 2


def test_a_policy_that_is_refused_is_told_with_its_place(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir(mode=0o777)
    for file in shipped_policies().iterdir():
        if file.is_file():
            (rules / file.name).write_bytes(file.read_bytes())
    rules.chmod(0o777)
    monkeypatch.setenv("GATEWAY_POLICIES", str(rules))
    assert ("warning", f"everybody on this machine may change rules in {rules}") in found(check(run))["policy"]

    with (rules / "policy.csv").open("a") as file:
        file.write("p, persn, viewer, read\n")
    answer = check(run)
    [(state, said)] = found(answer)["policy"]

    assert (answer.exit_code, state) == (1, "refused")
    assert f"{(rules / 'policy.csv').as_posix()}:" in said and "^^^^^" in said


def check(run: Run, *words: str) -> Result:
    return run("config", "check", "--format", "json", *words)


def test_the_database_is_looked_at_and_not_touched(run: Run, set_up: Path) -> None:
    assert run("db", "upgrade").exit_code == 0
    file = set_up / "gateway.sqlite"
    set_up.chmod(0o700)
    assert found(check(run))["database"] == [("ok", f"{file} is up to date")]
    assert found(check(run))["register"] == [("warning", "no company is known yet: gateway register import")]
    with serving_lock(file):
        assert found(check(run))["database"] == [("ok", f"{file} is up to date")]

    set_up.chmod(0o755)
    file.chmod(0o644)
    assert ("warning", f"others on this machine may read {file}: chmod 700 its folder") in found(check(run))["database"]


def test_a_database_of_before_is_brought_up_to_date_and_one_of_later_is_refused(run: Run, set_up: Path) -> None:
    run("db", "upgrade")
    set_up.chmod(0o700)
    file = set_up / "gateway.sqlite"

    of_version(file, "0001")
    answer = check(run)
    [(state, said)] = found(answer)["database"]
    assert (answer.exit_code, state) == (0, "warning")
    assert said.startswith("a start brings it up to date: ")

    of_version(file, "9999")
    answer = check(run)
    assert found(answer)["database"] == [("refused", f"{file} is that of a later version of the gateway")]
    assert answer.exit_code == 1


def of_version(file: Path, version: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))


def test_what_is_no_database_is_refused(run: Run, set_up: Path) -> None:
    set_up.mkdir()
    file = set_up / "gateway.sqlite"
    file.write_bytes(b"This is a letter.")
    answer = check(run)

    assert found(answer)["database"] == [("refused", f"{file} is no SQLite database")]
    assert "register" not in found(answer)
    assert answer.exit_code == 1


def test_authorities_are_told_with_how_long_their_revocations_are_known(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists, moment = tmp_path / "crls", datetime.now(UTC)
    lists.mkdir()
    monkeypatch.setenv("GATEWAY_SIGNATURE_CRLS", str(lists))
    begin = moment - timedelta(days=2)
    (lists / "root.crl").write_bytes(crl(ROOT, begin=begin, end=moment + timedelta(hours=50, minutes=30)))
    (lists / "citizen.crl").write_bytes(crl(CITIZEN, begin=begin, end=moment - timedelta(hours=1)))
    known = ("ok", "CN=Root,C=BE: what it revoked is known for 50 hours from now")
    unknown = "CN=Citizen CA,C=BE: no list of what it revoked is current: cards below it cannot sign"
    assert of_revocation(check(run)) == [known, ("warning", unknown)]

    (lists / "citizen.crl").write_bytes(crl(CITIZEN, begin=begin, end=moment + timedelta(hours=3, minutes=30)))
    not_for_long = ("warning", "CN=Citizen CA,C=BE: what it revoked is known for 3 hours from now")
    assert of_revocation(check(run)) == [known, not_for_long]


def of_revocation(answer: Result) -> list[tuple[str, str]]:
    return [(state, said) for state, said in found(answer)["signature authorities"] if "revoked" in said]


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [
        (400, "ok", "CN=Root,C=BE, until"),
        (20, "warning", "CN=Root,C=BE, until"),
        (-1, "warning", "CN=Root,C=BE ended on"),
    ],
)
def test_an_authority_that_ends_is_told(
    days: int, state: str, said: str, run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = replace(ROOT, end=datetime.now(UTC) + timedelta(days=days))
    trusting(tmp_path / "ending", ending.issued_by(ending))
    monkeypatch.setenv("GATEWAY_SIGNATURE_TRUST", str(tmp_path / "ending"))
    [one] = found(check(run))["signature authorities"]

    assert one[0] == state
    assert one[1].startswith(said)


def test_keys_in_a_file_are_counted_and_a_file_without_is_refused(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(DemoIssuer(tmp_path / "issuer", lambda: datetime.now(UTC)).jwks()))
    described = [{"url": "https://issuer.example", "audience": "gateway", "jwks": str(keys)}]
    monkeypatch.setenv("GATEWAY_ISSUERS", json.dumps(described))
    for words in ((), ("--reach",)):
        assert found(check(run, *words))["issuers"] == [("ok", "https://issuer.example: keys in a file: 1")]

    keys.write_text("{}")
    answer = check(run)
    assert (answer.exit_code, found(answer)["issuers"][0][0]) == (1, "refused")


def test_issuers_are_asked_for_their_keys_only_if_told_to(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    certificate = certificate_in(tmp_path)
    with publishing(certificate) as publisher:
        publisher.publish(RSAKey.generate_key(2048, {"kid": "one"}))
        monkeypatch.setenv("GATEWAY_ISSUERS", json.dumps([{"url": publisher.url, "audience": "gateway"}]))
        said = f"{publisher.url}: its keys are fetched at the start; --reach tries it"
        assert found(check(run))["issuers"] == [("ok", said)]
        assert publisher.asked == []

        said = f"{publisher.url}: The issuer's certificate is not trusted."
        assert found(check(run, "--reach"))["issuers"] == [("warning", said)]

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        said = f"{publisher.url}: keys fetched, by TLS that verifies: 1"
        assert found(check(run, "--reach"))["issuers"] == [("ok", said)]


def test_documents_that_are_no_manifest_are_refused(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text("{}")
    monkeypatch.setenv("GATEWAY_DOCUMENTS", str(manifest))
    assert found(check(run))["GATEWAY_DOCUMENTS"] == [("warning", "it is not read while GATEWAY_DOCUMENTS_MODE is off")]

    monkeypatch.setenv("GATEWAY_DOCUMENTS_MODE", "only")
    assert found(check(run))["trusted documents"] == [("ok", "0, in mode only")]
    monkeypatch.setenv("GATEWAY_GRAPHIQL", "true")
    monkeypatch.setenv("GATEWAY_INTROSPECTION", "on")
    refused = "is refused: only trusted documents are answered"
    assert ("warning", f"what people type there {refused}") in found(check(run))["GATEWAY_GRAPHIQL"]
    assert found(check(run))["GATEWAY_INTROSPECTION"] == [("warning", f"who asks for the schema {refused}")]

    manifest.write_text("[]")
    assert found(check(run))["trusted documents"][0][0] == "refused"


@pytest.mark.parametrize(
    ("variables", "doubtful"),
    [
        ({"GRAPHIQL": "true"}, {"GRAPHIQL"}),
        ({"GRAPHIQL": "true", "INTROSPECTION": "on"}, {"GRAPHIQL"}),
        ({"FIELD_SUGGESTIONS": "true"}, {"FIELD_SUGGESTIONS"}),
        ({"FIELD_SUGGESTIONS": "true", "INTROSPECTION": "on"}, set()),
        ({"INTROSPECTION": "by_right"}, set()),
    ],
    ids=["nothing to explore", "nobody can sign in", "names given away", "names that may be known", "by right"],
)
def test_what_is_hardly_meant_is_told(
    variables: dict[str, str], doubtful: set[str], run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"GATEWAY_{name}", value)
    answer = check(run)

    assert answer.exit_code == 0
    assert {part for part in found(answer) if part.startswith("GATEWAY_")} == {
        "GATEWAY_SIGNATURE_CRLS",
        *(f"GATEWAY_{name}" for name in doubtful),
    }


def test_what_is_in_force_is_shown_with_its_source(run: Run, set_up: Path, folder: Path) -> None:
    (folder / "GATEWAY_STOP_SECONDS").write_text("5\n")
    rows = {row["name"]: (row["value"], row["source"]) for row in json.loads(show(run, "--format", "json").stdout)}

    assert rows["GATEWAY_SECRETS"] == (str(folder), "environment")
    assert rows["GATEWAY_STOP_SECONDS"] == ("5", "file")
    assert rows["GATEWAY_ISSUERS"] == ('[{"url": "https://issuer.example", "audience": "gateway"}]', "environment")
    assert rows["GATEWAY_ALLOWED_HOSTS"] == ("localhost, 127.0.0.1, [::1]", "default")
    assert rows["GATEWAY_GRAPHIQL"] == ("false", "default")
    assert rows["GATEWAY_POLICY_KEY"] == ("none", "default")
    assert [line.split()[0] for line in show(run).output.splitlines()] == list(rows)


def show(run: Run, *words: str) -> Result:
    return run("config", "show", *words)


def test_secrets_are_compared_by_fingerprints_and_never_shown(
    run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {name: new_key() for name in SECRETS}

    def fingerprints() -> dict[str, str]:
        return dict(re.findall(r"^(GATEWAY_\w+) .*••• \((\w{8})\)$", show(run).output, re.MULTILINE))

    for name, key in keys.items():
        monkeypatch.setenv(name, key)
    first = fingerprints()
    monkeypatch.setenv("GATEWAY_SEALING_KEY", keys["GATEWAY_SEALING_KEY"].upper())
    assert fingerprints() == first
    assert first.keys() == keys.keys() and len(set(first.values())) == 2
    monkeypatch.setenv("GATEWAY_SEALING_KEY", new_key())
    assert fingerprints()["GATEWAY_SEALING_KEY"] != first["GATEWAY_SEALING_KEY"]

    printed = "".join(run("config", *words).output for words in (("show",), ("show", "--format", "json"), ("check",)))
    assert not any(key in printed or key[:8] in printed for key in keys.values())


def test_wrong_settings_are_not_shown(run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_TRACE_RATIO", "2")
    answer = show(run)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "GATEWAY_TRACE_RATIO: " in answer.stderr


def test_a_new_key_is_another_one_each_time(run: Run) -> None:
    first, second = run("config", "key").output, run("config", "key").output

    assert re.fullmatch(r"[0-9a-f]{64}\n", first)
    assert first != second
