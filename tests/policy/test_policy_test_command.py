"""`gateway policy test`: what an author reads about their tests, and how the command ends."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.vocabulary import RIGHTS
from gateway.cli import main
from gateway.domain.rights import Role
from gateway.workbench.test_file import read_cases

Edit = Callable[..., Path]


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)


def run(*words: str, policies: str | Path = "policies") -> Result:
    return CliRunner().invoke(main, ["policy", "test", "--policies", str(policies), *words])


def only(folder: Path, text: str) -> None:
    """Put one file of tests in the place of the shipped ones; people.yaml stays."""
    for path in (folder / "tests").glob("*.yaml"):
        if path.name != "people.yaml":
            path.unlink()
    (folder / "tests" / "mine.yaml").write_text(text)


DESIGNATE = """\
tests:
  - because: Everybody designates.
    action: MANAGER_DESIGNATE
    allow: [lea, bruno]
"""


def test_the_shipped_tests_hold_and_need_every_line_and_every_fact_of_the_shipped_rules() -> None:
    answer = run("--coverage", policies=shipped_policies())

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("lines and facts of the rules: 100 %.\n")


def test_every_right_is_asked_for_and_denied_to_somebody_unless_everybody_has_it() -> None:
    read = read_cases(sorted((shipped_policies() / "tests").glob("*.yaml")))
    cases = [case for of_file in read.values() for case in of_file]
    public = {right for right in RIGHTS if load_policy(shipped_policies()).grants(Role.PUBLIC, right)}

    assert {case.right for case in cases if case.expected.allowed} == set(RIGHTS)
    assert {case.right for case in cases if not case.expected.allowed} == set(RIGHTS) - public


def test_a_wrong_right_is_told_with_the_sentence_the_person_and_the_lines(folder: Path) -> None:
    only(folder, DESIGNATE)
    answer = run()

    assert answer.exit_code == 1
    assert answer.output.startswith(
        "policies/tests/mine.yaml: 1 of 2 hold\n"
        "\n"
        "policies/tests/mine.yaml:4:18: Everybody designates.\n"
        "      allow: [lea, bruno]\n"
        "                   ^^^^^\n"
        "  bruno, a director who does not sign alone\n"
        "  MANAGER_DESIGNATE should be allowed; it is denied, NO_SIGNING_POWER:\n"
    )
    assert "lacks signing_power" in answer.output
    assert answer.output.endswith("\n1 of 2 does not hold.\n")


def test_a_line_too_much_is_noticed_by_the_shipped_tests(edited: Edit) -> None:
    edited("p, person, viewer, read", "p, person, viewer, read\np, person, ebox, read")
    answer = run()

    assert answer.exit_code == 1
    assert "EBOX_READ should be denied; it is allowed:" in answer.output
    assert "p, person, ebox, read" in answer.output


def test_a_line_too_few_is_noticed_by_the_shipped_tests(edited: Edit) -> None:
    edited("p, mandated_provider, ebox, read\n", "")
    answer = run()

    assert answer.exit_code == 1
    assert "EBOX_READ should be allowed; it is denied, NO_ROLE" in answer.output


def test_an_inclusion_too_few_is_noticed_though_facts_alone_would_not_show_it(edited: Edit) -> None:
    edited("g, officer, person\n", "")
    answer = run()

    assert answer.exit_code == 1
    assert "an_officer, an officer of the portal, and nothing else" in answer.output
    assert "no line grants viewer, read to officer, or to a role that it includes" in answer.output


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        ("{reason: NO_FUNCTION}", "should be denied, NO_FUNCTION; it is denied, NO_SIGNING_POWER:"),
        ("{missing: [officer]}", "should be denied, missing officer; it is denied, NO_SIGNING_POWER, missing signing"),
        ("{missing: []}", "should be denied, missing nothing; it is denied, NO_SIGNING_POWER, missing signing"),
        ("{reason: NO_SIGNING_POWER, missing: [signing_power]}", ""),
        ("{}", ""),
    ],
)
def test_a_denial_for_another_reason_does_not_hold(denied: str, told: str, folder: Path) -> None:
    only(folder, DESIGNATE.replace("    allow: [lea, bruno]", f"    deny:\n      bruno: {denied}"))
    answer = run()

    assert answer.exit_code == (1 if told else 0)
    assert told in answer.output


def test_somebody_with_two_functions_has_never_the_facts_of_both(folder: Path) -> None:
    only(folder, DESIGNATE.replace("allow: [lea, bruno]", "deny: [marie]"))

    assert run().exit_code == 0


def test_tests_that_are_wrong_are_refused_and_none_is_run(folder: Path) -> None:
    only(folder, DESIGNATE.replace("bruno", "brno"))
    answer = run()

    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert 'policies/tests/mine.yaml:4:18: unknown person "brno"' in answer.stderr
    assert 'did you mean "bruno"?' in answer.stderr


def test_rules_that_are_refused_answer_no_test(edited: Edit) -> None:
    edited("p, person, viewer, read", "p, persn, viewer, read")
    answer = run()

    assert answer.exit_code == 2
    assert 'unknown role "persn"' in answer.stderr


def test_a_file_with_the_other_ending_is_run_as_well(folder: Path) -> None:
    (folder / "tests" / "mine.yml").write_text(DESIGNATE)

    assert "policies/tests/mine.yml: 1 of 2 hold" in run().output


def test_a_file_that_is_named_is_run_alone(folder: Path) -> None:
    answer = run("policies/tests/history.yaml")

    assert answer.exit_code == 0
    assert [line.split(":")[0] for line in answer.output.splitlines()] == [
        "policies/tests/history.yaml",
        "",
        "All 12 hold.",
    ]


def test_a_file_that_is_not_there_and_a_folder_without_tests_are_refused(folder: Path) -> None:
    assert run("nowhere.yaml").exit_code == 2
    only(folder, DESIGNATE)
    (folder / "tests" / "mine.yaml").unlink()
    assert run().exit_code == 2


def test_junit_counts_what_json_counts(folder: Path) -> None:
    only(folder, DESIGNATE)
    answer = run("--format", "junit", "--coverage")
    tests, cover = Xml.fromstring(answer.output).findall("testsuite")
    failure = json.loads(run("--format", "json").output)["files"][0]["failures"][0]

    assert answer.exit_code == 1
    assert (tests.get("tests"), tests.get("failures")) == ("2", "1")
    assert (cover.get("tests"), cover.get("failures")) == ("1", "1")
    assert "NO_SIGNING_POWER" in (tests.findtext("testcase/failure") or "")
    assert (failure["line"], failure["column"], failure["person"]) == (4, 18, "bruno")
