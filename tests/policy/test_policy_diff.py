"""`gateway policy diff`: what an author reads about two policies, and how the command ends."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import shipped_policies
from gateway.cli import main

Edit = Callable[..., Path]


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)


@pytest.fixture
def old(tmp_path: Path) -> str:
    shutil.copytree(shipped_policies(), tmp_path / "old")
    return "old"


@pytest.fixture
def committed(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "policies"], ["commit", "-q", "-m", "The rules"]):
        who = ["-c", "user.name=Author", "-c", "user.email=author@example.be"]
        subprocess.run(["git", *who, *words], cwd=folder.parent, check=True, capture_output=True)


def diff(*words: str) -> Result:
    return CliRunner().invoke(main, ["policy", "diff", *words])


def test_another_text_of_the_same_meaning_is_no_difference(old: str, edited: Edit) -> None:
    edited("p, person, viewer, read", "# Moved, and nothing else.\np,person,   viewer,read")
    answer = diff(old, "policies")

    assert (answer.exit_code, answer.output) == (0, "Nothing changes in meaning.\n")


def test_what_somebody_gains_and_loses_is_said_of_whom_it_is_true(old: str, edited: Edit) -> None:
    edited("p2, officer, authenticated & high_assurance & officer", "p2, officer, authenticated & officer")
    gained, lost = diff(old, "policies").output, diff("policies", old).output

    who = "  A person with authenticated and officer, without high_assurance, may"
    assert f"{who} now ACCOUNT_CONFIRM_CLOSURE.\n" in gained
    assert f"{who} no longer ACCOUNT_CONFIRM_CLOSURE.\n" in lost
    assert "taken away" not in gained
    assert "New permissions" not in lost


def test_new_permissions_stand_first_and_rights_of_the_same_people_in_one_sentence(old: str, edited: Edit) -> None:
    edited(
        "p, officer, ebox, read\n",
        "p, mandated_provider, manager, read\np, mandated_provider, mandate_as_principal, read\n",
    )
    lines = diff(old, "policies").output.splitlines()

    assert lines[0] == "New permissions:"
    assert lines[1].endswith("provider_mandate_active may now MANAGER_READ and MANDATE_READ as principal.")
    assert lines.index("Permissions that are taken away:") > 0
    assert any("EBOX_READ" in line and "may no longer" in line for line in lines)


def test_an_unlawful_policy_is_told_with_its_problems_and_what_it_would_change(old: str, edited: Edit) -> None:
    edited(
        "p, legal_representative, ebox, activate", "p, legal_representative, ebox, activate\np, person, ebox, activate"
    )
    answer = diff(old, "policies")

    assert answer.exit_code == 3
    assert "may EBOX_ACTIVATE." in answer.output
    assert "policies is refused." in answer.output
    assert "If both were in force" in answer.output
    assert "a person with authenticated may now EBOX_ACTIVATE." in answer.output


def test_of_rules_that_are_not_understood_no_difference_is_told(old: str, edited: Edit) -> None:
    edited("p, officer, ebox, read", "p, oficer, ebox, read")
    answer = diff(old, "policies")

    assert answer.exit_code == 3
    assert 'did you mean "officer"?' in answer.output
    assert "cannot be told" in answer.output
    assert "may no longer" not in answer.output


def test_a_role_that_changes_nothing_is_told_apart(old: str, edited: Edit) -> None:
    edited(
        "p2, person, authenticated",
        "p2, person, authenticated\np2, mandated_provider, authenticated & officer & high_assurance",
    )
    answer = diff(old, "policies")

    assert answer.exit_code == 1
    assert "Roles, where no decision changes:" in answer.output
    assert "is now mandated_provider." in answer.output
    assert "No decision changes." in answer.output


def test_an_invariant_that_is_taken_out_is_a_change(old: str, edited: Edit) -> None:
    line = "always, authenticated & high_assurance & officer, account, confirm_closure"
    edited(line, "", "invariants.csv")
    answer = diff(old, "policies")

    assert answer.exit_code == 1
    assert "No longer demanded: ACCOUNT_CONFIRM_CLOSURE" in answer.output


def test_what_the_gateway_itself_demands_is_demanded_without_its_line(old: str, edited: Edit) -> None:
    lines = (shipped_policies() / "invariants.csv").read_text().splitlines()
    line = next(line for line in lines if line.startswith("only") and line.endswith("ebox, activate"))
    edited(line, "", "invariants.csv")
    answer = diff(old, "policies")

    assert (answer.exit_code, answer.output) == (0, "Nothing changes in meaning.\n")


def test_a_right_taken_out_together_with_the_promise_of_it_breaks_an_invariant(old: str, edited: Edit) -> None:
    edited("p, officer, account, confirm_closure", "")
    edited("always, authenticated & high_assurance & officer, account, confirm_closure", "", "invariants.csv")
    answer = diff(old, "policies")

    assert answer.exit_code == 3
    assert "No longer demanded, and no longer so: ACCOUNT_CONFIRM_CLOSURE" in answer.output


def test_reasons_are_told_when_asked_for(old: str, edited: Edit) -> None:
    edited("p, officer, manager, read\n", "p, mandated_provider, manager, read\n")

    assert "Reasons of denials" not in diff(old, "policies").output
    assert "Reasons of denials" in diff(old, "policies", "--reasons").output


def test_a_program_and_a_review_read_the_same(old: str, edited: Edit) -> None:
    edited("p, officer, ebox, read\n", "")
    document = json.loads(diff(old, "policies", "--format", "json").output)

    assert document["problems"] == []
    [change] = document["difference"]["changes"]
    assert (change["gained"], change["rights"]) == (False, ["ebox, read"])
    assert diff(old, "policies", "--format", "markdown").output.startswith("### Permissions that are taken away\n\n- ")


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("revision", ["HEAD", "HEAD:policies", "HEAD:policies/"])
def test_a_revision_is_compared_with_the_folder_as_it_is(revision: str, edited: Edit) -> None:
    same = diff(revision, "--policies", "policies")
    edited("p, officer, ebox, read\n", "")
    other = diff(revision, "--policies", "policies")

    assert (same.exit_code, other.exit_code) == (0, 1)
    assert "EBOX_READ" in other.output


@pytest.mark.usefixtures("committed")
def test_a_problem_in_a_revision_is_told_with_its_place_there(edited: Edit) -> None:
    edited("p, officer, ebox, read", "p, oficer, ebox, read")
    answer = diff("policies", "HEAD:nowhere")
    assert answer.exit_code == 2
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.be", "commit", "-qam", "Bad"], check=True)
    told = diff("HEAD:policies", "policies").output

    assert told.startswith("HEAD:policies/policy.csv:64:4: ")


@pytest.mark.parametrize("name", ["--output=stolen", "-p", "HÉAD", "HEAD;id", "$(id)", ":/x", "HEAD:a\nb", "nowhere"])
def test_what_is_no_plain_revision_is_refused(name: str, committed: None, tmp_path: Path) -> None:
    answer = diff("--", name)

    assert answer.exit_code == 2
    assert not (tmp_path / "policies" / "stolen").exists()
