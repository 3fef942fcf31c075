"""What is odd about rules that are lawful: found exactly, pointed to, and explained by the line that is behind it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.authorization.policy import shipped_policies
from gateway.authorization.problem import Problem
from gateway.authorization.proof import work_out
from gateway.authorization.rules import Rules, parse_rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Role
from gateway.workbench.kind import Finding
from gateway.workbench.lint import lint
from gateway.workbench.superfluous import rights_of_roles, superfluous

SHIPPED = (shipped_policies() / "policy.csv").read_text()
EVERY_RIGHT = "".join(f"p, public, {right.resource}, {right.verb}\n" for right in RIGHTS)


def parsed(text: str) -> Rules:
    problems: list[Problem] = []
    rules = parse_rules("policy.csv", text.encode(), problems)
    assert problems == []
    return rules


def found(text: str) -> list[Finding]:
    return lint(parsed(text), "policy.csv")


def told(text: str, *, about_rights: bool = False) -> list[tuple[str, str, str, str]]:
    """Kind, line, message and hint of each finding; rights that no line grants are left out unless asked for."""
    return [
        (finding.kind.name, finding.problem.text, finding.problem.message, finding.problem.hint)
        for finding in found(text)
        if finding.problem.text or about_rights
    ]


def test_nothing_is_odd_about_the_shipped_rules() -> None:
    assert found(SHIPPED) == []


def test_the_shipped_rights_that_facts_alone_would_give_are_no_oddity_since_each_role_has_them_by_its_own_line() -> (
    None
):
    """Who is a legal representative is a registered officer too. Yet what each may stands there for each role."""
    line = "p, legal_representative, account, read\n"
    before, after = parsed(SHIPPED), parsed(SHIPPED.replace(line, ""))

    assert work_out(before) == work_out(after)
    assert rights_of_roles(before) != rights_of_roles(after)


@pytest.mark.parametrize(
    ("line", "kind", "message", "hint"),
    [
        (
            "p, officer, viewer, read",
            "superfluous-right",
            "this line changes nothing: officer may VIEWER_READ without it",
            "line 52 grants it to person, line 38 lets officer include person",
        ),
        (
            "g, officer, public",
            "superfluous-inclusion",
            "this line changes nothing: officer includes public without it",
            "line 38 lets officer include person, line 33 lets person include public",
        ),
        (
            "g, chief_access_manager, mandated_provider",
            "superfluous-inclusion",
            "this line changes nothing: chief_access_manager may all that mandated_provider may without it",
            "line 46 grants COMPANY_READ, line 47 grants REPRESENTATIVES_READ, line 48 grants APPLICATION_GROUP_READ,"
            " line 49 grants POLICY_READ, line 52 grants VIEWER_READ, line 57 grants ACCOUNT_READ,"
            " line 62 grants EBOX_READ",
        ),
        (
            "p2, officer, authenticated & high_assurance & officer & designated",
            "superfluous-definition",
            "this line changes nothing: whoever it makes officer is officer without it",
            "line 27 makes them officer, and asks for less",
        ),
        (
            "p2, mandated_provider, authenticated & designation_active & designated",
            "idle-definition",
            "this line gives nobody a right: whoever it makes mandated_provider may all that without it",
            "line 21 makes them chief_access_manager",
        ),
    ],
)
def test_a_line_that_changes_nothing_names_the_line_that_makes_it_superfluous(
    line: str, kind: str, message: str, hint: str
) -> None:
    assert told(f"{SHIPPED}{line}\n") == [(kind, line, message, hint)]


def test_a_definition_may_be_superfluous_through_several_other_roles_together() -> None:
    rules = """
p2, person, authenticated
p2, mandated_provider, provider_mandate_active
p2, officer, authenticated & provider_mandate_active & officer
p, person, viewer, read
p, mandated_provider, ebox, read
p, officer, viewer, read
p, officer, ebox, read
"""
    ((kind, text, _, hint),) = told(rules)

    assert (kind, text) == ("idle-definition", "p2, officer, authenticated & provider_mandate_active & officer")
    assert hint == "line 2 makes them person and line 3 makes them mandated_provider"
    assert told(rules.replace("p, mandated_provider, ebox", "p, mandated_provider, account")) == []


def test_what_asks_for_less_makes_the_other_superfluous_wherever_it_stands() -> None:
    rules = "p2, person, authenticated & designated\np2, person, authenticated\np, person, viewer, read\n"

    assert [text for _, text, _, _ in told(rules)] == ["p2, person, authenticated & designated"]


def test_anyone_asks_for_nothing() -> None:
    rules = "p2, person, authenticated\np2, person, anyone\np, person, viewer, read\n"

    assert [text for _, text, _, _ in told(rules)] == ["p2, person, authenticated"]


def test_of_two_lines_that_make_each_other_superfluous_only_the_later_is_named() -> None:
    rules = """
p2, officer, officer
p, public, company, read
p2, public, anyone
g, officer, person
g, officer, mandated_provider
g, person, public
g, mandated_provider, public
p2, person, authenticated
p2, mandated_provider, provider_mandate_active
p, person, viewer, read
p, officer, ebox, read
p, mandated_provider, account, read
"""
    assert told(rules) == []
    alike = rules.replace("p, person, viewer, read\n", "").replace("p, mandated_provider, account, read\n", "")
    assert [text for kind, text, _, _ in told(alike) if kind == "superfluous-inclusion"] == [
        "g, officer, mandated_provider",
    ]


def test_a_role_that_no_line_makes_is_told_at_the_first_line_that_speaks_of_it() -> None:
    rules = SHIPPED.replace("p2, mandated_provider, authenticated & provider_mandate_active\n", "")

    assert told(rules) == [
        (
            "role-of-nobody",
            "g, mandated_provider, person",
            "nobody is mandated_provider",
            'no line makes anybody mandated_provider: write "p2, mandated_provider, ..." with its facts',
        )
    ]
    (finding,) = found(rules)
    assert (finding.problem.column, finding.problem.length) == (4, len("mandated_provider"))


def test_a_role_that_is_only_included_has_nobody_either() -> None:
    rules = "p2, officer, officer\ng, officer, person\np, person, viewer, read\n"

    assert [(kind, text) for kind, text, _, _ in told(rules)] == [("role-of-nobody", "g, officer, person")]


def test_a_fact_that_is_called_like_a_role_does_not_speak_of_it() -> None:
    assert told("p2, person, officer\np, person, viewer, read\n") == []


def test_a_role_of_which_no_line_speaks_is_no_oddity() -> None:
    assert told("p2, public, anyone\n" + EVERY_RIGHT) == []


def test_a_role_without_a_right_is_told_at_its_definition() -> None:
    rules = "p2, public, anyone\np2, officer, officer\np2, officer, designated\n" + EVERY_RIGHT

    assert told(rules) == [
        (
            "role-without-right",
            "p2, officer, officer",
            "officer may nothing",
            "no line grants officer a right, or lets it include a role that has one",
        )
    ]
    (finding,) = found(rules)
    assert (finding.problem.line, finding.problem.column, finding.problem.length) == (2, 5, len("officer"))


def test_a_role_without_a_right_passes_none_on() -> None:
    rules = "p2, public, anyone\np2, person, authenticated\ng, officer, person\np2, officer, officer\n" + EVERY_RIGHT

    assert ("g, officer, person", "this line changes nothing: person has no right to pass on") in [
        (text, message) for _, text, message, _ in told(rules)
    ]


def test_a_right_of_nobody_is_told_at_each_line_that_grants_it() -> None:
    rules = SHIPPED.replace("p2, officer, authenticated & high_assurance & officer\n", "")

    assert ("right-of-nobody", "p, officer, account, confirm_closure") in [
        (kind, text) for kind, text, _, _ in told(rules)
    ]
    assert "p, officer, account, read" not in [text for _, text, _, _ in told(rules)]


def test_a_right_that_a_role_of_somebody_includes_is_no_right_of_nobody() -> None:
    rules = "p2, officer, officer\ng, officer, person\np, person, viewer, read\n"

    assert "right-of-nobody" not in [kind for kind, *_ in told(rules)]


def test_rights_that_no_line_grants_are_told_of_the_file_as_a_whole() -> None:
    rules = SHIPPED.replace("p, public, company, read\n", "").replace("p, public, policy, read\n", "")

    assert told(rules, about_rights=True) == [
        ("right-of-nobody", "", "nobody may COMPANY_READ, POLICY_READ", "no line grants it to any role")
    ]


def test_findings_are_told_in_the_order_of_the_file() -> None:
    rules = SHIPPED.replace("p2, public, anyone\n", "") + "g, officer, public\np, officer, company, read\n"
    lines = [finding.problem.line for finding in found(rules)]

    assert lines == sorted(lines)
    assert len(lines) == 3


ORDER = list(Role)
FACTS = ("anyone", "officer", "designated", "officer & designated", "officer & signing_power")
LINES = [
    "p2, public, anyone",
    *(f"p2, {role}, {facts}" for role in ORDER[1:] for facts in FACTS),
    *(f"p, {role}, {resource}, read" for role in ORDER for resource in ("company", "ebox")),
    *(f"g, {role}, {other}" for role in ORDER for other in ORDER[: ORDER.index(role)]),
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), unique=True, max_size=14))
def test_exactly_the_lines_without_which_nothing_changes_are_named(lines: list[str]) -> None:
    """Against the decisions that the proof works out, for every set of facts of somebody who is there."""

    def without(numbers: set[int]) -> Rules:
        return parsed("\n".join("" if number in numbers else line for number, line in enumerate(lines, 1)))

    rules = without(set())
    named = {finding.problem.line for finding in superfluous(rules)}
    good_for_nothing = {d.line.number for d in rules.definitions if not rights_of_roles(rules)[d.role]}

    assert same(rules, without(named))
    for finding in superfluous(rules):
        behind = {int(number) for number in re.findall(r"line (\d+)", finding.problem.hint)}
        assert behind <= set(range(1, len(lines) + 1)) - named
        assert behind or "has no right to pass on" in finding.problem.message
    for number in set(range(1, len(lines) + 1)) - named - good_for_nothing:
        assert not same(rules, without({*named, number}))


def same(one: Rules, other: Rules) -> bool:
    """Whether every role has the same rights, and everybody may the same."""
    if rights_of_roles(one) != rights_of_roles(other):
        return False
    mine, theirs = work_out(one), work_out(other)
    return all(mine[facts] == theirs[facts] for facts in mine if Fact.ANYONE in facts)
