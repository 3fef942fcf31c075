"""`gateway audit verify`: every signature holds, or is found, whatever somebody with the file has done to it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.start import make_world

Run = Callable[..., Result]
MANDATES, SIGNATURES = 2, 4
"""Two mandates are in force when a demo starts, and each was signed by both sides."""
BROKEN = "The seal is broken, or another key made it."
OTHER_CERTIFICATE = "The certificate is not the one whose fingerprint was recorded."
OTHER_TERMS = "It is not what its document says."
NOT_THOSE = "The signatures under its present version are not those by which it counts as signed."
UNREADABLE = "What was kept of it cannot be read."
WRONG = "The signature does not hold for this document."
PRIVATE = {text for persona in PERSONAS.values() for text in (persona.national_number, persona.last_name)}
THIS = "WHERE mandate = :mandate AND side = 'principal'"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    """A database with real signatures, given by the gate of a demo with cards that have expired since."""
    folder = DemoFolder(tmp_path_factory.mktemp("made") / "world")
    folder.make()
    make_world(folder)
    return folder


@pytest.fixture
def database(made: DemoFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A copy of it, open to somebody who has the file; the two settings that it takes to verify it, and no other."""
    copy = DemoFolder(tmp_path / "copy")
    shutil.copytree(made.path, copy.path)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", copy.database_url)
    monkeypatch.setenv("GATEWAY_SEALING_KEY", copy.keys().sealing_key)
    shutil.rmtree(copy.path / "cards")
    shutil.rmtree(copy.path / "issuer")
    with closing(sqlite3.connect(copy.database, isolation_level=None)) as connection:
        yield connection


def sealed(connection: sqlite3.Connection) -> dict[str, bytes]:
    """The sealed chain at each place."""
    rows = connection.execute("SELECT mandate, side, sealed_chain FROM proxy_signature")
    return {f"mandate {mandate}, version 1, {side}": chain for mandate, side, chain in rows}


def tamper(connection: sqlite3.Connection, *statements: str) -> str:
    """Change what triggers and constraints protect, as anybody can who has the file; the mandate that it hits."""
    rows = connection.execute("SELECT mandate, signed_by FROM proxy_signature ORDER BY signed_at").fetchall()
    mandate, other = rows[0][0], next(signer for _, signer in rows if signer != rows[0][1])
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in ("PRAGMA ignore_check_constraints = ON", *(f"DROP TRIGGER {name}" for (name,) in triggers)):
        connection.execute(statement)
    for statement in statements:
        assert connection.execute(statement, {"mandate": mandate, "other": other}).rowcount > 0
    return mandate


def told(answer: Result) -> dict[str, str]:
    """Which signatures do not hold, by their places; and no word of whose they are."""
    return {place: wrong for place, wrong in all_told(answer).items() if ", version" in place}


def all_told(answer: Result, signatures: int = SIGNATURES) -> dict[str, str]:
    """What does not hold, by its place: a signature, or a mandate."""
    assert [text for text in PRIVATE if text in answer.output] == []
    lines = dict(line.split(": ", 1) for line in answer.stderr.splitlines())
    hold = MANDATES + signatures - len(lines)
    assert answer.stdout == f"{hold} signatures and mandates hold, {len(lines)} do not.\n"
    assert answer.exit_code == (1 if lines else 0)
    return lines


def test_every_signature_holds_long_after_the_cards_have_expired(run: Run, database: sqlite3.Connection) -> None:
    assert all_told(run("audit", "verify")) == {}


def test_a_database_without_signatures_holds(run: Run, operated: Path) -> None:
    run("db", "upgrade")
    answer = run("audit", "verify")
    assert (answer.exit_code, answer.output) == (0, "0 signatures and mandates hold, 0 do not.\n")


def test_it_takes_the_database_and_the_sealing_key_and_no_other_setting(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "SEALING_KEY"):
        monkeypatch.delenv(f"GATEWAY_{name}", raising=False)
    answer = run("audit", "verify")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.splitlines()[1:] == [
        "GATEWAY_DATABASE_URL: Field required",
        "GATEWAY_SEALING_KEY: Field required",
    ]


@pytest.mark.parametrize("key", ["abcd", "no hexadecimal at all", "00" * 31, "00" * 33])
def test_a_sealing_key_that_is_none_is_refused_and_not_repeated(
    key: str, run: Run, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SEALING_KEY", key)
    answer = run("audit", "verify")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "GATEWAY_SEALING_KEY: " in answer.stderr
    assert key not in answer.stderr


def test_with_another_sealing_key_every_one_fails(
    run: Run, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SEALING_KEY", "ab" * 32)
    assert told(run("audit", "verify")) == dict.fromkeys(sealed(database), BROKEN)


ONE_TAMPERED = {
    "another value": (f"UPDATE proxy_signature SET signature = zeroblob(96) {THIS}", WRONG),
    "the value of the other side": (
        f"UPDATE proxy_signature SET signature = (SELECT signature FROM proxy_signature WHERE mandate = :mandate"
        f" AND side = 'mandatary') {THIS}",
        WRONG,
    ),
    "no value": (f"UPDATE proxy_signature SET signature = x'' {THIS}", WRONG),
    "another signer": (f"UPDATE proxy_signature SET signed_by = :other {THIS}", BROKEN),
    "another algorithm": (f"UPDATE proxy_signature SET algorithm = 'ES256' {THIS}", WRONG),
    "an algorithm of another key": (f"UPDATE proxy_signature SET algorithm = 'PS384' {THIS}", WRONG),
    "another fingerprint": (
        f"UPDATE proxy_signature SET fingerprint = (SELECT fingerprint FROM proxy_signature WHERE mandate = :mandate"
        f" AND side = 'mandatary') {THIS}",
        OTHER_CERTIFICATE,
    ),
    "a chain that is cut off": (
        f"UPDATE proxy_signature SET sealed_chain = substr(sealed_chain, 1, length(sealed_chain) - 1) {THIS}",
        BROKEN,
    ),
    "no chain": (f"UPDATE proxy_signature SET sealed_chain = x'' {THIS}", BROKEN),
    "a moment before the card": (f"UPDATE proxy_signature SET signed_at = '2001-01-01 00:00:00' {THIS}", BROKEN),
    "a moment within the card's": (
        f"UPDATE proxy_signature SET signed_at = datetime(signed_at, '+1 second') {THIS}",
        BROKEN,
    ),
    "lists that were never there": (f"UPDATE proxy_signature SET revocation = 'not_revoked' {THIS}", BROKEN),
}


@pytest.mark.parametrize("case", ONE_TAMPERED)
def test_what_was_changed_in_a_signature_is_found_at_its_place(
    case: str, run: Run, database: sqlite3.Connection
) -> None:
    statement, sentence = ONE_TAMPERED[case]
    mandate = tamper(database, statement)
    assert told(run("audit", "verify")) == {f"mandate {mandate}, version 1, principal": sentence}


NONE_OF_OURS = {
    "no algorithm": "algorithm = ''",
    "the algorithm none": "algorithm = 'none'",
    "an algorithm in small letters": "algorithm = 'es384'",
    "a moment in words": "signed_at = 'yesterday'",
    "a value that is text": "signature = 'signed'",
    "a chain that is text": "sealed_chain = 'sealed'",
    "a revocation that there is not": "revocation = 'checked'",
}


@pytest.mark.parametrize("case", NONE_OF_OURS)
def test_a_row_that_nobody_can_have_written_here_is_found_at_its_place(
    case: str, run: Run, database: sqlite3.Connection
) -> None:
    """And does not end the command, which would hide what comes after it."""
    mandate = tamper(database, f"UPDATE proxy_signature SET {NONE_OF_OURS[case]} {THIS}")
    assert list(told(run("audit", "verify"))) == [f"mandate {mandate}, version 1, principal"]


def test_a_side_that_there_is_not_is_found(run: Run, database: sqlite3.Connection) -> None:
    mandate = tamper(database, f"UPDATE proxy_signature SET side = 'x' {THIS}")
    assert list(told(run("audit", "verify"))) == [f"mandate {mandate}, version 1, x"]


@pytest.mark.parametrize(
    "change",
    ["replace(document, 'PRINCIPAL', 'MANDATARY')", "document || ' '", "replace(document, '0000010391', '0000010292')"],
)
def test_a_document_that_was_changed_fails_for_both_who_signed_it(
    change: str, run: Run, database: sqlite3.Connection
) -> None:
    mandate = tamper(database, f"UPDATE proxy SET document = {change} WHERE mandate = :mandate")
    expected = {f"mandate {mandate}, version 1, {side}": WRONG for side in ("principal", "mandatary")}
    assert told(run("audit", "verify")) == expected


SWAPPED = {
    "of the two sides of a mandate": "o.mandate = s.mandate AND o.side <> s.side AND s.mandate = :mandate",
    "of the same side of two mandates": "o.mandate <> s.mandate AND o.side = s.side AND s.side = 'principal'",
}


@pytest.mark.parametrize(
    "with_it", ["", ", fingerprint = o.fingerprint, signature = o.signature"], ids=["alone", "all"]
)
@pytest.mark.parametrize("case", SWAPPED)
def test_sealed_chains_that_were_swapped_are_found_in_both_places(
    case: str, with_it: str, run: Run, database: sqlite3.Connection
) -> None:
    before = sealed(database)
    swap = f"UPDATE proxy_signature AS s SET sealed_chain = o.sealed_chain{with_it} FROM proxy_signature AS o"
    tamper(database, f"{swap} WHERE {SWAPPED[case]}")
    moved = {place for place, chain in sealed(database).items() if chain != before[place]}
    assert (len(moved), set(sealed(database).values())) == (2, set(before.values()))
    assert told(run("audit", "verify")) == dict.fromkeys(moved, BROKEN)


MOVED = {
    "to the other side": "mandate = substr(mandate, 2), side = iif(side = 'principal', 'mandatary', 'principal')",
    "to another mandate of both": "mandate = (SELECT mandate FROM proxy p WHERE 'x' || p.mandate <> s.mandate)",
}


@pytest.mark.parametrize("case", MOVED)
def test_signatures_that_were_moved_with_all_that_proves_them_are_found(
    case: str, run: Run, database: sqlite3.Connection
) -> None:
    """By way of a place that there is not, since no two may be at one place even for a moment."""
    aside = "UPDATE proxy_signature SET mandate = 'x' || mandate"
    tamper(database, aside, f"UPDATE proxy_signature AS s SET {MOVED[case]}")
    assert told(run("audit", "verify")) == dict.fromkeys(sealed(database), BROKEN)


def test_a_document_that_was_taken_away_is_found_for_both_who_signed_it(run: Run, database: sqlite3.Connection) -> None:
    mandate = tamper(database, "DELETE FROM proxy WHERE mandate = :mandate")
    expected = {f"mandate {mandate}, version 1, {side}" for side in ("principal", "mandatary")}
    assert set(told(run("audit", "verify"))) == expected


IT = "WHERE id = :mandate"
MANDATE_TAMPERED = {
    "to another provider": (f"UPDATE mandate SET mandatary = '0000010292' {IT}", OTHER_TERMS),
    "from another quarter on": (f"UPDATE mandate SET starts_on = '2030-01-01' {IT}", OTHER_TERMS),
    "until another quarter": (f"UPDATE mandate SET expires_from = '2030-01-01' {IT}", OTHER_TERMS),
    "for another group": ("UPDATE mandate_group SET code = 'ASR_UNEMPLOYMENT' WHERE mandate = :mandate", OTHER_TERMS),
    "of another kind": (f"UPDATE mandate SET provider_kind = 'accountant' {IT}", OTHER_TERMS),
    "of no kind": (f"UPDATE mandate SET provider_kind = 'x' {IT}", UNREADABLE),
    "in another version": (f"UPDATE mandate SET version = 2 {IT}", NOT_THOSE),
    "signed at another moment": (f"UPDATE mandate SET mandatary_signed_at = '2020-01-01 00:00:00' {IT}", NOT_THOSE),
    "not signed": (f"UPDATE mandate SET mandatary_signed_at = NULL {IT}", NOT_THOSE),
}


@pytest.mark.parametrize("case", MANDATE_TAMPERED)
def test_a_mandate_that_is_not_what_was_signed_is_found(case: str, run: Run, database: sqlite3.Connection) -> None:
    statement, sentence = MANDATE_TAMPERED[case]
    mandate = tamper(database, statement)
    assert all_told(run("audit", "verify")) == {f"mandate {mandate}": sentence}


def test_a_mandate_that_counts_as_signed_without_its_signatures_is_found(
    run: Run, database: sqlite3.Connection
) -> None:
    mandate = tamper(database, "DELETE FROM proxy_signature WHERE mandate = :mandate")
    assert all_told(run("audit", "verify"), signatures=SIGNATURES - 2) == {f"mandate {mandate}": NOT_THOSE}


def test_where_there_is_no_database_none_is_made(run: Run, operated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = operated / "none.sqlite"
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{file}")
    assert (run("audit", "verify").exit_code, file.exists()) == (2, False)
