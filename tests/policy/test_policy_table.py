"""The table decides what the law says, and exactly what PyCasbin says of the files."""

from datetime import date
from itertools import product
from pathlib import Path

import casbin
import pytest

from gateway.authorization.casbin_engine import DEFINITIONS, holds
from gateway.authorization.fact_mask import ALL_MASKS, facts_of
from gateway.authorization.policy import Policy, load_policy, shipped_policies
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Right, Role
from gateway.domain.standing import Candidate

TODAY = date(2026, 7, 1)
YES = "✔"

COLUMNS = (
    Role.PUBLIC,
    Role.PERSON,
    Role.REGISTERED_OFFICER,
    Role.LEGAL_REPRESENTATIVE,
    Role.CHIEF_ACCESS_MANAGER,
    Role.MANDATED_PROVIDER,
    Role.OFFICER,
)
RIGHTS_OF_THE_LAW = """
| COMPANY_READ                     | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| REPRESENTATIVES_READ             | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| APPLICATION_GROUP_READ           | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| POLICY_READ                      | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| VIEWER_READ                      |   | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| ACCOUNT_READ                     |   |   | ✔ | ✔ | ✔ | ✔ | ✔ |
| EBOX_READ                        |   |   | ✔ | ✔ | ✔ | ✔ | ✔ |
| MANAGER_READ                     |   |   | ✔ | ✔ | ✔ |   | ✔ |
| MANAGER_READ_CONTACT             |   |   |   | ✔ | ✔ |   |   |
| MANAGER_DESIGNATE                |   |   |   | ✔ |   |   |   |
| MANAGER_REPLACE                  |   |   |   | ✔ |   |   |   |
| EBOX_ACTIVATE                    |   |   |   | ✔ |   |   |   |
| ACCOUNT_REQUEST_CLOSURE          |   |   |   | ✔ |   |   |   |
| ACCOUNT_CANCEL_CLOSURE           |   |   |   | ✔ |   |   |   |
| ACCOUNT_CONFIRM_CLOSURE          |   |   |   |   |   |   | ✔ |
| HISTORY_READ                     |   |   |   | ✔ | ✔ |   | ✔ |
| MANDATE_READ as principal        |   |   |   | ✔ | ✔ |   | ✔ |
| MANDATE_READ as mandatary        |   |   |   | ✔ | ✔ |   | ✔ |
| MANDATE_DRAFT as principal       |   |   |   | ✔ |   |   |   |
| MANDATE_WITHDRAW as principal    |   |   |   | ✔ |   |   |   |
| MANDATE_DRAFT as mandatary       |   |   |   | ✔ | ✔ |   |   |
| MANDATE_WITHDRAW as mandatary    |   |   |   | ✔ | ✔ |   |   |
| MANDATE_SIGN as principal        |   |   |   | ✔ |   |   |   |
| MANDATE_SIGN as mandatary        |   |   |   | ✔ |   |   |   |
| MANDATE_REFUSE as principal      |   |   |   | ✔ |   |   |   |
| MANDATE_REFUSE as mandatary      |   |   |   | ✔ |   |   |   |
| MANDATE_AMEND as principal       |   |   |   | ✔ |   |   |   |
| MANDATE_AMEND as mandatary       |   |   |   | ✔ |   |   |   |
| MANDATE_END as principal         |   |   |   | ✔ |   |   |   |
| MANDATE_END as mandatary         |   |   |   | ✔ |   |   |   |
"""

FACTS_OF_ROLES = {
    Role.PUBLIC: "anyone",
    Role.PERSON: "authenticated",
    Role.REGISTERED_OFFICER: "authenticated registered_in_statutes mandate_active",
    Role.LEGAL_REPRESENTATIVE: "authenticated high_assurance registered_in_statutes mandate_active"
    " function_represents signing_power",
    Role.CHIEF_ACCESS_MANAGER: "authenticated designated designation_active",
    Role.MANDATED_PROVIDER: "authenticated provider_mandate_active",
    Role.OFFICER: "authenticated high_assurance officer",
}


def rows_of_the_law() -> list[tuple[Right, Role, bool]]:
    cells = []
    for line in RIGHTS_OF_THE_LAW.strip().splitlines():
        name, *marks = (cell.strip() for cell in line.split("|")[1:-1])
        action, _, side = name.partition(" as ")
        rights = [right for right in Action[action].rights if not side or right.resource.endswith(side)]
        for role, mark in zip(COLUMNS, marks, strict=True):
            cells += [(right, role, mark == YES) for right in rights]
    return cells


def plain_enforcer(folder: Path) -> casbin.Enforcer:
    """PyCasbin as anybody would use it: two files and one function."""
    enforcer = casbin.Enforcer(str(folder / "model.conf"), str(folder / "policy.csv"))
    enforcer.add_function("holds", holds)
    return enforcer


def candidate(facts: str) -> Candidate:
    return Candidate(frozenset({Fact.ANYONE} | {Fact(word) for word in facts.split()}))


def test_every_right_of_the_law_is_granted_and_no_other(shipped: Policy) -> None:
    cells = rows_of_the_law()
    assert len(cells) == len(RIGHTS) * len(Role)
    for right, role, expected in cells:
        person = [candidate(FACTS_OF_ROLES[role])]
        decision = shipped.table.decide(RIGHTS[right], person, TODAY, right=right)
        assert (role in decision.requires) is expected, (right, role)
        assert not expected or decision.allowed, (right, role)


def test_every_set_of_facts_makes_the_roles_of_the_law_and_no_other(shipped: Policy) -> None:
    needed = {role: {Fact(word) for word in facts.split()} for role, facts in FACTS_OF_ROLES.items()}
    for mask in ALL_MASKS:
        facts = frozenset(facts_of(mask))
        expected = tuple(role for role in Role if needed[role] <= facts)
        assert shipped.table.roles([Candidate(facts)]) == expected


def test_two_functions_have_the_union_of_the_roles_but_never_of_the_facts(shipped: Policy) -> None:
    ended = candidate("authenticated high_assurance registered_in_statutes function_represents signing_power")
    active = candidate("authenticated high_assurance registered_in_statutes mandate_active function_represents")
    assert shipped.table.roles([ended, active]) == (Role.PUBLIC, Role.PERSON, Role.REGISTERED_OFFICER)
    assert not shipped.table.allowed(Action.MANAGER_DESIGNATE, [ended, active])
    assert shipped.table.allowed(Action.ACCOUNT_READ, [ended, active])


def test_pycasbin_alone_gives_every_role_the_same_rights(shipped: Policy) -> None:
    enforcer = plain_enforcer(shipped_policies())
    for role, right in product(Role, RIGHTS):
        plain = enforcer.enforce(role.value, right.resource, right.verb)
        assert plain == (role in shipped.table.decide(RIGHTS[right], [candidate("")], TODAY, right=right).requires)


def test_pycasbin_alone_gives_every_set_of_facts_the_same_roles(shipped: Policy) -> None:
    enforcer = plain_enforcer(shipped_policies())
    context = enforcer.new_enforce_context(DEFINITIONS)
    for mask in ALL_MASKS:
        facts = facts_of(mask)
        plain = tuple(role for role in Role if enforcer.enforce(context, role.value, " & ".join(facts)))
        assert plain == shipped.table.roles([Candidate(frozenset(facts))])


def test_pycasbin_alone_allows_every_set_of_facts_the_same_actions(shipped: Policy) -> None:
    enforcer = plain_enforcer(shipped_policies())
    grants = {
        (role, action): any(enforcer.enforce(role.value, *right) for right in action.rights)
        for role, action in product(Role, Action)
    }
    for mask in ALL_MASKS:
        person = [Candidate(frozenset(facts_of(mask)))]
        roles = shipped.table.roles(person)
        for action in Action:
            assert shipped.table.allowed(action, person) == any(grants[role, action] for role in roles)


@pytest.mark.parametrize(
    ("have", "needed", "answer"),
    [
        ("a & b & c", "c & a", True),
        ("a&b", "b", True),
        ("a", "a & b", False),
        ("aa", "a", False),
        ("", "a", False),
        ("a", "", False),
        ("", "", False),
        ("a", "a &", False),
    ],
)
def test_holds_when_every_fact_needed_is_at_hand(have: str, needed: str, answer: bool) -> None:
    assert holds(have, needed) is answer


def test_a_policy_without_rules_grants_nothing(folder: Path) -> None:
    (folder / "policy.csv").write_text("")
    (folder / "invariants.csv").write_text("only, authenticated, account, confirm_closure\n")
    table = load_policy(folder).table
    everything = [Candidate(frozenset(Fact))]
    assert table.roles(everything) == ()
    for action in Action:
        decision = table.decide(action, everything, TODAY)
        assert (decision.allowed, decision.requires, decision.missing) == (False, (), ())
        assert not table.allowed(action, everything)


def test_a_right_of_another_action_cannot_be_asked_for(shipped: Policy) -> None:
    with pytest.raises(ValueError, match="MANAGER_DESIGNATE"):
        shipped.table.decide(Action.MANAGER_DESIGNATE, [candidate("")], TODAY, right=Right("ebox", "activate"))


def test_the_table_cannot_be_changed(shipped: Policy) -> None:
    with pytest.raises(TypeError):
        shipped.table.granted[Right("manager", "designate")] = 127  # type: ignore[index]
    with pytest.raises(TypeError):
        shipped.table.held[0] = 127  # type: ignore[index]
