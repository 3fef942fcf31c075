"""`gateway policy diff --against-log`: decisions of the past under other rules, exactly or not at all."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.cli import main
from gateway.storage.upgrade import upgrade

Edit = Callable[..., Path]
Row = dict[str, object]

VERSION = load_policy(shipped_policies()).version
REPRESENTATIVE = [
    "authenticated",
    "high_assurance",
    "registered_in_statutes",
    "mandate_active",
    "function_represents",
    "signing_power",
]
PROVIDER = ["authenticated", "provider_mandate_active"]
BY_PROVIDER = "p, mandated_provider, manager, read"
WITHOUT_READING = "p, officer, manager, read"


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)
    shutil.copytree(shipped_policies(), tmp_path / "old")


def row(action: str, outcome: str, facts: object = None, **other: object) -> Row:
    told: Row = {
        "id": "0" * 32,
        "at": "2026-11-02T09:00:00+00:00",
        "company": "0206731645",
        "person": "f" * 32,
        "kind": "caller",
        "action": action,
        "outcome": outcome,
        "reason": "no_role" if outcome == "forbidden" else None,
        "event": None,
        "words": {},
        "policy": VERSION,
        **other,
    }
    return {**told, "facts": facts} if facts else told


def replayed(*rows: Row) -> dict[str, int]:
    Path("trail.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    answer = CliRunner().invoke(
        main, ["policy", "diff", "old", "policies", "--against-log", "trail.jsonl", "--format", "json"]
    )
    verdicts: dict[str, int] = json.loads(answer.output)["log"]["verdicts"]
    return {verdict: number for verdict, number in verdicts.items() if number}


def test_with_its_facts_a_refusal_is_replayed_exactly(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)

    assert replayed(row("MANAGER_READ", "forbidden", {"manager": [PROVIDER]})) == {"allowed": 1}
    assert replayed(row("MANAGER_READ", "forbidden", {"manager": [["authenticated"]]})) == {"same": 1}


def test_with_its_facts_an_act_is_replayed_exactly_by_any_of_the_functions(edited: Edit) -> None:
    edited("p, legal_representative, mandate_as_mandatary, draft\n", "")
    draft = "mandate_as_mandatary"

    assert replayed(row("MANDATE_DRAFT", "done", {draft: [REPRESENTATIVE]})) == {"denied": 1}
    manager = [*REPRESENTATIVE, "designated", "designation_active"]
    assert replayed(row("MANDATE_DRAFT", "done", {draft: [REPRESENTATIVE, manager]})) == {"same": 1}
    assert replayed(
        row("MANDATE_DRAFT", "done", {draft: [REPRESENTATIVE], "mandate_as_principal": [REPRESENTATIVE]})
    ) == {"same": 1}


def test_an_act_that_was_allowed_and_then_failed_counts_as_allowed(edited: Edit) -> None:
    edited("p, legal_representative, mandate_as_mandatary, draft\n", "")
    facts = {"mandate_as_mandatary": [REPRESENTATIVE]}

    assert replayed(row("MANDATE_DRAFT", "conflict", facts, reason="no_account")) == {"denied": 1}


def test_what_something_else_than_the_rules_refused_stays_refused(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)
    facts = {"mandate_as_principal": [REPRESENTATIVE]}

    assert replayed(row("MANDATE_WITHDRAW", "forbidden", facts, reason="wrong_party")) == {"same": 1}


def test_without_facts_only_that_is_told_which_holds_whatever_they_were(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)

    assert replayed(row("EBOX_ACTIVATE", "done"), row("EBOX_ACTIVATE", "forbidden")) == {"same": 2}
    assert replayed(row("MANAGER_READ", "forbidden")) == {"open": 1}
    assert replayed(row("MANAGER_READ", "done")) == {"open": 1}


def test_without_facts_and_under_unknown_rules_an_act_is_left_open(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)

    assert replayed(row("EBOX_ACTIVATE", "done", policy="0" * 12)) == {"open": 1}


def test_what_nobody_may_any_more_would_have_been_denied_whatever_the_facts(edited: Edit) -> None:
    edited("p, person, viewer, read\n", "")

    assert replayed(row("VIEWER_READ", "done")) == {"denied": 1}


def test_counted_refusals_weigh_as_often_as_they_were_counted(edited: Edit) -> None:
    edited(WITHOUT_READING, "p, person, account, read")
    counted: Row = {"kind": "counted", "outcome": "forbidden", "day": "2026-11-02", "person": "", "times": 7}

    assert replayed({**counted, "action": "MANAGER_READ", "reason": "no_role"}) == {"same": 7}
    assert replayed({**counted, "action": "ACCOUNT_READ", "reason": "no_role"}) == {"open": 7}
    assert replayed({**counted, "action": "ACCOUNT_READ", "reason": "not_authenticated"}) == {"same": 7}


def test_what_no_caller_asked_for_is_passed_over(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)

    assert replayed(row("MANAGER_READ", "done", kind="import"), row("MANAGER_READ", "done") | {"action": None}) == {}


@pytest.mark.parametrize(
    "line",
    ["85, 07", "[]", '{"kind": "caller"}', json.dumps(row("FLY", "done")), json.dumps(row("EBOX_READ", "lost"))],
)
def test_what_is_no_trail_is_refused_with_its_line_and_not_repeated(line: str, folder: Path) -> None:
    Path("trail.jsonl").write_text(f"{json.dumps(row('EBOX_READ', 'done'))}\n{line}\n")
    answer = CliRunner().invoke(main, ["policy", "diff", "old", "policies", "--against-log", "trail.jsonl"])

    assert answer.exit_code == 2
    assert answer.output.startswith("trail.jsonl:2 is no ")
    assert line not in answer.output


def test_a_number_in_a_row_is_never_shown(edited: Edit) -> None:
    edited(WITHOUT_READING, BY_PROVIDER)
    Path("trail.jsonl").write_text(json.dumps(row("MANAGER_READ", "forbidden", reason="01031490179")))
    answer = CliRunner().invoke(main, ["policy", "diff", "old", "policies", "--against-log", "trail.jsonl"])

    assert answer.exit_code == 2
    assert "01031490179" not in answer.output


@pytest.mark.parametrize("log", ["{path}", "sqlite:///{path}"])
def test_a_database_is_read_as_well(log: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "data" / "gateway.sqlite"
    upgrade(path)
    words = ["policy", "diff", "old", "policies", "--against-log", log.format(path=path)]
    answer = CliRunner().invoke(main, words)

    assert answer.exit_code == 0
    assert "0 decisions: " in answer.output


def test_a_trail_that_is_not_there_is_refused(folder: Path) -> None:
    answer = CliRunner().invoke(main, ["policy", "diff", "old", "policies", "--against-log", "none.jsonl"])

    assert answer.exit_code == 2
