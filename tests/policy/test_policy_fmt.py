"""`gateway policy fmt`: one layout, the same meaning, or nothing written at all."""

import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from gateway.authorization.policy import load_policy, shipped_policies
from gateway.authorization.problem import PolicyRefused
from gateway.cli import main
from gateway.workbench.layout import laid_out, meaning

command = import_module("gateway.cli.policy.fmt")
Edit = Callable[..., Path]
SHIPPED = {name: (shipped_policies() / name).read_bytes() for name in ("policy.csv", "invariants.csv", "model.conf")}
RULE = "p, legal_representative, manager, designate"
UNTIDY = "  p ,legal_representative,   manager ,designate  "


@pytest.fixture(autouse=True)
def in_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def fmt(*options: str) -> Result:
    return CliRunner().invoke(main, ["policy", "fmt", "--policies", "policies", *options])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_shipped_files_are_in_the_one_layout(folder: Path) -> None:
    assert (fmt("--check").exit_code, fmt().output) == (
        0,
        "policies: policy.csv and invariants.csv are in the one layout.\n",
    )
    assert {name: content for name, content in contents(folder).items() if name in SHIPPED} == SHIPPED


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("p,person,ebox,read", "p, person, ebox, read\n"),
        ("  p ,  person , ebox,   read  \n", "p, person, ebox, read\n"),
        ("p2, person, a&b  &c\n", "p2, person, a & b & c\n"),
        ("only, a&b|c , ebox, read\n", "only, a & b | c, ebox, read\n"),
        ("g, officer, person\r\ng, person, public\r\n", "g, officer, person\ng, person, public\n"),
        ("\n\n# one\n \n\n\n# two\n\n\n", "# one\n\n# two\n"),
        ("#  a comment,with,commas & more   \n", "#  a comment,with,commas & more\n"),
        ("   # indented\n", "# indented\n"),
        ("# é\n", "# é\n"),
        ("", ""),
        ("\n \r\n", ""),
    ],
)
def test_there_is_one_layout(written: str, expected: str) -> None:
    assert laid_out(written.encode()) == expected.encode()


LINES = st.lists(st.text(st.sampled_from("p2g,&| #ab\t\r\u00a0é\x0b\ufeff"), max_size=12))


@given(st.one_of(st.text(), LINES.map("\n".join), LINES.map("\r\n".join)))
def test_what_is_laid_out_stays_as_it_is(text: str) -> None:
    once = laid_out(text.encode())

    assert laid_out(once) == once
    assert once == b"" or once.endswith(b"\n")
    assert not once.endswith(b"\n\n")
    assert b"\n\n\n" not in once
    assert all(not line.endswith(b" ") for line in once.split(b"\n"))


@st.composite
def respaced(draw: st.DrawFn) -> bytes:
    """The shipped rules, spelt in another of the ways that mean the same."""
    out = []
    for line in SHIPPED["policy.csv"].decode().split("\n"):
        blanks = [draw(st.sampled_from(["", " ", "   "])) for _ in range(4)]
        if not line.startswith("#"):
            line = line.replace(", ", f"{blanks[0]},{blanks[1]}").replace(" & ", f"{blanks[2]}&{blanks[3]}")
        out += [f"{draw(st.sampled_from(['', '  ']))}{line}{draw(st.sampled_from(['', ' ']))}"]
        out += [""] * draw(st.sampled_from([0, 0, 0, 2]))
    return draw(st.sampled_from(["\n", "\r\n"])).join(out).encode()


@settings(max_examples=25)
@given(respaced())
def test_any_spelling_of_the_same_rules_becomes_the_same_layout_but_for_blank_lines(rules: bytes) -> None:
    once = laid_out(rules)

    assert [line for line in once.split(b"\n") if line] == [line for line in SHIPPED["policy.csv"].split(b"\n") if line]
    assert laid_out(once) == once
    assert meaning(once, b"") == meaning(rules, b"")


def test_comments_stay_where_they_are(edited: Edit) -> None:
    folder = edited(RULE, f"{UNTIDY}\n  #a comment , of its own\n")
    fmt()

    lines = (folder / "policy.csv").read_text().splitlines()
    assert lines[lines.index(RULE) + 1] == "#a comment , of its own"
    assert laid_out((folder / "policy.csv").read_bytes()) == (folder / "policy.csv").read_bytes()


def test_both_files_are_laid_out_and_decide_as_before(edited: Edit) -> None:
    before = load_policy(edited(RULE, UNTIDY)).table
    folder = edited("\nonly, ", "\n\n\n only ,", "invariants.csv")
    answer = fmt()

    assert answer.output.splitlines() == [
        "policies/policy.csv: laid out, and means the same.",
        "policies/invariants.csv: laid out, and means the same.",
    ]
    assert answer.exit_code == 0
    assert (folder / "policy.csv").read_bytes() == SHIPPED["policy.csv"]
    assert load_policy(folder).table == before
    assert fmt("--check").exit_code == 0


def test_check_shows_what_would_change_and_changes_nothing(edited: Edit) -> None:
    folder = edited(RULE, UNTIDY)
    before = contents(folder)
    answer = fmt("--check")

    assert answer.exit_code == 1
    assert answer.output.splitlines() == [
        "--- policies/policy.csv",
        "+++ policies/policy.csv",
        "@@ -73,7 +73,7 @@",
        " p, chief_access_manager, manager, read_contact",
        " ",
        " # Only a legal representative designates or replaces the Chief Access Manager.",
        f"-{UNTIDY}",
        f"+{RULE}",
        " p, legal_representative, manager, replace",
        " ",
        " # Only a legal representative activates the e-Box of the company.",
    ]
    assert contents(folder) == before


def test_check_shows_line_ends_that_cannot_be_seen_and_one_that_is_missing(folder: Path) -> None:
    (folder / "policy.csv").write_bytes(b"p, public, company, read\r\np2, public, anyone")
    (folder / "invariants.csv").write_bytes(b"only, authenticated, account, confirm_closure\n")
    answer = fmt("--check")

    assert answer.output.splitlines()[3:] == [
        "-p, public, company, read\N{REPLACEMENT CHARACTER}",
        "-p2, public, anyone",
        "\\ No newline at end of file",
        "+p, public, company, read",
        "+p2, public, anyone",
    ]


def test_what_may_be_somebodys_number_is_not_shown_and_stays(edited: Edit) -> None:
    folder = edited(RULE, f"# 02070990283  \n{UNTIDY}")

    assert "0207" not in fmt("--check").output
    assert "0207" not in fmt().output
    assert b"# 02070990283\n" in (folder / "policy.csv").read_bytes()


@pytest.mark.parametrize("check", [[], ["--check"]])
def test_a_folder_that_is_refused_is_told_so_and_left_as_it_is(edited: Edit, check: list[str]) -> None:
    folder = edited(RULE, f"{UNTIDY}\np, officer, manager, designate")
    before = contents(folder)
    answer = fmt(*check)

    assert answer.exit_code == 1
    assert answer.output.startswith("policies/policy.csv:77:1: With these rules a person with ")
    assert answer.output.endswith("\n\npolicies is refused, and left as it is.\n")
    assert contents(folder) == before


@pytest.mark.parametrize(
    "wrong",
    [
        lambda content: content.replace(b"p, officer, history, read\n", b""),
        lambda content: content + b"p, mandated_provider, manager, read\n",
        lambda content: content.replace(b"\nalways, ", b"\n# always, ", 1),
        lambda content: content.replace(b"p, officer", b"p, ofice"),
    ],
)
def test_what_would_change_the_meaning_is_not_written(
    edited: Edit, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[bytes], bytes]
) -> None:
    """A layout that is wrong is found before it is written; here, by one that is made wrong."""
    folder = edited(RULE, UNTIDY)
    before = contents(folder)
    monkeypatch.setattr(command, "laid_out", lambda content: wrong(laid_out(content)))
    answer = fmt()

    assert answer.exit_code == 1
    assert answer.output.endswith("left as it is.\n")
    assert contents(folder) == before


def test_the_meaning_is_that_of_the_decisions_and_the_invariants() -> None:
    rules, invariants = SHIPPED["policy.csv"], SHIPPED["invariants.csv"]

    assert meaning(rules, invariants) == meaning(rules.replace(b"# ", b"#"), invariants.replace(b", ", b","))
    assert meaning(rules, invariants) != meaning(rules.replace(b"p, officer, ebox, read\n", b""), invariants)
    assert meaning(rules, invariants) != meaning(rules, invariants.replace(b"\nalways, ", b"\n# always, ", 1))
    looser = invariants.replace(b" | authenticated & designated & designation_active, manager", b", manager", 1)
    assert meaning(rules, invariants) != meaning(rules, looser)
    with pytest.raises(PolicyRefused):
        meaning(rules.replace(b"p, officer", b"p, ofice"), invariants)


def test_permissions_and_links_stay(edited: Edit, tmp_path: Path) -> None:
    folder = edited(RULE, UNTIDY)
    target = (folder / "policy.csv").rename(tmp_path / "kept-elsewhere.csv")
    target.chmod(0o640)
    (folder / "policy.csv").symlink_to(target)
    fmt()

    assert (folder / "policy.csv").is_symlink()
    assert target.read_bytes() == SHIPPED["policy.csv"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_the_file_is_exchanged_at_one_stroke(edited: Edit) -> None:
    """Whoever opened the file before reads on in what it was: it was replaced, never written over."""
    folder = edited(RULE, UNTIDY)
    before = (folder / "policy.csv").read_bytes()
    with (folder / "policy.csv").open("rb") as opened:
        fmt()
        assert opened.read() == before
    assert (folder / "policy.csv").read_bytes() == SHIPPED["policy.csv"]


def test_what_cannot_be_exchanged_stays_and_nothing_is_left_behind(
    edited: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited(RULE, UNTIDY)
    before = contents(folder)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    answer = fmt()

    assert (answer.exit_code, answer.stderr) == (2, "policies/policy.csv cannot be written: Permission denied.\n")
    assert contents(folder) == before


def test_what_was_changed_meanwhile_is_not_written_over(edited: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = edited(RULE, UNTIDY)
    file = folder / "policy.csv"

    def while_the_author_saves(content: bytes) -> bytes:
        if RULE.split(", ")[1].encode() in content:
            file.write_bytes(content + b"# saved meanwhile\n")
        return laid_out(content)

    monkeypatch.setattr(command, "laid_out", while_the_author_saves)
    answer = fmt()

    assert answer.exit_code == 1
    assert answer.output == "policies/policy.csv was changed meanwhile, and is left as it is.\n"
    assert file.read_bytes().endswith(b"# saved meanwhile\n")
    assert {path.name for path in folder.iterdir()} == {path.name for path in shipped_policies().iterdir()}


def test_a_signature_beside_the_files_is_of_what_they_were(edited: Edit) -> None:
    (edited(RULE, UNTIDY) / "policies.sig").write_text("a signature")

    assert fmt().output.splitlines()[-1] == "policies/policies.sig is of the files as they were: sign them again."
    assert "sign" not in fmt().output
