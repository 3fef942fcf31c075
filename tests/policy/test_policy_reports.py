"""What `gateway policy check` says to programs: JSON, GitHub and SARIF 2.1.0, with kinds of problem that stay."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.policy import load_policy
from gateway.authorization.problem import Problem
from gateway.cli import main
from gateway.workbench.examination import examine
from gateway.workbench.kind import KINDS, Level, error
from gateway.workbench.report import Format, written

Edit = Callable[..., Path]
RULE = "p, legal_representative, manager, designate"
TYPO = "p, persn, ebox, read"
SUPERFLUOUS = "p, officer, company, read"


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def check(how: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["policy", "check", "--policies", "policies", "--format", how, *options])


def told_by(how: str) -> dict[str, Any]:
    return dict(json.loads(check(how).output))


def test_json_has_every_problem_with_its_place_and_kind(edited: Edit) -> None:
    edited(RULE, f"{RULE}\n{TYPO}\np, person, ebox")

    assert told_by("json") == {
        "folder": "policies",
        "accepted": False,
        "contents": None,
        "problems": [
            {
                "kind": "unknown-word",
                "level": "error",
                "file": "policies/policy.csv",
                "line": 77,
                "column": 4,
                "endColumn": 9,
                "text": TYPO,
                "message": 'unknown role "persn"',
                "hint": 'did you mean "person"?',
            },
            {
                "kind": "wrong-columns",
                "level": "error",
                "file": "policies/policy.csv",
                "line": 78,
                "column": 16,
                "endColumn": 16,
                "text": "p, person, ebox",
                "message": "3 words, but 4 are expected",
                "hint": "write p, role, resource, verb",
            },
        ],
    }


def test_json_says_what_is_in_a_folder_that_is_accepted(edited: Edit) -> None:
    folder = edited(RULE, f"{RULE}\n{SUPERFLUOUS}")
    told = told_by("json")

    assert told["accepted"] is True
    assert told["contents"] == {
        "rules": 64,
        "roles": 7,
        "invariants": 34,
        "version": load_policy(folder).version,
    }
    assert [(one["kind"], one["level"], one["line"]) for one in told["problems"]] == [
        ("superfluous-right", "warning", 77)
    ]


def test_github_shows_a_problem_beside_its_line(edited: Edit) -> None:
    edited(RULE, f"{RULE}\n{TYPO}")

    assert check("github").output.splitlines() == [
        "::error file=policies/policy.csv,line=77,endLine=77,col=4,endColumn=9,title=unknown-word"
        '::unknown role "persn"%0Adid you mean "person"?',
        "policies is refused: 1 problem.",
    ]


def test_github_warns_of_what_is_only_odd(edited: Edit) -> None:
    edited(RULE, f"{RULE}\n{SUPERFLUOUS}")

    assert check("github").output.startswith(
        "::warning file=policies/policy.csv,line=77,endLine=77,col=1,endColumn=26,title=superfluous-right"
        "::this line changes nothing: officer may COMPANY_READ without it%0Aline 46 grants it to public, "
    )


def test_nothing_in_a_name_or_a_message_becomes_a_command_of_github(tmp_path: Path, edited: Edit) -> None:
    folder = edited(RULE, f"{RULE}\np, 100%::error, ebox, read").rename(tmp_path / "a,b:c%d")

    told = written(examine(Path(folder.name)), Format.GITHUB).splitlines()[0]
    assert told.startswith("::error file=a%2Cb%3Ac%25d/policy.csv,line=77,")
    assert '::unknown role "100%25::error"%0A' in told


def test_sarif_is_of_version_2_1_0_and_declares_every_kind(folder: Path) -> None:
    told = told_by("sarif")

    assert set(told) == {"$schema", "version", "runs"}
    assert told["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert told["version"] == "2.1.0"
    (run,) = told["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"] == []
    driver = run["tool"]["driver"]
    assert driver["name"] == "gateway policy check"
    assert [rule["id"] for rule in driver["rules"]] == [kind.name for kind in KINDS]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert {rule["defaultConfiguration"]["level"] for rule in driver["rules"]} == {"error", "warning"}


def test_sarif_points_to_each_problem_and_its_kind(edited: Edit) -> None:
    edited(RULE, f"{RULE}\n{TYPO}\np, person, ebox")
    (run,) = told_by("sarif")["runs"]

    assert run["results"][0] == {
        "ruleId": "unknown-word",
        "ruleIndex": [kind.name for kind in KINDS].index("unknown-word"),
        "level": "error",
        "message": {"text": 'unknown role "persn"\ndid you mean "person"?'},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "policies/policy.csv"},
                    "region": {"startLine": 77, "startColumn": 4, "endColumn": 9},
                }
            }
        ],
    }
    missing = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert missing == {"startLine": 78, "startColumn": 16, "endColumn": 16}


def test_sarif_points_to_a_whole_file_at_its_beginning(folder: Path) -> None:
    (folder / "policy.csv").unlink()
    ((result,),) = (run["results"] for run in told_by("sarif")["runs"])

    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1, "startColumn": 1, "endColumn": 1}


def test_sarif_names_a_file_by_a_valid_uri(tmp_path: Path, folder: Path) -> None:
    (folder / "policy.csv").unlink()
    odd = folder.rename(tmp_path / "é rules")

    def uri(path: Path) -> object:
        told = json.loads(written(examine(path), Format.SARIF))
        return told["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert uri(Path(odd.name)) == "%C3%A9%20rules/policy.csv"
    assert uri(odd) == f"file://{tmp_path.as_posix()}/%C3%A9%20rules/policy.csv"


@pytest.mark.parametrize("how", ["json", "github", "sarif"])
def test_every_format_ends_alike(edited: Edit, how: str) -> None:
    edited(RULE, f"{RULE}\n{SUPERFLUOUS}")
    assert (check(how).exit_code, check(how, "--strict").exit_code) == (0, 1)
    edited(RULE, TYPO)
    assert check(how).exit_code == 1


def test_another_format_is_wrong_usage() -> None:
    assert check("xml").exit_code == 2


def test_the_names_of_the_kinds_stay() -> None:
    """Whoever tolerates a kind, or counts it, knows it by this name: add to the list, change nothing in it."""
    assert [kind.name for kind in KINDS if kind.level is Level.ERROR] == [
        *("unreadable-file", "not-utf-8", "byte-order-mark", "tab", "hidden-character", "foreign-character", "quote"),
        *("inline-comment", "wrong-columns", "unknown-word", "missing-word", "repeated-fact", "anyone-among-facts"),
        *("narrowed-public", "public-includes", "inclusion-circle", "duplicate", "contradictory-invariant"),
        *("foreign-model", "read-differently", "not-signed", "no-invariants", "broken-promise", "unlawful"),
        "refused",
    ]
    assert [kind.name for kind in KINDS if kind.level is Level.WARNING] == [
        *("superfluous-right", "superfluous-inclusion", "superfluous-definition", "idle-definition"),
        *("role-of-nobody", "role-without-right", "right-of-nobody"),
    ]
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda text: text.replace(b"p, person", b'p, "person"'), "quote"),
        (lambda text: text.replace(b"p, person", b"p,\tperson"), "tab"),
        (lambda text: text.replace(b"p, person", b"p, person\x00"), "hidden-character"),
        (lambda text: text.replace(b"p, person", "p, pérson".encode()), "foreign-character"),
        (lambda text: text + b"g, officer, public # too\n", "inline-comment"),
        (lambda text: text + b"g, officer\n", "wrong-columns"),
        (lambda text: text + b"g, officer, public,\n", "wrong-columns"),
        (lambda text: text + b"g, officer, publik\n", "unknown-word"),
        (lambda text: text + b"g, officer,\n", "missing-word"),
        (lambda text: text + b"p, officer, mandate_as_principal,\n", "missing-word"),
        (lambda text: text + b"g, officer, person\n", "duplicate"),
        (lambda text: text + b"g, person, officer\n", "inclusion-circle"),
        (lambda text: text + b"g, public, person\n", "public-includes"),
        (lambda text: text + b"p2, public, officer\n", "narrowed-public"),
        (lambda text: text + b"p2, person, officer & officer\n", "repeated-fact"),
        (lambda text: text + b"p2, person, officer & anyone\n", "anyone-among-facts"),
        (lambda text: text + b"p, person, ebox, activate\n", "unlawful"),
        (lambda text: text.replace(b"p, legal_representative, ebox, activate\n", b""), "broken-promise"),
        (lambda text: b"\xef\xbb\xbf" + text, "byte-order-mark"),
        (lambda text: b"# caf\xe9\n" + text, "not-utf-8"),
    ],
)
def test_every_kind_of_mistake_is_known_by_its_name(folder: Path, edit: Callable[[bytes], bytes], kind: str) -> None:
    file = folder / "policy.csv"
    file.write_bytes(edit(file.read_bytes()))

    assert {finding.kind.name for finding in examine(folder).findings} == {kind}


def test_mistakes_in_the_other_files_are_known_by_name_too(edited: Edit) -> None:
    edited("# A legal", "always, officer, manager, replace\n# A legal", "invariants.csv")
    edited("m2 = ", "m2 = true || ", "model.conf")

    assert {finding.kind.name for finding in examine(edited("# ", "#")).findings} == {
        "contradictory-invariant",
        "foreign-model",
    }


@pytest.mark.parametrize(
    "message", ["PyCasbin reads a rule that does not stand here", "PyCasbin does not read this line as it is written"]
)
def test_what_casbin_reads_differently_is_known_by_name(message: str) -> None:
    assert error(Problem("policy.csv", 1, 1, 0, "", message)).kind.name == "read-differently"


def test_a_sentence_that_is_new_is_an_error_all_the_same() -> None:
    finding = error(Problem("policy.csv", 1, 1, 0, "", "something that no kind speaks of"))

    assert (finding.kind.name, finding.kind.level) == ("refused", Level.ERROR)
