"""`gateway policy check`: what an author reads about a folder, and how the command ends."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.cli import main

Edit = Callable[..., Path]
RULE = "p, legal_representative, manager, designate"
AT = 76


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)


def check(*options: str, policies: str = "policies") -> Result:
    return CliRunner().invoke(main, ["policy", "check", "--policies", policies, *options])


def test_the_shipped_folder_is_told_in_one_line_without_a_warning(folder: Path) -> None:
    answer = check("--strict")

    lines = (folder / "policy.csv").read_text().splitlines(), (folder / "invariants.csv").read_text().splitlines()
    rules, invariants = (sum(line[:1] not in ("", "#") for line in each) for each in lines)
    version = load_policy(shipped_policies()).version
    assert answer.output == f"policies: {rules} rules, 7 roles, {invariants} invariants, version {version}.\n"
    assert answer.exit_code == 0


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        (
            'p, "legal_representative", manager, designate',
            4,
            [
                "a quote",
                '  p, "legal_representative", manager, designate',
                "     ^",
                "  words are written without quotes",
            ],
        ),
        (
            "p,\tlegal_representative, manager, designate",
            3,
            ["a tab", "  p, legal_representative, manager, designate", "    ^", "  use blanks"],
        ),
        (
            "p, person, ebox, read # for all",
            23,
            [
                "a comment behind a rule",
                "  p, person, ebox, read # for all",
                "                        ^^^^^^^^^",
                "  a comment has a line of its own",
            ],
        ),
        (
            "p, person, ebox",
            16,
            [
                "3 words, but 4 are expected",
                "  p, person, ebox",
                "                 ^",
                "  write p, role, resource, verb",
            ],
        ),
        (
            "p, person, ebox, read, allow",
            24,
            [
                "5 words, but 4 are expected",
                "  p, person, ebox, read, allow",
                "                         ^^^^^",
                "  every line allows; what no line allows is denied, and no line takes a right away",
            ],
        ),
        (
            "g, officer, person,",
            19,
            ["a comma too many", "  g, officer, person,", "                    ^", "  write g, role, included role"],
        ),
        (
            "q, person, ebox, read",
            1,
            ['unknown kind of rule "q"', "  q, person, ebox, read", "  ^", "  known are p, p2, g"],
        ),
        (
            "p, persn, ebox, read",
            4,
            ['unknown role "persn"', "  p, persn, ebox, read", "     ^^^^^", '  did you mean "person"?'],
        ),
        (
            "p, person, eboxes, read",
            12,
            ['unknown resource "eboxes"', "  p, person, eboxes, read", "             ^^^^^^", '  did you mean "ebox"?'],
        ),
        (
            "p, person, ebox, activte",
            18,
            [
                'unknown verb of ebox "activte"',
                "  p, person, ebox, activte",
                "                   ^^^^^^^",
                '  did you mean "activate"?',
            ],
        ),
        (
            "p2, person, authentcated",
            13,
            [
                'unknown fact "authentcated"',
                "  p2, person, authentcated",
                "              ^^^^^^^^^^^^",
                '  did you mean "authenticated"?',
            ],
        ),
        (
            "p , legal_representative , manager , designate",
            1,
            [
                f"this rule stands already in line {AT}",
                "  p , legal_representative , manager , designate",
                "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
            ],
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_the_line_a_caret_and_what_is_right(
    edited: Edit, line: str, column: int, told: list[str]
) -> None:
    edited(RULE, f"{RULE}\n{line}")
    answer = check()

    assert answer.output.splitlines() == [
        f"policies/policy.csv:{AT + 1}:{column}: {told[0]}",
        *told[1:],
        "",
        "policies is refused: 1 problem.",
    ]
    assert answer.exit_code == 1


def test_a_byte_order_mark_is_told_although_it_cannot_be_seen(folder: Path) -> None:
    file = folder / "policy.csv"
    file.write_bytes(b"\xef\xbb\xbf" + b"p, public, company, read\n" + file.read_bytes())
    answer = check()

    assert answer.output.splitlines()[:4] == [
        "policies/policy.csv:1:1: a byte order mark",
        "  \N{REPLACEMENT CHARACTER}p, public, company, read",
        "  ^",
        "  save the file as UTF-8 without BOM",
    ]
    assert answer.exit_code == 1


def test_every_mistake_of_every_file_is_told_at_once(edited: Edit) -> None:
    edited("p, public, company, read", "p, pubic, compny, read")
    edited("g, person, public", "g, person")
    edited("only, auth", "ony, auth", "invariants.csv")
    answer = check()

    places = [line.split(": ")[0] for line in answer.output.splitlines() if line.startswith("policies/")]
    assert places == [
        "policies/invariants.csv:11:1",
        "policies/policy.csv:33:10",
        "policies/policy.csv:46:4",
        "policies/policy.csv:46:11",
    ]
    assert answer.output.endswith("\n\npolicies is refused: 4 problems.\n")


def test_an_unlawful_rule_is_told_with_somebody_who_could_do_what_they_must_not(edited: Edit) -> None:
    edited(RULE, f"{RULE}\np, officer, manager, designate")
    answer = check()

    assert answer.output.splitlines()[:4] == [
        f"policies/policy.csv:{AT + 1}:1: With these rules a person with authenticated, high_assurance and officer,"
        " without registered_in_statutes, mandate_active, function_represents and signing_power,"
        " may MANAGER_DESIGNATE.",
        "  p, officer, manager, designate",
        "  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        f"  line 27 makes them officer, line {AT + 1} lets officer designate; line 11 of invariants.csv forbids it",
    ]
    assert answer.exit_code == 1


def test_a_warning_is_told_and_ends_with_0_unless_the_author_is_strict(edited: Edit) -> None:
    edited(RULE, f"{RULE}\np, officer, company, read")
    answer = check()

    *told, last = answer.output.splitlines()
    assert told == [
        f"policies/policy.csv:{AT + 1}:1: warning: this line changes nothing: officer may COMPANY_READ without it",
        "  p, officer, company, read",
        "  ^^^^^^^^^^^^^^^^^^^^^^^^^",
        "  line 46 grants it to public, line 38 lets officer include person, line 33 lets person include public",
        "",
    ]
    assert re.fullmatch(r"policies: \d+ rules, 7 roles, \d+ invariants, version [0-9a-f]{12}, 1 warning\.", last)
    assert (answer.exit_code, check("--strict").exit_code) == (0, 1)


def test_nothing_odd_is_looked_for_while_something_is_wrong(edited: Edit) -> None:
    edited(RULE, f"{RULE}\np, officer, company, read\np, officer, company, reed")

    assert "warning" not in check().output


def test_a_folder_without_a_file_is_refused_and_one_that_is_not_there_is_wrong_usage(folder: Path) -> None:
    (folder / "invariants.csv").unlink()
    incomplete, nowhere = check(), check(policies="elsewhere")

    assert incomplete.output.splitlines() == [
        "policies/invariants.csv:1:1: this file is missing",
        "  a policy has model.conf, policy.csv, invariants.csv",
        "",
        "policies is refused: 1 problem.",
    ]
    assert (incomplete.exit_code, nowhere.exit_code) == (1, 2)
    assert (nowhere.stdout, nowhere.stderr) == ("", "There is no folder elsewhere.\n")


def test_the_folder_of_the_environment_is_checked_where_none_is_named(
    edited: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_POLICIES", str(edited(RULE, "p, nobody")))

    assert CliRunner().invoke(main, ["policy", "check"]).exit_code == 1


@pytest.mark.parametrize("how", ["text", "json", "github", "sarif"])
def test_what_may_be_somebodys_number_is_told_in_no_format(edited: Edit, how: str) -> None:
    edited(RULE, f"{RULE}\np, 02.07.09-902.83, manager, designate\np, 02070990283, manager, designate")
    answer = check("--format", how)

    assert answer.exit_code == 1
    assert "0207" not in answer.output
    assert "902" not in answer.output
