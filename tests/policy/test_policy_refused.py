"""What the strict loader answers to each mistake: the place, the line, a caret under what is wrong, and a hint."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.authorization.policy import load_policy
from gateway.authorization.problem import PolicyRefused, Problem

RULE = "p, legal_representative, manager, designate"
Edit = Callable[..., Path]


def refusal(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    return refused.value.problems


def told(problem: Problem) -> list[str]:
    return str(problem).split(": ", 1)[1].splitlines()


@pytest.mark.parametrize(
    ("line", "column", "message", "caret", "hint"),
    [
        (
            "p, legal_representativ, manager, designate",
            4,
            'unknown role "legal_representativ"',
            "     ^^^^^^^^^^^^^^^^^^^",
            'did you mean "legal_representative"?',
        ),
        (
            "p, Legal_Representative, manager, designate",
            4,
            'unknown role "Legal_Representative"',
            "     ^^^^^^^^^^^^^^^^^^^^",
            'did you mean "legal_representative"?',
        ),
        (
            "p, legal_representative, manger, designate",
            26,
            'unknown resource "manger"',
            "                           ^^^^^^",
            'did you mean "manager"?',
        ),
        (
            "p, legal_representative, mandate, sign",
            26,
            'unknown resource "mandate"',
            "                           ^^^^^^^",
            'did you mean "mandate_as_principal" or "mandate_as_mandatary"?',
        ),
        (
            "p, legal_representative, manager, sign",
            35,
            'unknown verb of manager "sign"',
            "                                    ^^^^",
            "known are read, read_contact, designate, replace",
        ),
        ("pp, person, ebox, read", 1, 'unknown kind of rule "pp"', "  ^^", "known are p, p2, g"),
        ("P, person, ebox, read", 1, 'unknown kind of rule "P"', "  ^", 'did you mean "p"?'),
        ("g2, person, public", 1, 'unknown kind of rule "g2"', "  ^^", "known are p, p2, g"),
        ("; person", 1, 'unknown kind of rule "; person"', "  ^^^^^^^^", "known are p, p2, g"),
        (
            "p, legal_representative, manager",
            33,
            "3 words, but 4 are expected",
            "                                  ^",
            "write p, role, resource, verb",
        ),
        (
            "p, legal_representative, manager, designate, allow",
            46,
            "5 words, but 4 are expected",
            "                                               ^^^^^",
            "every line allows; what no line allows is denied, and no line takes a right away",
        ),
        (
            "p, legal_representative, manager, designate,",
            44,
            "a comma too many",
            "                                             ^",
            "write p, role, resource, verb",
        ),
        (
            "p, , manager, designate",
            3,
            "no role here",
            "    ^",
            "known are public, person, registered_officer, legal_representative, chief_access_manager,"
            " mandated_provider, officer",
        ),
        (
            "p, legal_representative, manager, designate # at last",
            45,
            "a comment behind a rule",
            "                                              ^^^^^^^^^",
            "a comment has a line of its own",
        ),
        (
            'p, "legal_representative", manager, designate',
            4,
            "a quote",
            "     ^",
            "words are written without quotes",
        ),
        ("p,\tlegal_representative, manager, designate", 3, "a tab", "    ^", "use blanks"),
        (
            "p, legal_representative, manager, designate\x00",
            44,
            "U+0000 (a control character) does not show as what it is",
            "                                             ^",
            "take it out",
        ),
        (
            "p, legal_representative, manager,\rdesignate",
            34,
            "U+000D (a control character) does not show as what it is",
            "                                   ^",
            "take it out",
        ),
        (
            "p, legal_rеpresentative, manager, designate",
            11,
            "U+0435 CYRILLIC SMALL LETTER IE has no place in a rule",
            "            ^",
            "rules are written in the letters a to z",
        ),
        (
            "p, legal_representative,\u00a0manager, designate",
            25,
            "U+00A0 NO-BREAK SPACE has no place in a rule",
            "                          ^",
            "rules are written in the letters a to z",
        ),
        (
            "＃ p, person, manager, designate",
            1,
            "U+FF03 FULLWIDTH NUMBER SIGN has no place in a rule",
            "  ^",
            "rules are written in the letters a to z",
        ),
        (
            "# for \u202epublic",
            7,
            "U+202E RIGHT-TO-LEFT OVERRIDE does not show as what it is",
            "        ^",
            "take it out",
        ),
        (
            "p2, officer, authenticated & ofice",
            30,
            'unknown fact "ofice"',
            "                               ^^^^^",
            'did you mean "officer"?',
        ),
        (
            "p2, officer, authenticated && officer",
            29,
            "no fact here",
            "                              ^",
            "known are anyone, authenticated, registered_in_statutes, mandate_active, function_represents,"
            " signing_power, high_assurance, designated, designation_active, provider_mandate_active, officer",
        ),
        (
            "p2, officer, officer & officer",
            24,
            'the fact "officer" stands here twice',
            "                         ^^^^^^^",
            "take one out",
        ),
        (
            "p2, officer, officer & anyone",
            24,
            '"anyone" adds nothing to other facts',
            "                         ^^^^^^",
            "it is true of everybody, and stands alone",
        ),
        (
            "p2, public, authenticated",
            13,
            "everybody is the public",
            "              ^^^^^^^^^^^^^",
            'write "anyone"',
        ),
        (
            "p2, officer, officer, read",
            23,
            "4 words, but 3 are expected",
            "                        ^^^^",
            "write p2, role, facts",
        ),
        (
            "g, public, officer",
            4,
            "the public, which is everybody, includes no role",
            "     ^^^^^^",
            "the role that includes the other stands first",
        ),
        (
            "g, person, person",
            12,
            '"person" would include itself',
            "             ^^^^^^",
            "the role that includes the other stands first, and includes no role that includes it",
        ),
        (
            "p, public, eval(r.role), read",
            12,
            'unknown resource "eval(r.role)"',
            "             ^^^^^^^^^^^^",
            "known are company, representatives, account, manager, mandate_as_principal, mandate_as_mandatary, ebox,"
            " history, policy, viewer, application_group",
        ),
    ],
)
def test_a_mistake_is_shown_where_it_is(
    edited: Edit, line: str, column: int, message: str, caret: str, hint: str
) -> None:
    folder = edited(RULE, f"{RULE}\n{line}\n")
    number = (folder / "policy.csv").read_bytes().split(b"\n").index(RULE.encode()) + 2
    (problem,) = refusal(folder)
    shown = line.replace("\t", " ").translate(dict.fromkeys(map(ord, "\x00\r\u202e"), "\N{REPLACEMENT CHARACTER}"))
    assert (problem.file, problem.line, problem.column) == (f"{folder}/policy.csv", number, column)
    assert told(problem) == [message, f"  {shown}", caret, f"  {hint}"]


def test_a_rule_that_stands_twice_is_refused(edited: Edit) -> None:
    (problem,) = refusal(edited("p, public, company, read", "p, public, company, read\np,public,company,read"))
    assert (problem.line, problem.message) == (47, "this rule stands already in line 46")


def test_the_same_facts_in_another_order_are_the_same_rule(edited: Edit) -> None:
    line = "p2, mandated_provider, authenticated & provider_mandate_active"
    (problem,) = refusal(edited(line, f"{line}\np2, mandated_provider, provider_mandate_active & authenticated"))
    assert problem.message == f"this rule stands already in line {problem.line - 1}"


def test_a_circle_of_roles_is_shown_at_the_line_that_closes_it(edited: Edit) -> None:
    inclusions = "g, officer, mandated_provider\ng, mandated_provider, chief_access_manager"
    (problem,) = refusal(edited("g, officer, person", f"{inclusions}\ng, chief_access_manager, officer"))
    assert told(problem)[:3] == [
        '"chief_access_manager" would include itself',
        "  g, chief_access_manager, officer",
        "                           ^^^^^^^",
    ]


def test_a_byte_order_mark_is_refused(folder: Path) -> None:
    file = folder / "policy.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    (problem,) = refusal(folder)
    assert (problem.line, problem.column, problem.message) == (1, 1, "a byte order mark")


def test_bytes_that_are_no_utf8_are_refused_where_they_stand(folder: Path) -> None:
    file = folder / "policy.csv"
    file.write_bytes(b"# caf\xc3\xa9\n# caf\xc3\xa9 caf\xe9\n" + file.read_bytes())
    (problem,) = refusal(folder)
    assert (problem.line, problem.column, problem.message) == (2, 11, "a byte that is no UTF-8")
    assert problem.text == "# café caf\N{REPLACEMENT CHARACTER}"


def test_every_mistake_is_told_at_once_in_the_order_of_the_files(edited: Edit) -> None:
    edited("p, public, company, read", "p, pubic, compny, read")
    edited("g, person, public", "g, person")
    folder = edited("only, auth", "ony, auth", "invariants.csv")
    found = [(Path(problem.file).name, problem.message) for problem in refusal(folder)]
    assert found == [
        ("invariants.csv", 'unknown kind of invariant "ony"'),
        ("policy.csv", "2 words, but 3 are expected"),
        ("policy.csv", 'unknown role "pubic"'),
        ("policy.csv", 'unknown resource "compny"'),
    ]


def test_the_whole_refusal_reads_like_a_compilers(edited: Edit) -> None:
    folder = edited("p, public, company, read", "p, pubic, company, reed")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert str(refused.value).replace(f"{folder.parent}/", "").splitlines() == [
        'policies/policy.csv:46:4: unknown role "pubic"',
        "  p, pubic, company, reed",
        "     ^^^^^",
        '  did you mean "public"?',
        "",
        'policies/policy.csv:46:20: unknown verb of company "reed"',
        "  p, pubic, company, reed",
        "                     ^^^^",
        '  did you mean "read"?',
    ]


@pytest.mark.parametrize("name", ["model.conf", "policy.csv", "invariants.csv"])
def test_a_folder_without_one_of_the_files_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (problem,) = refusal(folder)
    assert str(problem) == (
        f"{folder}/{name}:1:1: this file is missing\n  a policy has model.conf, policy.csv, invariants.csv"
    )


def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "policy.csv").unlink()
    (folder / "policy.csv").mkdir()
    (problem,) = refusal(folder)
    assert problem.message == "this is no file"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("&& g(r.role, p.role)", "&& (g(r.role, p.role) || true)", 20),
        ("p = role, resource, verb", "p = role, resource, verb, eft", 9),
        ("e = some(where (p.eft == allow))", "e = !some(where (p.eft == deny))", 16),
        ("\n[matchers]", "\n[matchers]\nm3 = true", 20),
        ("m2 = r2.role", "; m2 = r2.role", 21),
    ],
)
def test_another_model_is_refused_at_the_line_that_differs(edited: Edit, old: str, new: str, line: int) -> None:
    (problem,) = refusal(edited(old, new, "model.conf"))
    assert (problem.line, problem.message) == (line, "the model is not the gateway's own")


def test_a_model_that_stops_too_early_is_refused(edited: Edit) -> None:
    (problem,) = refusal(edited("m2 = ", "# m2 = ", "model.conf"))
    assert problem.hint == "here stands: m2 = r2.role == p2.role && holds(r2.facts, p2.facts)"


def test_what_may_be_somebodys_number_is_not_repeated(edited: Edit) -> None:
    folder = edited(RULE, f"{RULE}\np, 02.07.09-902.83, manager, designate\np, 02070990283, manager, designate")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert "0207" not in str(refused.value)
    assert "902" not in repr(refused.value)
    assert 'unknown role "***********"' in str(refused.value)


def test_nothing_acts_on_the_terminal(edited: Edit) -> None:
    problems = refusal(edited(RULE, f"{RULE}\n# \x1b[2J\np, \x1b[31mperson, manager, read"))
    assert "\x1b" not in "".join(map(str, problems))


@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"  \n"),
        lambda text: text.replace(b", ", b","),
        lambda text: text.replace(b" & ", b"&"),
        lambda text: text.rstrip(b"\n"),
        lambda text: text.replace(b"\np, ", b"\n  p ,  "),
        lambda text: "# légal : « français »\n".encode() + text,
    ],
    ids=["CRLF", "trailing blanks", "narrow", "narrow facts", "no last line break", "indented", "accents"],
)
def test_other_spellings_of_the_same_rules_mean_the_same(folder: Path, spell: Callable[[bytes], bytes]) -> None:
    expected = load_policy(folder).table
    file = folder / "policy.csv"
    file.write_bytes(spell(file.read_bytes()))
    assert load_policy(folder).table == expected


def test_bytes_that_are_no_text_hide_no_other_mistake(edited: Edit) -> None:
    folder = edited("p, officer, ebox, read", "p, oficer, ebox, read")
    content = (folder / "policy.csv").read_bytes()
    (folder / "policy.csv").write_bytes(content + b"# caf\xe9\np, \xff, viewer, read\n")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    told = [problem.message for problem in refused.value.problems]
    assert told == ['unknown role "oficer"', "a byte that is no UTF-8", "a byte that is no UTF-8"]


def test_a_file_in_utf_16_is_named_as_that_and_once(folder: Path) -> None:
    text = (folder / "policy.csv").read_text()
    (folder / "policy.csv").write_text(text, encoding="utf-16")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert [problem.hint for problem in refused.value.problems] == ["this is UTF-16: save the file as UTF-8"]


@pytest.mark.parametrize(
    ("facts", "hint"),
    [
        ("!designated", "there is no not"),
        ("not designated", "there is no not"),
        ("designated | officer", "p2 lines of their own"),
        ("designated or officer", "p2 lines of their own"),
        ("designated and officer", "joined by &"),
        ("designated + officer", "joined by &"),
    ],
)
def test_a_condition_of_another_language_is_told_how_it_is_said_here(edited: Edit, facts: str, hint: str) -> None:
    folder = edited("p2, person, authenticated", f"p2, person, authenticated\np2, officer, {facts}")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert hint in refused.value.problems[0].hint


@pytest.mark.parametrize("effect", ["allow", "deny"])
def test_an_effect_is_told_that_every_line_allows(edited: Edit, effect: str) -> None:
    folder = edited("p, officer, ebox, read", f"p, officer, ebox, read, {effect}")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert "no line takes a right away" in refused.value.problems[0].hint
