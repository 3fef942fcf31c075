"""What no rules may allow and all rules must allow: proved over every set of facts, with a counterexample."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.authorization.casbin_engine import ask_everything, load_rules, misread
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.fact_mask import mask_of
from gateway.authorization.invariants import FLOOR, Kind, parse_invariants
from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.problem import PolicyRefused, Problem
from gateway.authorization.proof import prove, work_out
from gateway.authorization.rules import parse_rules
from gateway.domain.facts import Fact
from gateway.domain.rights import Right

Edit = Callable[..., Path]
LAW = {
    Fact.AUTHENTICATED,
    Fact.HIGH_ASSURANCE,
    Fact.REGISTERED_IN_STATUTES,
    Fact.MANDATE_ACTIVE,
    Fact.FUNCTION_REPRESENTS,
    Fact.SIGNING_POWER,
}
RESERVED = (
    "manager designate, manager replace, ebox activate, account request_closure, account cancel_closure,"
    " mandate_as_principal draft, mandate_as_principal withdraw,"
    " mandate_as_principal sign, mandate_as_principal refuse, mandate_as_principal amend, mandate_as_principal end,"
    " mandate_as_mandatary sign, mandate_as_mandatary refuse, mandate_as_mandatary amend, mandate_as_mandatary end"
)
DEFINITION = (
    "authenticated & high_assurance & registered_in_statutes & mandate_active & function_represents & signing_power"
)


def refusal(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    return refused.value.problems


def without_invariants(folder: Path) -> Path:
    (folder / "invariants.csv").write_text("")
    return folder


def test_the_floor_is_the_rule_of_the_law() -> None:
    floor = {only.right: set(only.alternatives) for only in FLOOR}
    manager = frozenset({Fact.AUTHENTICATED, Fact.DESIGNATED, Fact.DESIGNATION_ACTIVE})
    officer = frozenset({Fact.AUTHENTICATED, Fact.HIGH_ASSURANCE, Fact.OFFICER})
    expected = {Right(*right.split()): {frozenset(LAW)} for right in RESERVED.split(", ")}
    expected[Right("manager", "read_contact")] = {frozenset(LAW), manager}
    expected[Right("history", "read")] = {frozenset(LAW), manager, officer}
    expected[Right("account", "confirm_closure")] = {officer}
    assert floor == expected


def test_the_shipped_file_says_the_floor_and_both_directions_of_the_rule() -> None:
    problems: list[Problem] = []
    rows = parse_invariants("", (shipped_policies() / "invariants.csv").read_bytes(), problems)
    only = {(row.right, frozenset(row.alternatives)) for row in rows if row.kind is Kind.ONLY}
    always = {row.right for row in rows if row.kind is Kind.ALWAYS}
    assert not problems
    assert only == {(row.right, frozenset(row.alternatives)) for row in FLOOR}
    assert always == {Right(*right.split()) for right in RESERVED.split(", ")} | {Right("account", "confirm_closure")}


@pytest.mark.parametrize("emptied", [False, True], ids=["with the file", "with an empty file"])
@pytest.mark.parametrize("fact", sorted(LAW))
def test_a_legal_representative_lacks_no_fact_of_the_law(edited: Edit, fact: str, emptied: bool) -> None:
    facts = [word for word in DEFINITION.split(" & ") if word != fact]
    folder = edited(DEFINITION, " & ".join(facts))
    (problem,) = refusal(without_invariants(folder) if emptied else folder)
    assert Path(problem.file).name == "policy.csv"
    assert problem.text == f"p2, legal_representative, {' & '.join(facts)}"
    assert problem.message.startswith("With these rules a person with ")
    assert f", without {fact}, may MANAGER_DESIGNATE, MANAGER_REPLACE, EBOX_ACTIVATE, " in problem.message
    assert ("the gateway itself forbids it" in problem.hint) is emptied


@pytest.mark.parametrize("right", RESERVED.split(", "))
def test_no_other_role_is_given_what_is_reserved_even_without_the_file(edited: Edit, right: str) -> None:
    resource, verb = right.split()
    rule = f"p, chief_access_manager, {resource}, {verb}"
    (problem,) = refusal(without_invariants(edited("p, public, company, read", f"{rule}\np, public, company, read")))
    assert problem.text == rule
    assert problem.hint.endswith(f"lets chief_access_manager {verb}; the gateway itself forbids it")


def test_the_counterexample_is_the_smallest_and_a_sentence(edited: Edit) -> None:
    (problem,) = refusal(edited("p, person, viewer, read", "p, person, viewer, read\np, officer, manager, designate"))
    assert problem.message == (
        "With these rules a person with authenticated, high_assurance and officer, without registered_in_statutes,"
        " mandate_active, function_represents and signing_power, may MANAGER_DESIGNATE."
    )
    assert problem.hint == (
        "line 27 makes them officer, line 53 lets officer designate; line 11 of invariants.csv forbids it"
    )


def test_what_everybody_could_do_is_told_of_anybody_at_all(edited: Edit) -> None:
    (problem,) = refusal(edited("p, public, company, read", "p, public, company, read\np, public, ebox, activate"))
    assert problem.message.startswith("With these rules anybody at all, without authenticated, registered_in_statutes,")
    assert problem.message.endswith(" and high_assurance, may EBOX_ACTIVATE.")


def test_two_unlawful_lines_are_two_problems(edited: Edit) -> None:
    rules = "p, public, company, read\np, officer, ebox, activate\np, public, ebox, activate"
    problems = refusal(edited("p, public, company, read", rules))
    assert [problem.text for problem in problems] == rules.splitlines()[1:]


def test_two_unlawful_definitions_of_a_role_are_two_problems(edited: Edit) -> None:
    lines = [f"p2, legal_representative, authenticated & {fact}" for fact in ("officer", "designated")]
    folder = edited("p2, person, authenticated", "\n".join(["p2, person, authenticated", *lines]))
    problems = refusal(folder)
    assert {problem.text for problem in problems} == set(lines)
    assert problems[0].message.startswith("With these rules a person with authenticated and officer, without ")


def test_what_a_lawful_role_may_beyond_the_law_is_shown_line_by_line(edited: Edit) -> None:
    lines = ["p, officer, manager, designate", "p, officer, ebox, activate"]
    problems = refusal(edited("p, person, viewer, read", "\n".join(["p, person, viewer, read", *lines])))
    assert [problem.text for problem in problems] == lines


def test_a_role_that_includes_a_representative_is_shown_at_that_line(edited: Edit) -> None:
    folder = edited("g, chief_access_manager, person", "g, chief_access_manager, legal_representative")
    (problem,) = refusal(folder)
    assert problem.text == "g, chief_access_manager, legal_representative"
    assert "lets chief_access_manager include legal_representative" in problem.hint


def test_a_right_that_must_be_given_is_missed_at_its_invariant(edited: Edit) -> None:
    (problem,) = refusal(edited("p, legal_representative, ebox, activate\n", ""))
    assert (Path(problem.file).name, problem.text.split(", ", 1)[0]) == ("invariants.csv", "always")
    assert problem.message == (
        "With these rules a person with authenticated, registered_in_statutes, mandate_active, function_represents,"
        " signing_power and high_assurance may not EBOX_ACTIVATE."
    )


def test_a_promise_without_the_line_is_no_problem(edited: Edit) -> None:
    folder = edited("p, legal_representative, ebox, activate\n", "")
    (folder / "invariants.csv").write_text("only, authenticated, account, confirm_closure\n")
    assert load_policy(folder).rules


def test_a_promise_against_the_floor_is_refused(edited: Edit) -> None:
    row = "always, authenticated & designated, manager, replace"
    folder = without_invariants(edited("p, person, viewer, read", "p, person, viewer, read\n"))
    (folder / "invariants.csv").write_text(row)
    (problem,) = refusal(folder)
    assert (problem.line, problem.column, problem.length) == (1, 9, len("authenticated & designated"))
    assert problem.message == "no rules can satisfy this"
    assert problem.hint.startswith("the gateway itself reserves it for authenticated & registered_in_statutes & ")


def test_two_rows_that_contradict_each_other_are_refused(folder: Path) -> None:
    rows = "only, officer | designated, ebox, read\nalways, officer | authenticated, ebox, read\n"
    (folder / "invariants.csv").write_text(rows)
    (problem,) = refusal(folder)
    assert (problem.line, problem.hint) == (2, "line 1 of invariants.csv reserves it for officer | designated")


def test_a_row_of_ones_own_is_proved_like_the_shipped_ones(folder: Path) -> None:
    (folder / "invariants.csv").write_text("# a comment\nonly, high_assurance, ebox, read\n")
    problems = refusal(folder)
    assert [problem.text for problem in problems] == [
        f"p, {role}, ebox, read" for role in ("registered_officer", "chief_access_manager", "mandated_provider")
    ]
    assert all(problem.hint.endswith("line 2 of invariants.csv forbids it") for problem in problems)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("never, officer, ebox, read", 1, 'unknown kind of invariant "never"'),
        ("only, officer, ebox", 20, "3 words, but 4 are expected"),
        ("only, officer | , ebox, read", 16, "no fact here"),
        ("only, officer & officr, ebox, read", 17, 'unknown fact "officr"'),
        ("only, officer, ebox, activat", 22, 'unknown verb of ebox "activat"'),
        ("only, officer, ebox, read # so", 27, "a comment behind a rule"),
    ],
)
def test_a_mistake_in_the_invariants_is_shown_where_it_is(folder: Path, row: str, column: int, message: str) -> None:
    (folder / "invariants.csv").write_text(f"# first\n{row}\n")
    (problem,) = refusal(folder)
    assert (problem.line, problem.column, problem.message) == (2, column, message)


def test_an_invariant_that_stands_twice_is_refused(folder: Path) -> None:
    (folder / "invariants.csv").write_text(
        "only, officer | designated, ebox, read\nonly, designated|officer, ebox, read"
    )
    assert "this invariant stands already in line 1" in {problem.message for problem in refusal(folder)}


def test_a_table_that_says_something_else_than_the_rules_is_refused(folder: Path) -> None:
    content = (folder / "policy.csv").read_bytes()
    rules = parse_rules("policy.csv", content, [])
    table = ask_everything(load_rules(content))
    held = list(table.held)
    held[mask_of({Fact.OFFICER})] ^= 1
    (problem,) = prove(rules, (), DecisionTable(held, table.granted))
    assert problem.message == "PyCasbin and the gateway do not agree on a person with officer."
    granted = {**table.granted, Right("ebox", "read"): 1}
    (problem,) = prove(rules, (), DecisionTable(table.held, granted))
    assert problem.message == "PyCasbin and the gateway do not agree on anybody at all."


def test_rules_that_pycasbin_does_not_hold_as_written_are_refused(folder: Path) -> None:
    content = (folder / "policy.csv").read_bytes()
    lines = parse_rules("policy.csv", content, []).lines
    assert misread(load_rules(content), "policy.csv", lines) == []
    dropped = misread(load_rules(content.replace(b"p, officer, history, read\n", b"")), "policy.csv", lines)
    assert "p, officer, history, read" in {problem.text for problem in dropped}
    added = misread(load_rules(content + b"g, officer, legal_representative\n"), "policy.csv", lines)
    assert [problem.message for problem in added] == ["PyCasbin reads a rule that does not stand here"]


def test_every_decision_of_the_rules_is_worked_out() -> None:
    rules = parse_rules("", (shipped_policies() / "policy.csv").read_bytes(), [])
    decisions = work_out(rules)
    assert len(decisions) == 2**11
    allowed = {facts for facts, rights in decisions.items() if Right("manager", "designate") in rights}
    assert allowed == {facts for facts in decisions if facts >= LAW}
