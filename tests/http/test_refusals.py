"""Who may not: each persona, each mutation, each company. What comes back, what was recorded, and that nothing changed.

What is expected stands here as a table, from the description of the personas; what the policy says is not asked.
"""

from base64 import urlsafe_b64decode
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from asking import JUDGED, REFUSAL, Asking, contact
from running import Running

from gateway.demo.personas import PERSONAS
from gateway.demo.world import (
    ADAM,
    BENALI,
    COLIN,
    COMPANIES,
    LAMBERT,
    MAES,
    MOLEN,
    NOORD,
    RENARD,
    RING_ONE,
)
from gateway.domain.day import BRUSSELS

UNASSIGNED = "0314595348"
NO_MANDATE = "TWFuZGF0ZTp4"
EVERYWHERE = [company[0] for company in COMPANIES] + [UNASSIGNED]

REPRESENTS = {
    ("lea", LAMBERT),
    ("hugo", LAMBERT),
    ("emma", MAES),
    ("farid", BENALI),
    ("jan", NOORD),
    ("karin", COLIN),
    ("karin", RENARD),
}
WHY_NOT = {
    ("bruno", LAMBERT): "NO_SIGNING_POWER",
    ("chantal", LAMBERT): "FUNCTION_ENDED",
    ("marie", LAMBERT): "NO_SIGNING_POWER",
    ("nadia", LAMBERT): "FUNCTION_NOT_STARTED",
    ("weak-lea", LAMBERT): "ASSURANCE_TOO_LOW",
    ("dries", MAES): "NO_FUNCTION",
    ("jan", MAES): "NO_FUNCTION",
    ("gita", BENALI): "NO_FUNCTION",
    ("hugo", ADAM): "FUNCTION_DOES_NOT_REPRESENT",
    ("olivier", COLIN): "COMPANY_IN_LIQUIDATION",
    ("olivier", MOLEN): "COMPANY_ENDED",
    **{("ines", company[0]): "NO_FUNCTION" for company in COMPANIES},
}
MISSING = {
    "NO_SIGNING_POWER": ["signing_power"],
    "FUNCTION_ENDED": ["mandate_active"],
    "FUNCTION_NOT_STARTED": ["mandate_active"],
    "ASSURANCE_TOO_LOW": ["high_assurance"],
    "NO_FUNCTION": ["registered_in_statutes", "mandate_active", "function_represents", "signing_power"],
    "FUNCTION_DOES_NOT_REPRESENT": ["function_represents", "signing_power"],
    "COMPANY_IN_LIQUIDATION": ["function_represents"],
    "COMPANY_ENDED": ["function_represents"],
    "NO_ROLE": [],
}
MISSING_FOR_OFFICER = {"weak-lea": ["high_assurance", "officer"]}

ACTIONS = {
    "designateChiefAccessManager": "MANAGER_DESIGNATE",
    "replaceChiefAccessManager": "MANAGER_REPLACE",
    "confirmChiefAccessManager": "MANAGER_REPLACE",
    "activateEbox": "EBOX_ACTIVATE",
    "requestAccountClosure": "ACCOUNT_REQUEST_CLOSURE",
    "cancelAccountClosure": "ACCOUNT_CANCEL_CLOSURE",
}
CONFIRM = "confirmAccountClosure"


def given(mutation: str, company: str) -> dict[str, object]:
    """An input that nothing is wrong with, but that it names no mandate there is."""
    if mutation == "draftMandate":
        groups, quarter = ["OCCASIONAL_WORK"], "2100-Q1"
        parties = {"principal": company, "mandatary": BENALI, "providerKind": "ACCOUNTANT", "side": "PRINCIPAL"}
        return {**parties, "applicationGroups": groups, "startQuarter": quarter}
    if mutation == "signMandate":
        return {"mandate": NO_MANDATE, "certificate": "", "algorithm": "ES384", "signature": ""}
    if mutation.endswith("Mandate"):
        return {"mandate": NO_MANDATE}
    own: dict[str, dict[str, object]] = {
        "designateChiefAccessManager": {"manager": contact("petra")},
        "replaceChiefAccessManager": {"manager": contact("petra"), "replaces": "QWNjZXNzTWFuYWdlcjp4"},
        "confirmChiefAccessManager": {"manager": "QWNjZXNzTWFuYWdlcjp4"},
        "activateEbox": {"notificationEmail": "post@demo.example"},
        CONFIRM: {"reference": "2026-AAAAAAAAAA"},
    }
    return {"company": company, **own.get(mutation, {})}


def all_refused(gateway: Asking, who: str | None, company: str, mutations: list[str]) -> dict[str, list[Any]]:
    """The errors of all these mutations, asked in one document."""
    kinds = ", ".join(f"${name}: {name[0].upper()}{name[1:]}Input!" for name in mutations)
    fields = " ".join(f"{n}(input: ${n}) {{ company {{ number }} errors {{ ...Refusal }} }}" for n in mutations)
    document = f"mutation ({kinds}) {{ {fields} }}{REFUSAL}{JUDGED}"
    data = gateway.read(who, document, **{name: given(name, company) for name in mutations})
    assert all(payload["company"] is None for payload in data.values())
    return {name: payload["errors"] for name, payload in data.items()}


def refused_in(who: str | None) -> list[str]:
    return [company for company in EVERYWHERE if (who, company) not in REPRESENTS]


@pytest.mark.parametrize("who", PERSONAS)
def test_who_does_not_represent_a_company_is_told_why_and_changes_nothing(shared: Running, who: str) -> None:
    shared.read(who, "{ viewer { person { id } } }")
    before = shared.kept()
    for company in refused_in(who):
        reason = WHY_NOT.get((who, company), "NO_ROLE")
        for mutation, [error] in all_refused(shared, who, company, list(ACTIONS)).items():
            assert (error["__typename"], error["code"]) == ("ForbiddenError", "FORBIDDEN")
            assert error["decision"]["action"] == ACTIONS[mutation]
            assert (company, mutation, error["decision"]["reason"]) == (company, mutation, reason)
            assert error["decision"]["missing"] == MISSING[reason]
            assert error["decision"]["requires"] == ["LEGAL_REPRESENTATIVE"]
            assert error["message"] == error["decision"]["message"]
            assert error["path"] is None
    assert shared.kept() == before


@pytest.mark.parametrize("who", ["petra", *dict.fromkeys(who for who, _ in WHY_NOT)])
def test_what_is_refused_inside_a_company_is_in_its_trail_and_the_rest_only_counted(gateway: Running, who: str) -> None:
    person = person_id(gateway, who)
    before = len(gateway.rows("audit"))
    own = [company for persona, company in WHY_NOT if persona == who]
    strange = [UNASSIGNED, RING_ONE][: 1 if who == "ines" else 2]
    for company in own + strange:
        all_refused(gateway, who, company, list(ACTIONS))
    gateway.stop()
    trail = gateway.rows("audit")[before:]
    assert {(row["kind"], row["outcome"], row["event"], row["person"]) for row in trail} <= {
        ("caller", "forbidden", "refused", person)
    }
    assert Counter((row["company"], row["action"], row["reason"]) for row in trail) == Counter(
        (company, action, WHY_NOT[who, company].lower()) for company in own for action in ACTIONS.values()
    )
    counted = {(row["person"], row["action"], row["reason"]): row["times"] for row in gateway.rows("counted_refusal")}
    assert counted == Counter((person, action, "no_role") for _ in strange for action in ACTIONS.values())


def person_id(gateway: Asking, who: str) -> str:
    """The id under which the trail knows a persona, who has signed in once this is known."""
    shown = gateway.read(who, "{ viewer { person { id } } }")["viewer"]["person"]["id"]
    return urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode().removeprefix("Person:")


@pytest.mark.parametrize("company", EVERYWHERE)
def test_nobody_signed_in_is_told_to_sign_in_and_only_counted(shared: Running, company: str) -> None:
    before, trail = shared.kept(), shared.rows("audit")
    for [error] in all_refused(shared, None, company, [*ACTIONS, CONFIRM]).values():
        assert (error["__typename"], error["code"]) == ("UnauthenticatedError", "UNAUTHENTICATED")
        assert error["message"] == "Sign in to continue."
    assert (shared.kept(), shared.rows("audit")) == (before, trail)


@pytest.mark.parametrize("who", sorted(PERSONAS.keys() - {"ines"}))
def test_only_an_officer_records_a_letter(shared: Running, who: str) -> None:
    before = shared.kept()
    for company in EVERYWHERE:
        [error] = all_refused(shared, who, company, [CONFIRM])[CONFIRM]
        assert (error["code"], error["decision"]["requires"]) == ("FORBIDDEN", ["OFFICER"])
        has_part = (who, company) in REPRESENTS | WHY_NOT.keys()
        assert error["decision"]["missing"] == ([] if not has_part else MISSING_FOR_OFFICER.get(who, ["officer"]))
    assert shared.kept() == before


@pytest.mark.parametrize("who", sorted(PERSONAS.keys() - {"ines"}))
def test_an_unknown_company_is_answered_like_a_foreign_one(shared: Running, who: str) -> None:
    unknown, foreign = (all_refused(shared, who, company, [*ACTIONS, CONFIRM]) for company in (UNASSIGNED, RING_ONE))
    assert unknown == foreign


def test_the_sentence_names_the_day_on_which_a_function_ended(shared: Running) -> None:
    [error] = all_refused(shared, "chantal", LAMBERT, ["activateEbox"])["activateEbox"]
    year = shared.clock().year - 1
    assert error["message"] == f"Your function as manager ended on 30 June {year}."


def test_the_sentence_names_the_day_on_which_a_function_begins(shared: Running) -> None:
    [error] = all_refused(shared, "nadia", LAMBERT, ["activateEbox"])["activateEbox"]
    today = shared.clock().astimezone(BRUSSELS).date()
    begin = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert error["message"] == f"Your function as director begins on {begin.day} {begin:%B %Y}."
