"""`gateway policy why`: who may, who may not, and by which lines."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import shipped_policies
from gateway.authorization.vocabulary import RIGHTS
from gateway.cli import main
from gateway.demo.folder import DemoFolder
from gateway.demo.personas import PERSONAS
from gateway.demo.start import make_world
from gateway.demo.world import LAMBERT, MAES
from gateway.domain.facts import Fact
from gateway.domain.rights import Role
from gateway.domain.standing import Candidate
from gateway.workbench.opened import open_policy
from gateway.workbench.why import explained

REPRESENTATIVE = "authenticated,high_assurance,registered_in_statutes,mandate_active,function_represents,signing_power"

Why = Callable[..., Result]
Edit = Callable[..., Path]


@pytest.fixture
def why(monkeypatch: pytest.MonkeyPatch) -> Why:
    """Ask in this process; what is printed on both streams is in `output`."""
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)
    return lambda *words: CliRunner().invoke(main, ["policy", "why", *map(str, words)])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was started once."""
    folder = DemoFolder(tmp_path_factory.mktemp("demo") / "demo")
    folder.make()
    make_world(folder)
    return folder.path


def line_of(folder: Path, text: str) -> str:
    """The place of a line that stands in the rules, as it is printed."""
    lines = (folder / "policy.csv").read_text().splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line == text)
    return f"{(folder / 'policy.csv').as_posix()}:{number}: {text}"


def test_an_allowed_act_shows_the_line_of_the_role_and_the_line_of_the_right(why: Why, folder: Path) -> None:
    answer = why("--facts", REPRESENTATIVE, "--action", "MANAGER_DESIGNATE", "--policies", folder)

    assert answer.exit_code == 0
    assert answer.output.startswith("MANAGER_DESIGNATE: allowed\n")
    definition = next(line for line in (folder / "policy.csv").read_text().splitlines() if "signing_power" in line)
    assert line_of(folder, definition) in answer.output
    assert line_of(folder, "p, legal_representative, manager, designate") in answer.output


def test_a_right_through_an_included_role_shows_the_line_that_includes_it(why: Why, folder: Path) -> None:
    answer = why("--facts", "authenticated", "--action", "COMPANY_READ", "--policies", folder)

    assert answer.exit_code == 0
    assert line_of(folder, "g, person, public") in answer.output
    assert "includes public" in answer.output


def test_a_denied_act_names_each_role_that_would_do_and_what_is_missing_for_it(why: Why, folder: Path) -> None:
    answer = why("--facts", "authenticated", "--action", "ACCOUNT_READ", "--policies", folder)

    assert answer.exit_code == 1
    assert re.findall(r"would do: (\w+)", answer.output) == [
        "mandated_provider",
        "registered_officer",
        "chief_access_manager",
        "officer",
        "legal_representative",
    ]
    assert "lacks registered_in_statutes and mandate_active\n" in answer.output
    assert line_of(folder, "p, mandated_provider, account, read") in answer.output


def test_alternatives_are_each_named_with_their_own_line(why: Why, edited: Edit) -> None:
    more = "p2, officer, authenticated & designated\np2, officer, authenticated & high_assurance & officer"
    folder = edited("p2, officer, authenticated & high_assurance & officer", more)
    law = folder / "invariants.csv"
    law.write_text("\n".join(line for line in law.read_text().splitlines() if not line.startswith("only")) + "\n")
    rules = folder / "policy.csv"
    kept = (line for line in rules.read_text().splitlines() if line != "p, officer, history, read")
    rules.write_text("\n".join(line for line in kept if "confirm_closure" not in line) + "\n")
    law.write_text("\n".join(line for line in law.read_text().splitlines() if "confirm_closure" not in line) + "\n")

    answer = why("--facts", "authenticated", "--action", "MANAGER_READ", "--policies", folder, "--format", "json")

    officer = next(role for role in json.loads(answer.output)["judged"][0]["wouldDo"] if role["role"] == "officer")
    assert [lack["facts"] for lack in officer["lacks"]] == [["designated"], ["high_assurance", "officer"]]
    assert officer["lacks"][0]["by"]["text"] == "p2, officer, authenticated & designated"


def test_the_reason_is_that_of_the_deciding_table_for_every_right_and_many_facts() -> None:
    opened, today = open_policy(shipped_policies()), date(2026, 6, 1)
    for facts in (set(), {"authenticated"}, set(REPRESENTATIVE.split(",")[:4]), set(REPRESENTATIVE.split(","))):
        candidates = [Candidate(frozenset({Fact.ANYONE, *map(Fact, facts)}))]
        for right, action in RIGHTS.items():
            answer = explained(opened, action, right, candidates, today)

            assert answer.decision == opened.policy.table.decide(action, candidates, today, right=right)
            assert answer.decision.allowed is any(held.ways for judged in answer.judged for held in judged.held)
            for role in (role for judged in answer.judged for role in judged.would_do):
                for lack in role.lacks:
                    enough = candidates[0].facts | lack.facts
                    assert role.role in opened.policy.table.roles([Candidate(enough)])
                    assert all(
                        role.role not in opened.policy.table.roles([Candidate(enough - {fact})]) for fact in lack.facts
                    )


def test_two_functions_are_judged_one_by_one_and_never_together(why: Why) -> None:
    own = "authenticated,high_assurance,registered_in_statutes,function_represents"
    answer = why(
        *("--facts", f"{own},signing_power", "--facts", f"{own},mandate_active", "--action", "MANAGER_DESIGNATE")
    )

    assert answer.exit_code == 1
    assert "lacks mandate_active\n" in answer.output
    assert "lacks signing_power\n" in answer.output


def test_a_right_that_no_line_grants_is_said_to_be_granted_by_none(why: Why, edited: Edit) -> None:
    folder = edited("p, officer, manager, read\n", "")
    rules = folder / "policy.csv"
    rules.write_text("\n".join(line for line in rules.read_text().splitlines() if "ebox, read" not in line) + "\n")
    answer = why("--facts", REPRESENTATIVE, "--action", "EBOX_READ", "--policies", folder)

    assert answer.exit_code == 1
    assert "no line grants ebox, read to any role" in answer.output


def test_a_role_that_no_line_makes_is_said_to_be_out_of_reach(why: Why, edited: Edit) -> None:
    folder = edited("p2, mandated_provider, authenticated & provider_mandate_active\n", "")
    answer = why("--facts", "authenticated", "--action", "ACCOUNT_READ", "--policies", folder)

    assert "nobody can be: no line makes it" in answer.output


@pytest.mark.parametrize(
    ("name", "company", "reason"),
    [
        ("lea", LAMBERT, None),
        ("bruno", LAMBERT, "NO_SIGNING_POWER"),
        ("chantal", LAMBERT, "FUNCTION_ENDED"),
        ("marie", LAMBERT, "NO_SIGNING_POWER"),
        ("nadia", LAMBERT, "FUNCTION_NOT_STARTED"),
        ("weak-lea", LAMBERT, "ASSURANCE_TOO_LOW"),
        ("dries", MAES, "NO_FUNCTION"),
        ("petra", LAMBERT, "NO_ROLE"),
    ],
)
def test_a_persona_gets_the_answer_that_the_gateway_gives_them(
    name: str, company: str, reason: str | None, why: Why, demo: Path
) -> None:
    asked = ("--persona", name, "--company", company, "--action", "MANAGER_DESIGNATE", "--data", demo)
    answer = why(*asked, "--format", "json")

    assert json.loads(answer.output)["reason"] == reason
    assert answer.exit_code == (1 if reason else 0)
    assert PERSONAS[name].national_number not in answer.output


def test_a_persona_with_two_functions_is_told_both_and_the_sentence_of_the_best(why: Why) -> None:
    answer = why("--persona", "marie", "--company", LAMBERT, "--action", "MANAGER_DESIGNATE")

    assert "by the function of manager, from 2015-04-01 to " in answer.output
    assert "by the function of director, from " in answer.output
    assert "The gateway answers NO_SIGNING_POWER: You are registered as director" in answer.output


def test_a_started_demo_is_read_as_it_stands(why: Why, demo: Path, tmp_path: Path) -> None:
    asked = ("--persona", "dries", "--company", MAES, "--action", "HISTORY_READ", "--data", demo)

    assert "chief_access_manager" in why(*asked).output
    assert why(*asked).exit_code == 0
    assert why(*asked[:-1], tmp_path / "none").exit_code == 2


def test_the_other_side_of_a_mandate_is_the_wrong_party(why: Why) -> None:
    manager = ("--facts", "authenticated,designated,designation_active", "--action", "MANDATE_DRAFT", "--side")

    assert why(*manager, "mandatary").exit_code == 0
    answer = why(*manager, "principal")
    assert answer.exit_code == 1
    assert "MANDATE_DRAFT as principal: denied, WRONG_PARTY" in answer.output


def test_a_right_may_be_written_as_the_files_write_it(why: Why) -> None:
    answer = why(
        "--facts", "authenticated & designated & designation_active", "--action", "mandate_as_mandatary, draft"
    )

    assert answer.exit_code == 0
    assert answer.output.startswith("MANDATE_DRAFT as mandatary: allowed\n")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--facts", "signing_powr", "--action", "EBOX_READ"], 'did you mean "signing_power"?'),
        (["--facts", "anyone", "--action", "MANAGER_DESIGNAT"], 'did you mean "MANAGER_DESIGNATE"?'),
        (["--persona", "brun", "--company", LAMBERT, "--action", "EBOX_READ"], 'did you mean "bruno"?'),
        (["--persona", "lea", "--company", "0206731645", "--action", "EBOX_READ"], "knows no company 0206.731.645"),
        (["--persona", "lea", "--company", "12", "--action", "EBOX_READ"], "An enterprise number has ten digits"),
        (["--persona", "lea", "--action", "EBOX_READ"], "add --company"),
        (["--facts", "anyone", "--action", "MANDATE_SIGN"], "add --side principal or --side mandatary"),
        (["--facts", "anyone", "--action", "EBOX_READ", "--side", "principal"], "leave --side out"),
        (["--facts", "anyone", "--persona", "lea", "--action", "EBOX_READ"], "Say who asks"),
        (["--action", "EBOX_READ"], "Say who asks"),
        (["--facts", "anyone", "--company", LAMBERT, "--action", "EBOX_READ"], "go with --persona"),
    ],
)
def test_what_cannot_be_answered_ends_with_2_and_says_what_would_be_right(
    words: list[str], hint: str, why: Why
) -> None:
    answer = why(*words)

    assert answer.exit_code == 2
    assert hint in answer.stderr
    assert answer.stdout == ""


def test_a_number_typed_in_the_wrong_place_is_not_repeated(why: Why) -> None:
    number = PERSONAS["lea"].national_number

    assert number not in why("--facts", number, "--action", "EBOX_READ").output
    assert number not in why("--facts", "anyone", "--action", number).output
    assert number not in why("--persona", number, "--company", LAMBERT, "--action", "EBOX_READ").output
    assert number not in why("--persona", "lea", "--company", number, "--action", "EBOX_READ").output


def test_rules_that_would_be_refused_answer_nothing(why: Why, edited: Edit) -> None:
    folder = edited("p, officer, history, read", "p, person, manager, designate")
    answer = why("--facts", "authenticated", "--action", "MANAGER_DESIGNATE", "--policies", folder)

    assert answer.exit_code == 2
    assert "may MANAGER_DESIGNATE." in answer.stderr
    assert answer.stdout == ""


def test_every_role_that_would_do_is_one_that_the_decision_requires() -> None:
    opened = open_policy(shipped_policies())
    right = next(right for right in RIGHTS if right.resource == "history")
    answer = explained(opened, RIGHTS[right], right, [Candidate(frozenset({Fact.ANYONE}))], date(2026, 6, 1))

    assert {role.role for role in answer.judged[0].would_do} == set(answer.decision.requires)
    assert answer.judged[0].would_do[0].role in (Role.CHIEF_ACCESS_MANAGER, Role.OFFICER)
