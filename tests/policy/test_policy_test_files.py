"""Files of tests: what may stand in them, and how everything else is refused with its place."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from gateway.authorization.policy import shipped_policies
from gateway.authorization.problem import PolicyRefused
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.test_file import ACTIONS, REASONS, SIDES, Case, read_cases
from gateway.workbench.yaml_document import LARGEST

SHIPPED = sorted((shipped_policies() / "tests").glob("*.yaml"))
SCHEMA = json.loads((shipped_policies() / "tests" / "schema.json").read_text())

GOOD = """\
people:
  lea:
    who: a director
    facts: [authenticated, signing_power]
  no:
    who: a visitor
    facts: [anyone]
tests:
  - because: Only a director.
    action: MANAGER_DESIGNATE
    allow: [lea]
    deny: [no]
"""


def cases_of(folder: Path, text: str | bytes, name: str = "a.yaml") -> tuple[Case, ...]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_cases([path])[path.as_posix()]


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(PolicyRefused) as refused:
        cases_of(folder, text)
    return str(refused.value).replace(f"{folder.as_posix()}/", "")


def test_each_person_is_a_case_and_a_name_is_never_a_boolean(tmp_path: Path) -> None:
    found = [(case.person.name, case.right, case.expected.allowed) for case in cases_of(tmp_path, GOOD)]

    right = Right("manager", "designate")
    assert found == [("lea", right, True), ("no", right, False)]


def test_several_functions_are_several_candidates(tmp_path: Path) -> None:
    text = GOOD.replace("[authenticated, signing_power]", "[[authenticated], [authenticated, signing_power]]")
    lea = cases_of(tmp_path, text)[0].person

    assert [len(candidate.facts) for candidate in lea.candidates] == [2, 3]


def test_people_of_people_yaml_are_known_beside_it(tmp_path: Path) -> None:
    people, tests = GOOD.split("tests:")
    (tmp_path / "people.yaml").write_text(people)

    assert len(cases_of(tmp_path, f"tests:{tests}")) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("MANAGER_DESIGNATE", "MANAGER_DESIGNAT", '10:13: unknown action "MANAGER_DESIGNAT"'),
        ("MANAGER_DESIGNATE", "MANAGER_DESIGNAT", 'did you mean "MANAGER_DESIGNATE"?'),
        ("signing_power", "sining_power", '4:28: unknown fact "sining_power"'),
        ("signing_power", "sining_power", 'did you mean "signing_power"?'),
        ("allow: [lea]", "allow: [lae]", '11:13: unknown person "lae"'),
        ("allow: [lea]", "alow: [lea]", '11:5: unknown key "alow"'),
        ("  no:\n", "  lea:\n", '5:3: the key "lea" stands here twice'),
        ("deny: [no]", "deny: [lea]", '12:12: "lea" stands in this test twice'),
        ("deny: [no]", "deny: []", '12:11: "deny" is a list with something in it'),
        ("deny: [no]", "deny: {no: {reason: NO_ROL}}", '12:25: unknown reason "NO_ROL"'),
        ("deny: [no]", "deny: {no: {reason: COMPANY_ENDED}}", '12:25: unknown reason "COMPANY_ENDED"'),
        ("deny: [no]", "deny: {no: {missing: [offcer]}}", '12:27: unknown fact "offcer"'),
        ("    allow: [lea]\n    deny: [no]\n", "", "9:5: nobody is asked for"),
        ("MANAGER_DESIGNATE", "MANDATE_SIGN", "10:13: MANDATE_SIGN is asked for a side"),
        ("    allow", "    side: principal\n    allow", "11:11: MANAGER_DESIGNATE has no sides"),
        ("Only a director.", '""', "9:14: no sentence here"),
        ("    who: a visitor\n", "", '6:5: no "who" here'),
        ("facts: [anyone]", "facts: [anyone, officer]", '7:12: "anyone" adds nothing'),
        ("    facts: [anyone]\n", "", "6:5: neither facts nor a role"),
        ("facts: [anyone]", "facts: [anyone]\n    role: public", "6:5: facts and a role"),
        ("facts: [anyone]", "facts: [officer, [anyone]]", "7:13: a fact beside lists of facts"),
        ("facts: [anyone]", "facts: [officer, officer]", '7:22: the fact "officer" stands here twice'),
        ("  no:\n", "  No:\n", "5:3: this is no name"),
        ("[anyone]", "&a [anyone]", "7:12: an anchor"),
        ("[no]", "*a", "12:11: an alias"),
        ("[no]", "!!set {no}", "12:11: a tag"),
        ("[no]", "[[[[[[[[no]]]]]]]]", "more than 8 levels"),
        ("[no]", "[no", "this is no YAML"),
        ("[no]", "\t[no]", "12:11: a tab"),
        ("a visitor", "a \u202evisitor", "does not show as what it is"),
        ("a visitor", "v" * 501, "6:10: a text of more than 500 characters"),
        ("people:", "\ufeffpeople:", "1:1: a byte order mark"),
        ("    deny: [no]\n", "    deny: [no]\n---\ntests: []\n", "13:1: a second document"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in GOOD
    assert told in refusal(tmp_path, GOOD.replace(old, new, 1))


def test_a_problem_shows_the_line_a_caret_and_what_was_meant(tmp_path: Path) -> None:
    assert refusal(tmp_path, GOOD.replace("allow: [lea]", "allow: [leaa]")) == (
        'a.yaml:11:13: unknown person "leaa"\n      allow: [leaa]\n              ^^^^\n  did you mean "lea"?'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# nothing\n",
        b"- a\n",
        b"a",
        b"\xff",
        b"a: &a [*a]\n",
        b"? [a]\n: b\n",
        b'"\\UFFFFFFFF"',
        b'"\\U00110000"',
    ],
)
def test_what_is_no_table_of_tests_is_refused(content: bytes, tmp_path: Path) -> None:
    assert "a.yaml:1:" in refusal(tmp_path, content)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    assert "more than 256 KiB" in refusal(tmp_path, b"#" * LARGEST + b"\n")


def test_whatever_is_typed_is_read_or_refused_and_never_raises_anything_else(tmp_path: Path) -> None:
    dice = random.Random(4)
    texts = [path.read_text() for path in SHIPPED if path.name != "people.yaml"]
    (tmp_path / "people.yaml").write_text((shipped_policies() / "tests" / "people.yaml").read_text())
    outcomes = Counter[bool]()
    for _ in range(150):
        text = dice.choice(texts)
        at, length = dice.randrange(len(text)), dice.choice([0, 0, 1, 5])
        new = "".join(dice.choice("[]{}:,-?&*!|>%@#'\"\\ \n\r\tabé\u202e\x00") for _ in range(dice.choice([0, 1, 2])))
        try:
            cases_of(tmp_path, text[:at] + new + text[at + length :])
            outcomes[True] += 1
        except PolicyRefused as refused:
            assert all(problem.line and problem.column for problem in refused.problems)
            outcomes[False] += 1

    assert min(outcomes[True], outcomes[False]) > 20


def test_a_number_like_a_national_one_is_never_repeated(tmp_path: Path) -> None:
    assert "01031490179" not in refusal(tmp_path, GOOD.replace("[lea]", "[a01031490179]"))
    assert "01031490179" not in cases_of(tmp_path, GOOD.replace("a director", "01031490179"))[0].person.who


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_files_satisfy_the_schema_that_they_name(path: Path) -> None:
    assert path.read_text().startswith("# yaml-language-server: $schema=schema.json\n")
    jsonschema.validate(yaml.safe_load(path.read_text()), SCHEMA)


def test_the_schema_is_one_and_knows_the_words_of_the_code() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    words = {name: SCHEMA["definitions"][name]["enum"] for name in ("fact", "role", "action", "side", "reason")}

    assert words == {
        "fact": list(Fact),
        "role": list(Role),
        "action": list(ACTIONS),
        "side": list(SIDES),
        "reason": list(REASONS),
    }


def wrong() -> Iterator[dict[str, object]]:
    test = {"because": "So.", "action": "EBOX_READ", "allow": ["lea"]}
    yield {}
    yield {"tests": []}
    yield {"tests": [test], "more": 1}
    yield from ({"tests": [{key: test[key] for key in test if key != left_out}]} for left_out in test)
    yield {"tests": [{**test, "action": "EBOX_RAED"}]}
    yield {"tests": [{**test, "allow": []}]}
    yield {"tests": [{**test, "deny": {"lea": {"reason": "NONE"}}}]}
    yield {"people": {"lea": {"who": "a director"}}}
    yield {"people": {"lea": {"who": "a director", "facts": ["ofcer"]}}}
    yield {"people": {"lea": {"who": "a director", "facts": ["officer"], "role": "officer"}}}
    yield {"people": {"Lea": {"who": "a director", "facts": ["officer"]}}}


@pytest.mark.parametrize("document", tuple(wrong()), ids=str)
def test_the_schema_refuses_what_the_command_refuses(document: dict[str, object], tmp_path: Path) -> None:
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(document)
    assert refusal(tmp_path, json.dumps(document))
