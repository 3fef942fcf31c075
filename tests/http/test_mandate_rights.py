"""What is shown of a mandate, and of what goes with it, needs a right of its own; without it there is null and why."""

from datetime import UTC, datetime
from typing import Any

import pytest
from asking import Asking
from granting import Granting, action, at

from gateway.demo.world import BENALI, MAES
from gateway.domain.day import day_in_belgium
from gateway.domain.quarter import quarter_of
from gateway.graphql.node import global_id

NEXT = quarter_of(day_in_belgium(datetime.now(UTC))).next
READS = ("mandate_as_principal.read",)
SIGNS = ("viewer.read", "mandate_as_principal.sign", "mandate_as_mandatary.draft", *READS)
MANDATE = "{ mandate(id: $dmfa) { {0} } }"
PREVIEW = f"""{{ takeOverPreview(replaces: $dmfa, mandatary: "{BENALI}", startQuarter: "{NEXT}",
  applicationGroups: ["DMFA_DIMONA", "ASR_UNEMPLOYMENT"]) {{ {{0}} }} }}"""
TASKS = "{ viewer { tasks { edges { node { {0} } } } } }"

BEYOND_MANDATES = {
    # the field: the way to it, what is asked there, the rights that lead there; the last one is its own
    "Mandate.principal": (MANDATE, "principal { number }", (*READS, "company.read")),
    "Mandate.mandatary": (MANDATE, "x: mandatary { number }", (*READS, "company.read")),
    "Mandate.applicationGroups": (MANDATE, "applicationGroups { code }", (*READS, "application_group.read")),
    "Mandate.takenOverGroups": (MANDATE, "takenOverGroups { start }", (*READS, "application_group.read")),
    "TakeOverPreview.goesOver": (PREVIEW, "goesOver { code }", (*READS, "application_group.read")),
    "TakeOverPreview.new": (PREVIEW, "x: new { label }", (*READS, "application_group.read")),
    "KeptGroup.group": (PREVIEW, "stays { group { code } }", (*READS, "application_group.read")),
    "MandateTask.company": (TASKS, "... on MandateTask { company { number } }", (*SIGNS, "company.read")),
    "SignMandateTask.company": (TASKS, "... on SignMandateTask { company { number } }", (*SIGNS, "company.read")),
}

SAME_AS_TRIED = {
    # What leads there has been judged by the same right, in the same company.
    "TakeOverPreview.mandate",
    "TakeOverPreview.inTheWay",
    "KeptGroup.mandate",
    "MandateTask.mandate",
    "SignMandateTask.mandate",
    "MandateEndsTask.mandate",
    "MandateEndsTask.company",
    # It is judged in the two tests at the end.
    "Mandate.replaces",
}
TERMS = {"providerKind": "ACCOUNTANT", "applicationGroups": ["DMFA_DIMONA"], "startQuarter": str(NEXT)}
DRAFT = "mutation ($input: DraftMandateInput!) { draftMandate(input: $input) { {0} } }"


def of_noord(gateway: Asking) -> str:
    """The id of Noord's mandate of Maes for DMFA_DIMONA."""
    keys = [group["mandate"] for group in gateway.rows("mandate_group") if group["code"] == "DMFA_DIMONA"]
    return str(global_id("Mandate", keys[0]))


def drafted(gateway: Asking, who: str, shown: str, **terms: object) -> dict[str, Any]:
    """What comes of drafting a proxy of Maes for Benali."""
    given = {"principal": MAES, "mandatary": BENALI, **TERMS, **terms}
    return gateway.ask(who, DRAFT.replace("{0}", shown), input=given)


@pytest.mark.parametrize("field", BEYOND_MANDATES)
def test_what_is_shown_of_a_mandate_is_forbidden_until_its_own_right_is_granted(granting: Granting, field: str) -> None:
    way, asked, rights = BEYOND_MANDATES[field]
    without, granted = granting(*rights[:-1]), granting(*rights)
    for gateway in (without, granted):
        drafted(gateway, "gita", "errors { code }", applicationGroups=["OCCASIONAL_WORK"])
    text = way.replace("{0}", asked)
    text = f"query ($dmfa: ID!) {text}" if "$dmfa" in text else text
    body = without.ask("emma", text, dmfa=of_noord(without))
    assert {error["extensions"]["decision"]["action"] for error in body["errors"]} == {action(rights[-1])}
    assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}
    assert all(at(body["data"], error["path"]) is None for error in body["errors"])
    assert "errors" not in granted.ask("emma", text, dmfa=of_noord(granted))


def test_a_payload_shows_the_mandate_only_to_those_who_may_read_it(granting: Granting) -> None:
    shown = "mandate { status } errors { code }"
    body = drafted(granting("mandate_as_principal.draft"), "emma", shown, applicationGroups=["OCCASIONAL_WORK"])
    assert body["data"]["draftMandate"] == {"mandate": None, "errors": []}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]


def test_a_conflict_names_the_mandate_in_the_way_only_to_those_who_may_read_it(granting: Granting) -> None:
    shown = "errors { code ... on ConflictError { conflict mandate { id } } }"
    for rights, codes in (((), ["FORBIDDEN"]), (READS, [])):
        gateway = granting("mandate_as_principal.draft", *rights)
        body = drafted(gateway, "emma", shown)
        [error] = body["data"]["draftMandate"]["errors"]
        named = None if codes else {"id": of_noord(gateway)}
        assert error == {"code": "CONFLICT", "conflict": "PERIOD_OVERLAP", "mandate": named}
        assert [error["extensions"]["code"] for error in body.get("errors", [])] == codes


def test_a_provider_is_not_shown_whose_mandate_its_own_would_replace(granting: Granting) -> None:
    gateway = granting("mandate_as_principal.draft", "mandate_as_principal.read", "mandate_as_mandatary.read")
    former = of_noord(gateway)
    body = drafted(gateway, "emma", "mandate { id replaces { id } }", replaces=former)
    made = body["data"]["draftMandate"]["mandate"]
    assert made["replaces"] == {"id": former}
    seen = gateway.ask("gita", "query ($id: ID!) { mandate(id: $id) { replaces { id } } }", id=made["id"])
    assert seen["data"]["mandate"] == {"replaces": None}
    assert [error["extensions"]["decision"]["reason"] for error in seen["errors"]] == ["NO_ROLE"]
