"""What the viewer is told they may do is what they are let do: for each persona, each company, each action."""

from typing import Any

import pytest
from asking import JUDGED, REFUSAL, Asking
from running import Running
from test_refusals import REPRESENTS, WHY_NOT, given

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, LAMBERT, MAES, NOORD, RING_ONE
from gateway.domain.rights import Action

CALLERS = [*PERSONAS, None]


def tried(who: str | None) -> list[str]:
    """The companies in which a persona has any part, one in which nobody has, and two in which others have."""
    own = [company for persona, company in REPRESENTS | WHY_NOT.keys() if persona == who and who != "ines"]
    return list(dict.fromkeys([*own, LAMBERT, MAES, RING_ONE]))


ACTS = {
    # an act and an input that is refused for another reason than the right, so that nothing is done
    "designateChiefAccessManager": ("MANAGER_DESIGNATE", {"INVALID"}),
    "replaceChiefAccessManager": ("MANAGER_REPLACE", {"INVALID"}),
    "confirmChiefAccessManager": ("MANAGER_REPLACE", {"CONFLICT"}),
    "activateEbox": ("EBOX_ACTIVATE", {"INVALID"}),
    "cancelAccountClosure": ("ACCOUNT_CANCEL_CLOSURE", {"CONFLICT"}),
    "confirmAccountClosure": ("ACCOUNT_CONFIRM_CLOSURE", {"NOT_FOUND"}),
}
WRONG = {"manager": {**dict.fromkeys(("firstName", "lastName", "nationalNumber", "email", "phone"), "")}}

READS = {
    "representatives": ("REPRESENTATIVES_READ", "representatives { edges { cursor } }"),
    "account": ("ACCOUNT_READ", "account { status }"),
    "chiefAccessManager": ("MANAGER_READ", "chiefAccessManager { firstName }"),
    "managers": ("MANAGER_READ", "managers { edges { cursor } }"),
    "ebox": ("EBOX_READ", "ebox { status }"),
    "history": ("HISTORY_READ", "history { edges { cursor } }"),
}


def permissions(gateway: Asking, who: str | None, company: str) -> dict[str, dict[str, Any]]:
    text = f'{{ company(number: "{company}") {{ viewerPermissions {{ ...Judged }} }} }}{JUDGED}'
    shown = gateway.read(who, text)["company"]["viewerPermissions"]
    return {decision["action"]: decision for decision in shown}


@pytest.mark.parametrize("who", CALLERS)
def test_every_decision_is_the_same_one_by_one_and_in_one_go(shared: Running, who: str | None) -> None:
    about_companies = [action.name for action in Action if action.about_company]
    asked = " ".join(f"{name}: viewerCan(action: {name}) {{ ...Judged }}" for name in about_companies)
    for company in tried(who):
        one_by_one = shared.read(who, f'{{ company(number: "{company}") {{ {asked} }} }}{JUDGED}')["company"]
        assert permissions(shared, who, company) == one_by_one


@pytest.mark.parametrize("who", CALLERS)
def test_a_mutation_is_refused_exactly_if_its_decision_says_so(shared: Running, who: str | None) -> None:
    before = shared.kept()
    kinds = ", ".join(f"${name}: {name[0].upper()}{name[1:]}Input!" for name in ACTS)
    fields = " ".join(f"{name}(input: ${name}) {{ errors {{ ...Refusal }} }}" for name in ACTS)
    for company in tried(who):
        told = permissions(shared, who, company)
        inputs = {name: wrong_input(name, company) for name in ACTS}
        data = shared.read(who, f"mutation ({kinds}) {{ {fields} }}{REFUSAL}{JUDGED}", **inputs)
        for name, (action, codes) in ACTS.items():
            errors = data[name]["errors"]
            if told[action]["allowed"]:
                assert {error["code"] for error in errors} == codes
            elif who is None:
                assert [error["code"] for error in errors] == ["UNAUTHENTICATED"]
            else:
                assert [error["decision"] for error in errors] == [told[action]]
    assert shared.kept() == before


def wrong_input(mutation: str, company: str) -> dict[str, object]:
    own: dict[str, dict[str, object]] = {
        "designateChiefAccessManager": WRONG,
        "replaceChiefAccessManager": WRONG,
        "activateEbox": {"notificationEmail": "nothing"},
    }
    return {**given(mutation, company), **own.get(mutation, {})}


@pytest.mark.parametrize("company", [LAMBERT, MAES, BENALI, NOORD])
def test_a_letter_is_drawn_up_exactly_for_those_who_are_told_that_they_may(gateway: Running, company: str) -> None:
    for who in CALLERS:
        told = permissions(gateway, who, company)["ACCOUNT_REQUEST_CLOSURE"]["allowed"]
        payload = gateway.act(who, "requestAccountClosure", {"company": company})
        codes = [error["code"] for error in payload["errors"]]
        assert (codes in ([], ["CONFLICT"])) == told
        if not codes:
            assert gateway.act(who, "cancelAccountClosure", {"company": company})["errors"] == []


@pytest.mark.parametrize("who", CALLERS)
def test_a_field_is_answered_exactly_if_its_decision_says_so(shared: Running, who: str | None) -> None:
    asked = " ".join(selection for _, selection in READS.values())
    for company in tried(who):
        told = permissions(shared, who, company)
        body = shared.ask(who, f'{{ company(number: "{company}") {{ {asked} }} }}')
        refused = {error["path"][-1]: error["extensions"] for error in body.get("errors", [])}
        assert set(refused) == {field for field, (action, _) in READS.items() if not told[action]["allowed"]}
        for field, extensions in refused.items():
            expected = "UNAUTHENTICATED" if who is None else "FORBIDDEN"
            assert extensions["code"] == expected
            if who:
                assert extensions["decision"] == told[READS[field][0]]


@pytest.mark.parametrize("who", CALLERS)
def test_contact_details_are_shown_exactly_to_those_who_are_told_so_and_it_is_recorded(
    shared: Running, who: str | None
) -> None:
    for company in (MAES, BENALI, NOORD):
        told = permissions(shared, who, company)
        before = [row for row in shared.rows("audit") if row["outcome"] == "read"]
        body = shared.ask(who, f'{{ company(number: "{company}") {{ chiefAccessManager {{ email phone }} }} }}')
        shown = body["data"]["company"]["chiefAccessManager"] or {}
        assert bool(shown.get("email")) == told["MANAGER_READ_CONTACT"]["allowed"]
        recorded = [row for row in shared.rows("audit") if row["outcome"] == "read"][len(before) :]
        assert [row["company"] for row in recorded] == [company] * told["MANAGER_READ_CONTACT"]["allowed"]
