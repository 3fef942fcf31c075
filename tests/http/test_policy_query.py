"""Query.policy: what is in force, as the files write it and as it is decided."""

from typing import Any

import pytest
from asking import Asking
from granting import Granting
from running import Running

from gateway.authorization.policy import Policy, load_policy, shipped_policies
from gateway.domain.rights import Action, Role

EVERYTHING = """{ policy {
  version meaning loadedAt lastError { at message }
  rules { role action side allowed file line text }
  definitions { role facts file line text } inclusions { role included file line text }
  matrix { role action allowed sides }
} }"""


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return load_policy(shipped_policies())


def shown(gateway: Asking, who: str | None = None) -> dict[str, Any]:
    return dict(gateway.read(who, EVERYTHING)["policy"])


@pytest.mark.parametrize("who", [None, "lea", "ines"])
def test_everybody_may_read_the_policy_as_shipped(shared: Running, shipped: Policy, who: str | None) -> None:
    policy = shown(shared, who)
    assert (policy["version"], policy["meaning"]) == (shipped.version, shipped.meaning)
    assert policy["lastError"] is None


def test_every_rule_stands_where_it_is_said_to_stand(shared: Running) -> None:
    rules = shown(shared)["rules"]
    lines = (shipped_policies() / "policy.csv").read_text().splitlines()
    assert {rule["line"] for rule in rules} == {n for n, line in enumerate(lines, 1) if line.startswith("p,")}
    for rule in rules:
        assert (rule["file"], lines[rule["line"] - 1], rule["allowed"]) == ("policy.csv", rule["text"], True)
        _, role, resource, verb = [word.strip() for word in rule["text"].split(",")]
        assert rule["role"] == role.upper()
        noun, _, side = resource.partition("_as_")
        assert (rule["action"], rule["side"]) == (f"{noun}_{verb}".upper(), side.upper() or None)


def test_every_line_that_makes_a_role_or_includes_one_is_shown_as_it_stands(shared: Running) -> None:
    policy = shown(shared)
    lines = (shipped_policies() / "policy.csv").read_text().splitlines()
    for kind, what in (("p2", "definitions"), ("g", "inclusions")):
        shown_lines = {rule["line"] for rule in policy[what]}
        assert shown_lines == {n for n, line in enumerate(lines, 1) if line.startswith(f"{kind},")}
        assert all(lines[rule["line"] - 1] == rule["text"] for rule in policy[what])
    for definition in policy["definitions"]:
        _, role, facts = [word.strip() for word in definition["text"].split(",")]
        assert (definition["role"], set(definition["facts"])) == (role.upper(), set(facts.split(" & ")))
    for inclusion in policy["inclusions"]:
        _, role, included = [word.strip() for word in inclusion["text"].split(",")]
        assert (inclusion["role"], inclusion["included"]) == (role.upper(), included.upper())


def test_the_matrix_says_of_every_role_and_action_what_is_decided(shared: Running, shipped: Policy) -> None:
    cells = {(cell["role"], cell["action"]): cell for cell in shown(shared)["matrix"]}
    assert cells.keys() == {(role.name, action.name) for role in Role for action in Action}
    for role in Role:
        for action in Action:
            cell = cells[role.name, action.name]
            granted = {right for right in action.rights if shipped.grants(role, right)}
            assert cell["allowed"] is bool(granted)
            sides = [right.resource.partition("_as_")[2].upper() for right in action.rights if right in granted]
            assert cell["sides"] == (sides if action.about_mandate else None)
    assert cells["OFFICER", "COMPANY_READ"]["allowed"]
    assert not cells["OFFICER", "EBOX_ACTIVATE"]["allowed"]
    assert cells["CHIEF_ACCESS_MANAGER", "MANDATE_DRAFT"]["sides"] == ["MANDATARY"]


def test_the_policy_is_read_by_those_alone_to_whom_the_policy_grants_it(granting: Granting) -> None:
    gateway = granting("person:policy.read")
    assert shown(gateway, "lea")["rules"][0]["text"] == "p, person, policy, read"
    body = gateway.ask(None, "{ policy { version } }")
    assert body["data"] == {"policy": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]
