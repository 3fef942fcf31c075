"""What no test needs: every line and every fact of the rules is taken out, and somebody must notice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import shipped_policies
from gateway.authorization.proof import work_out
from gateway.authorization.rules import Rules, parse_rules
from gateway.cli import main
from gateway.workbench.coverage import Coverage, answers, coverage
from gateway.workbench.test_file import Case, read_cases

Edit = Callable[..., Path]
RULES = parse_rules("policy.csv", (shipped_policies() / "policy.csv").read_bytes(), [])


def shipped_cases() -> list[Case]:
    read = read_cases(sorted((shipped_policies() / "tests").glob("*.yaml")))
    return [case for cases in read.values() for case in cases]


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["policy", "test", "--policies", str(folder), *words])


def rules_of(text: str) -> Rules:
    return parse_rules("policy.csv", text.encode(), [])


def test_the_shipped_tests_need_everything() -> None:
    found = coverage(RULES, shipped_cases())

    assert found.not_needed == ()
    assert (found.lines, found.percent) == (len(RULES.lines), 100)


def test_without_a_test_nothing_is_needed() -> None:
    found = coverage(RULES, [])

    assert found.needed == 0
    assert found.percent == 0


@pytest.mark.parametrize("left_out", ["manager", "account", "ebox", "history", "mandate_as_principal", "viewer"])
def test_without_the_tests_of_a_resource_its_lines_are_needed_by_none(left_out: str) -> None:
    found = coverage(RULES, [case for case in shipped_cases() if case.right.resource != left_out])
    granted = {grant.line.number for grant in RULES.grants if grant.right.resource == left_out}

    assert granted <= {problem.line for problem in found.not_needed}


def test_a_fact_that_nobody_is_tested_without_is_told_with_its_place() -> None:
    cases = [case for case in shipped_cases() if case.person.name not in ("bruno", "marie")]
    (problem,) = coverage(RULES, cases).not_needed

    assert problem.text.startswith("p2, legal_representative,")
    assert problem.text[problem.column - 1 :][: problem.length] == "signing_power"
    assert problem.message == "no test needs this fact"


def test_lines_that_do_the_same_are_needed_by_none() -> None:
    rules = rules_of("p2, person, authenticated\np2, person, officer\np, person, viewer, read\n")
    cases = [case for case in shipped_cases() if case.right.resource == "viewer" and not case.person.role]

    assert [problem.line for problem in coverage(rules, cases).not_needed] == [2]


def test_nearly_everything_is_never_told_as_everything() -> None:
    assert Coverage(9_999, 1, (RULES.lines[0].problem_with_all("no"),)).percent == 99.9


def test_the_answers_are_those_of_the_proof() -> None:
    asked = tuple((case.person, case.right) for case in shipped_cases() if not case.person.role)
    decisions = work_out(RULES)

    assert answers(RULES, asked) == tuple(
        any(right in decisions[candidate.facts] for candidate in person.candidates) for person, right in asked
    )


def test_a_new_rule_without_a_test_fails_below_the_bound_and_only_below(edited: Edit) -> None:
    folder = edited("p, officer, history, read", "p, officer, history, read\np, mandated_provider, manager, read")
    (folder / "tests" / "manager.yaml").unlink()
    answer = run(folder, "--coverage")

    assert answer.exit_code == 1
    assert "no test needs this line\n  p, mandated_provider, manager, read" in answer.output
    assert "less than 100 %" in answer.output
    assert run(folder).exit_code == 0
    assert run(folder, "--coverage", "--fail-under", "50").exit_code == 0
    assert run(folder, "--coverage", "--fail-under", "99.5").exit_code == 1


def test_a_bound_without_coverage_is_a_wrong_usage(folder: Path) -> None:
    assert run(folder, "--fail-under", "50").exit_code == 2
    assert run(folder, "--coverage", "--fail-under", "101").exit_code == 2
