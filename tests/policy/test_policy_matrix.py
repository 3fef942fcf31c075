"""`gateway policy matrix`: who may what, as a table, and who can, by facts."""

import csv
import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.authorization.decision_table import ROLE_BITS
from gateway.authorization.fact_mask import ALL_MASKS, facts_of
from gateway.authorization.policy import shipped_policies
from gateway.authorization.vocabulary import RIGHTS
from gateway.cli import main
from gateway.domain.rights import Role
from gateway.workbench.matrix import INCLUDED, OWN, matrix_of
from gateway.workbench.opened import open_policy

Matrix = Callable[..., Result]
Edit = Callable[..., Path]


@pytest.fixture
def matrix(monkeypatch: pytest.MonkeyPatch) -> Matrix:
    """Ask in this process; what is printed on both streams is in `output`."""
    monkeypatch.delenv("GATEWAY_POLICIES", raising=False)
    return lambda *words: CliRunner().invoke(main, ["policy", "matrix", *map(str, words)])


def row_of(output: str, name: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(f"{name} "))


def test_the_table_fits_100_columns_and_has_every_right_and_every_role(matrix: Matrix) -> None:
    answer = matrix()

    assert answer.exit_code == 0
    assert max(map(len, answer.output.splitlines())) <= 100
    assert "\x1b" not in answer.output
    rows = [line for line in answer.output.splitlines() if re.match(r"[A-Z]+_", line)]
    assert len(rows) == len(RIGHTS)


def test_a_right_of_ones_own_shows_otherwise_than_an_included_one(matrix: Matrix) -> None:
    output = matrix().output

    assert row_of(output, "COMPANY_READ").split()[1:] == [OWN, *[INCLUDED] * 6]
    assert row_of(output, "MANAGER_DESIGNATE").split()[1:] == [OWN]
    assert f"{OWN} by a line of its own" in output


def test_a_line_of_its_own_counts_before_one_of_an_included_role(matrix: Matrix, edited: Edit) -> None:
    folder = edited("p, public, company, read", "p, public, company, read\np, person, company, read")

    assert row_of(matrix("--policies", folder).output, "COMPANY_READ").split()[1:] == [OWN, OWN, *[INCLUDED] * 5]


def test_every_cell_is_what_the_deciding_table_says_and_names_the_lines_that_grant_it() -> None:
    opened = open_policy(shipped_policies())
    rows = matrix_of(opened).rows

    assert {row.right for row in rows} == set(RIGHTS)
    for row in rows:
        granted = opened.policy.table.granted[row.right]
        assert set(row.cells) == {role for role, bit in ROLE_BITS.items() if granted & bit}
        for role, ways in row.cells.items():
            assert ways[0].grant.right == row.right
            assert ways[0].own is (ways[0].grant.role is role)


def test_a_right_that_is_given_to_a_role_appears_in_the_table(matrix: Matrix, edited: Edit) -> None:
    folder = edited("p, officer, manager, read", "p, officer, manager, read\np, mandated_provider, manager, read")

    assert row_of(matrix().output, "MANAGER_READ").count(OWN) == 4
    assert row_of(matrix("--policies", folder).output, "MANAGER_READ").count(OWN) == 5


def test_the_smallest_sets_of_facts_are_exactly_who_can() -> None:
    opened = open_policy(shipped_policies())
    table = opened.policy.table
    for row in matrix_of(opened).rows:
        sets = [enough.facts for enough in row.who.enough]
        assert not any(one < other for one in sets for other in sets)
        for mask in (mask for mask in ALL_MASKS if mask & 1):
            allowed = bool(table.held[mask] & table.granted[row.right])
            assert allowed is any(facts <= frozenset(facts_of(mask)) for facts in sets)


def test_who_can_says_it_in_sentences_with_the_law_and_its_line(matrix: Matrix) -> None:
    answer = matrix("--who-can", "ACCOUNT_CONFIRM_CLOSURE")
    number = next(
        number
        for number, line in enumerate((shipped_policies() / "invariants.csv").read_text().splitlines(), 1)
        if line.startswith("only") and line.endswith("confirm_closure")
    )

    assert answer.exit_code == 0
    assert answer.output.splitlines()[:3] == [
        "Who can ACCOUNT_CONFIRM_CLOSURE",
        "  A person with authenticated, high_assurance and officer, as officer.",
        f"  Reserved for a person with authenticated, high_assurance and officer: line {number} of invariants.csv.",
    ]
    assert "  Never to be taken from a person with authenticated, high_assurance and officer: " in answer.output


def test_what_only_the_gateway_itself_reserves_is_told_so(matrix: Matrix, folder: Path) -> None:
    law = folder / "invariants.csv"
    law.write_text("\n".join(line for line in law.read_text().splitlines() if not line.startswith("only")) + "\n")

    assert "the gateway itself" in matrix("--who-can", "EBOX_ACTIVATE", "--policies", folder).output
    assert "the gateway itself" not in matrix("--who-can", "EBOX_ACTIVATE").output


def test_who_can_of_a_mandate_is_told_for_each_side_and_all_for_every_right(matrix: Matrix) -> None:
    answer = matrix("--who-can", "MANDATE_DRAFT").output

    assert "Who can MANDATE_DRAFT as principal" in answer
    assert "Who can MANDATE_DRAFT as mandatary" in answer
    assert matrix("--who-can", "all").output.count("Who can ") == len(RIGHTS)
    assert len(json.loads(matrix("--who-can", "all", "--format", "json").output)) == len(RIGHTS)


def test_a_right_that_nobody_has_can_nobody(matrix: Matrix, edited: Edit) -> None:
    folder = edited("p, public, policy, read\n", "")

    assert matrix("--who-can", "POLICY_READ", "--policies", folder).output == "Who can POLICY_READ\n  Nobody.\n"
    assert "POLICY_READ" in matrix("--policies", folder).output.splitlines()


def test_csv_and_json_and_markdown_say_the_same(matrix: Matrix) -> None:
    rows = list(csv.DictReader(StringIO(matrix("--format", "csv").output)))
    rights = json.loads(matrix("--format", "json").output)["rights"]
    markdown = [line for line in matrix("--format", "markdown").output.splitlines() if line.startswith("| ")][1:]

    assert len(rows) == len(rights) == len(markdown) == len(RIGHTS)
    for row, right, line in zip(rows, rights, markdown, strict=True):
        words = {role: "own" if ways[0]["own"] else "included" for role, ways in right["roles"].items()}
        assert {role: row[role] for role in Role if row[role]} == words
        marks = [cell.strip() for cell in line.split("|")[2:-1]]
        assert dict(zip(Role, marks, strict=True)) == {
            role: {"own": OWN, "included": INCLUDED}.get(words.get(role, ""), "") for role in Role
        }


class _Page(HTMLParser):
    """What a page has in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_lets_in_nothing_but_its_own_style(matrix: Matrix) -> None:
    text = matrix("--format", "html").output
    page = _Page(text)

    assert page.open == []
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(tag for tag, _ in page.tags)
    assert not re.search(r"https?:|url\(|@import| on\w+=| style=", text)
    assert all(attributes["href"].startswith("#") for tag, attributes in page.tags if tag == "a")  # type: ignore[union-attr]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert f"sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}" in text
    assert "prefers-color-scheme: dark" in style[1]
    assert "@media print" in style[1]
    assert "position: sticky" in style[1]


def test_each_cell_of_the_page_says_by_which_line_and_each_action_leads_to_who_can(matrix: Matrix) -> None:
    page = _Page(matrix("--format", "html").output)
    titles = [attributes["title"] for tag, attributes in page.tags if attributes.get("role") == "img"]
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    opened = open_policy(shipped_policies())

    assert len(titles) == sum(len(row.cells) for row in matrix_of(opened).rows)
    assert all(re.match(r"line \d+ of policy.csv: (p|g), ", title or "") for title in titles)
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert len(links) == len(RIGHTS)
    assert {(link or "")[1:] for link in links} <= ids


def test_the_page_is_the_same_to_the_byte_wherever_the_rules_lie(matrix: Matrix, folder: Path) -> None:
    assert matrix("--format", "html").output == matrix("--format", "html", "--policies", folder).output


def test_a_file_is_written_where_it_is_asked_for(matrix: Matrix, tmp_path: Path) -> None:
    file = tmp_path / "matrix.html"
    answer = matrix("--format", "html", "-o", file)

    assert (answer.exit_code, answer.output) == (0, "")
    assert file.read_text(encoding="utf-8") == matrix("--format", "html").output
    assert matrix("-o", tmp_path / "none" / "matrix.txt").exit_code == 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--who-can", "EBOX_ACTIVAT"], 'did you mean "EBOX_ACTIVATE"?'),
        (["--who-can", "EBOX_ACTIVATE", "--format", "html"], "for the terminal or as JSON"),
        (["--format", "pdf"], "pdf"),
    ],
)
def test_what_cannot_be_shown_ends_with_2(words: list[str], hint: str, matrix: Matrix) -> None:
    answer = matrix(*words)

    assert answer.exit_code == 2
    assert hint in answer.stderr


def test_rules_that_would_be_refused_are_not_shown(matrix: Matrix, edited: Edit) -> None:
    answer = matrix("--policies", edited("p, officer, history, read", "p, oficer, history, read"))

    assert answer.exit_code == 2
    assert 'did you mean "officer"?' in answer.stderr
    assert answer.stdout == ""
