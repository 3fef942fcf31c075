"""The commands, as an operator uses them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from gateway.authorization.policy import shipped_policies
from gateway.storage.sqlite import known_bug, serving_lock

INES = "02460690386"

Run = Callable[..., Result]


def test_serving_without_settings_names_every_variable_that_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATEWAY_DATABASE_URL", raising=False)
    answer = run("serve")

    assert answer.exit_code == 2
    for name in ("DATABASE_URL", "NATIONAL_NUMBER_KEY", "ISSUERS", "SIGNATURE_TRUST"):
        assert f"GATEWAY_{name}: Field required" in answer.output


@pytest.mark.parametrize("key", ["abcd", "no hexadecimal at all", "00" * 31])
def test_a_weak_key_for_national_numbers_is_refused_and_not_repeated(
    key: str, run: Run, operated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_NATIONAL_NUMBER_KEY", key)
    answer = run("db", "check")

    assert answer.exit_code == 2
    assert "GATEWAY_NATIONAL_NUMBER_KEY" in answer.output
    assert key not in answer.output


def test_a_policy_with_a_mistake_stops_the_start_with_file_line_column_and_caret(
    run: Run, operated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(shipped_policies(), policies)
    rules = policies / "policy.csv"
    lines = rules.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("p, "))
    lines[at] = "p, legal_representativ, manager, designate"
    rules.write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("GATEWAY_POLICIES", str(policies))

    answer = run("serve")

    assert answer.exit_code == 2
    assert f"{rules.as_posix()}:{at + 1}:4: " in answer.output
    assert "^^^^" in answer.output
    assert "legal_representative" in answer.output


def test_an_unlawful_policy_stops_the_start_with_a_counterexample(
    run: Run, operated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(shipped_policies(), policies)
    with (policies / "policy.csv").open("a") as rules:
        rules.write("p, registered_officer, manager, designate\n")
    monkeypatch.setenv("GATEWAY_POLICIES", str(policies))

    answer = run("serve")

    assert answer.exit_code == 2
    assert "MANAGER_DESIGNATE" in answer.output


def test_a_database_that_is_served_already_is_not_served_twice(run: Run, operated: Path) -> None:
    with serving_lock(operated / "gateway.sqlite"):
        answer = run("serve")

    assert answer.exit_code == 2
    assert "Another gateway is serving" in answer.output


@pytest.mark.parametrize(("version", "warned"), [((3, 40, 1), True), ((3, 51, 3), False), ((3, 52, 0), False)])
def test_a_sqlite_that_can_corrupt_the_database_is_warned_of(
    version: tuple[int, int, int], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)

    assert (known_bug() is not None) is warned


def test_sqlite_takes_one_worker(run: Run, operated: Path) -> None:
    assert run("serve", "--workers", "2").exit_code == 2


def test_tables_are_out_of_date_until_they_are_upgraded(run: Run, operated: Path) -> None:
    assert run("db", "check").exit_code == 1
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_an_extract_is_put_in_force_and_the_same_again_changes_nothing(run: Run, operated: Path, extract: Path) -> None:
    first, second = run("register", "import", extract), run("register", "import", extract)

    assert first.exit_code == second.exit_code == 0
    assert "The new register is in force" in first.output
    assert "Nothing changed" in second.output
    assert len(list(operated.glob("register-*.sqlite"))) == 1


def test_what_is_no_extract_is_refused_and_the_register_stays(run: Run, operated: Path, extract: Path) -> None:
    run("register", "import", extract)
    before = {path.name for path in operated.glob("register-*.sqlite")}
    answer = run("register", "import", operated)

    assert answer.exit_code == 1
    assert "Nothing was imported." in answer.output
    assert {path.name for path in operated.glob("register-*.sqlite")} == before


def test_an_officer_is_added_listed_and_removed_by_a_number_that_is_never_shown(run: Run, operated: Path) -> None:
    run("db", "upgrade")
    added = run("officers", "add", "Inês Ferreira", typed=f"{INES}\n")
    listed = run("officers", "list")
    removed = run("officers", "remove", typed=f"{INES}\n")
    again = run("officers", "remove", typed=f"{INES}\n")

    assert (added.exit_code, removed.exit_code, again.exit_code) == (0, 0, 1)
    assert listed.output == "Inês Ferreira\n"
    assert INES not in added.output + listed.output + removed.output
    assert run("officers", "list").output == ""


def test_a_wrong_number_makes_nobody_an_officer(run: Run, operated: Path) -> None:
    run("db", "upgrade")
    answer = run("officers", "add", "Nobody", typed="12345678901\n")

    assert answer.exit_code == 2
    assert "12345678901" not in answer.output
    assert run("officers", "list").output == ""


def test_the_trail_is_exported_a_row_a_line(run: Run, operated: Path, extract: Path) -> None:
    run("register", "import", extract)
    run("officers", "add", "Inês Ferreira", typed=f"{INES}\n")
    rows = [json.loads(line) for line in run("audit", "export").output.splitlines()]

    assert [(row["kind"], row["outcome"]) for row in rows] == [("import", "done"), ("officers", "done")]


def test_a_token_is_refused_for_nobody_and_without_a_demo(run: Run, tmp_path: Path) -> None:
    nobody, nowhere = run("token", "nobody"), run("token", "lea", "--data", tmp_path / "none")

    assert (nobody.exit_code, nowhere.exit_code) == (2, 2)
    assert "lea" in nobody.output
    assert "gateway serve --demo" in nowhere.output
    assert not (tmp_path / "none").exists()


def test_fresh_deletes_only_what_a_demo_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    answer = run("serve", "--demo", "--fresh", "--data", tmp_path)

    assert answer.exit_code == 2
    assert (tmp_path / "precious.txt").read_text() == "mine"
