"""The file of application groups, which operators edit: what it holds, and what is wrong with it, by its place."""

from pathlib import Path

import pytest

from gateway.application_groups import SHIPPED, WrongGroups, load_application_groups
from gateway.domain.language import Language

LABELS = 'fr = "a"\nnl = "b"\nde = "c"\nen = "d"\n'


def test_the_shipped_groups_are_those_of_the_portal_in_their_order() -> None:
    assert {code: group.exclusive for code, group in load_application_groups(SHIPPED).items()} == {
        "DMFA_DIMONA": True,
        "ASR_UNEMPLOYMENT": True,
        "TEMPORARY_UNEMPLOYMENT": False,
        "OCCASIONAL_WORK": False,
        "FEDERAL_LEARNING_ACCOUNT": False,
    }


def test_an_operator_may_have_other_groups(tmp_path: Path) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(f"# ours\n[HEALTH_2]\nexclusive = true\n{LABELS}")
    [group] = load_application_groups(file).values()
    assert (group.code, group.exclusive, group.labels[Language.DE]) == ("HEALTH_2", True, "c")


WRONG = {
    "": "there is no group",
    "[A]\nexclusive = true\n": "a group has de, en, exclusive, fr, nl; missing or too many: ['de', 'en', 'fr', 'nl']",
    f"[A]\nexclusive = true\nit = ''\n{LABELS}": "missing or too many: ['it']",
    f"[A]\nexclusive = 'yes'\n{LABELS}": "[A]: exclusive is true or false",
    f"[A]\nexclusive = true\n{LABELS.replace('b', ' ')}": "[A]: nl is a text",
    "[A]\nexclusive = true\n" + LABELS.replace('"a"', "1"): "[A]: fr is a text",
    f"[small]\nexclusive = true\n{LABELS}": "[small]: a group is a table, and its code in capitals",
    "A = 1": "[A]: a group is a table",
    f"[A]\nexclusive = true\n{LABELS}[A]\n": "Cannot declare",
    "[A": "groups.toml",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_file_and_group(tmp_path: Path, text: str) -> None:
    file = tmp_path / "groups.toml"
    file.write_text(text)
    with pytest.raises(WrongGroups) as refused:
        load_application_groups(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert WRONG[text] in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongGroups, match="none"):
        load_application_groups(tmp_path / "none.toml")
