"""Who may not act on a mandate: each persona, each act. What comes back, what was recorded, and that nothing changed.

Lambert's mandate to Benali waits for both signatures; the provider's side, gita, has prepared it. What is expected
stands here as a table, from the description of the personas; what the policy says is not asked.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from running import Prepared, Running
from test_refusals import NO_MANDATE, person_id

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, LAMBERT
from gateway.domain.quarter import Quarter

ACTS = ("signMandate", "refuseMandate", "withdrawMandate", "amendMandate", "endMandate")
MAY = {
    **{("lea", act): None for act in ACTS},
    **{("hugo", act): None for act in ACTS},
    **{("farid", act): None for act in ACTS},
    ("gita", "withdrawMandate"): None,
    # Who prepared it withdraws it, and the other side refuses it.
    ("lea", "withdrawMandate"): "WRONG_PARTY",
    ("hugo", "withdrawMandate"): "WRONG_PARTY",
    ("farid", "refuseMandate"): "WRONG_PARTY",
}
WHY_NOT = {
    "bruno": "NO_SIGNING_POWER",
    "marie": "NO_SIGNING_POWER",
    "chantal": "FUNCTION_ENDED",
    "nadia": "FUNCTION_NOT_STARTED",
    "weak-lea": "ASSURANCE_TOO_LOW",
    "gita": "NO_FUNCTION",
    "ines": "NO_FUNCTION",
}
READERS = {"lea", "hugo", "farid", "gita", "ines"}
REFUSED = [(who, act) for who in PERSONAS for act in ACTS if MAY.get((who, act), "no")]
TERMS = {"providerKind": "ACCOUNTANT", "applicationGroups": ["DMFA_DIMONA"], "startQuarter": str(Quarter(2100, 1))}


@pytest.fixture(scope="module")
def gateway(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A world of this module's, in which nothing changes once the proxy is there."""
    folder = tmp_path_factory.mktemp("mandates") / "world"
    with Running(prepared.copy_to(folder), folder) as running:
        yield running


@pytest.fixture(scope="module")
def mandate(gateway: Running) -> str:
    payload = gateway.act("gita", "draftMandate", {"principal": LAMBERT, "mandatary": BENALI, **TERMS})
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def given(gateway: Asking, who: str, act: str, mandate: str, **more: object) -> dict[str, Any]:
    if act == "signMandate":
        return {**gateway.signed(who, mandate), **more}
    return {"mandate": mandate, **({"endQuarter": "2100-Q2"} if act == "amendMandate" else {}), **more}


@pytest.mark.parametrize(("who", "act"), REFUSED)
def test_who_may_not_act_on_it_is_told_why_and_changes_nothing(
    gateway: Running, mandate: str, who: str, act: str
) -> None:
    before = gateway.kept()
    reason = MAY.get((who, act)) or WHY_NOT.get(who, "NO_ROLE")
    [error] = gateway.act(who, act, given(gateway, who, act, mandate))["errors"]
    assert (error["code"], error["path"], error["decision"]["reason"]) == ("FORBIDDEN", None, reason)
    assert error["decision"]["action"] == f"MANDATE_{act.removesuffix('Mandate').upper()}"
    assert gateway.kept() == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", sorted(PERSONAS.keys() - READERS - WHY_NOT.keys()))
def test_a_mandate_of_others_is_answered_like_none(gateway: Running, mandate: str, who: str, act: str) -> None:
    form = given(gateway, who, act, mandate)
    assert gateway.act(who, act, form) == gateway.act(who, act, {**form, "mandate": NO_MANDATE})


@pytest.mark.parametrize("act", ACTS)
def test_nobody_signed_in_is_told_to_sign_in(gateway: Running, mandate: str, act: str) -> None:
    [error] = gateway.act(None, act, given(gateway, "lea", act, mandate))["errors"]
    assert (error["code"], error["message"]) == ("UNAUTHENTICATED", "Sign in to continue.")


@pytest.mark.parametrize(("who", "side"), [("lea", "MANDATARY"), ("farid", "PRINCIPAL")])
@pytest.mark.parametrize("act", ACTS)
def test_a_side_does_not_act_for_the_other(gateway: Running, mandate: str, who: str, side: str, act: str) -> None:
    before = gateway.kept()
    [error] = gateway.act(who, act, given(gateway, who, act, mandate, side=side))["errors"]
    assert (error["code"], error["decision"]["reason"]) == ("FORBIDDEN", "WRONG_PARTY")
    assert gateway.kept() == before


@pytest.mark.parametrize("who", [*PERSONAS, None])
def test_it_is_read_by_those_with_a_part_that_allows_it_and_by_nobody_else(
    gateway: Running, mandate: str, who: str | None
) -> None:
    asked = f'{{ mandate(id: "{mandate}") {{ version }} again: node(id: "{mandate}") {{ id }} }}'
    body = gateway.ask(who, asked)
    if who in READERS:
        assert "errors" not in body
        assert body["data"] == {"mandate": {"version": 1}, "again": {"id": mandate}}
        return
    assert body["data"] == {"mandate": None, "again": None}
    unknown = gateway.ask(who, asked.replace(mandate, NO_MANDATE))
    assert [error["extensions"] for error in body["errors"]] == [error["extensions"] for error in unknown["errors"]]
    page = gateway.send("GET", f"/proxies/{mandate}", headers=gateway.headers(who))
    nothing = gateway.send("GET", f"/proxies/{NO_MANDATE}", headers=gateway.headers(who))
    assert (page.status_code, page.json()) == (nothing.status_code, nothing.json())
    assert page.status_code == (401 if who is None else 403)


@pytest.mark.parametrize("who", ["bruno", "gita"])
def test_a_refusal_is_in_the_trail_of_the_side_in_which_they_have_a_part(
    gateway: Running, mandate: str, who: str
) -> None:
    person, before = person_id(gateway, who), len(gateway.rows("audit"))
    gateway.act(who, "endMandate", {"mandate": mandate})
    [row] = gateway.rows("audit")[before:]
    company = LAMBERT if who == "bruno" else BENALI
    assert (row["outcome"], row["event"], row["person"], row["company"]) == ("forbidden", "refused", person, company)
    assert (row["action"], row["reason"]) == ("MANDATE_END", WHY_NOT[who].lower())


@pytest.mark.parametrize(
    ("who", "side", "reason"),
    [
        ("emma", None, "NO_ROLE"),  # She represents Maes, which is no party.
        ("gita", "PRINCIPAL", "WRONG_PARTY"),
        ("lea", "MANDATARY", "WRONG_PARTY"),
        ("bruno", None, "NO_SIGNING_POWER"),
    ],
)
def test_who_may_not_prepare_one_is_told_why(gateway: Running, who: str, side: str | None, reason: str) -> None:
    form = {"principal": LAMBERT, "mandatary": BENALI, **TERMS, **({"side": side} if side else {})}
    before = gateway.kept()
    [error] = gateway.act(who, "draftMandate", form)["errors"]
    assert (error["code"], error["decision"]["reason"]) == ("FORBIDDEN", reason)
    assert gateway.kept() == before


def test_who_may_acts_on_it(prepared: Prepared, tmp_path: Path) -> None:
    for name, (who, act) in enumerate(may for may, why in MAY.items() if why is None):
        folder = tmp_path / str(name)
        with Running(prepared.copy_to(folder), folder) as world:
            made = world.act("gita", "draftMandate", {"principal": LAMBERT, "mandatary": BENALI, **TERMS})
            payload = world.act(who, act, given(world, who, act, made["mandate"]["id"]))
            codes = [error.get("conflict", error["code"]) for error in payload["errors"]]
            # There is nothing to end yet, and Lambert has no account with which to prepare anything.
            state = {"endMandate": ["WRONG_STATE"], "amendMandate": ["NO_ACCOUNT"] if who != "farid" else []}
            assert (who, act, codes) == (who, act, state.get(act, []))
