"""What comes of acts on mandates, as an app sees it: what is wrong with the input, what is in the way, what is next."""

from typing import Any

import pytest
from asking import Asking, edges
from running import Running
from test_refusals import NO_MANDATE

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, LAMBERT, MAES, MOLEN, NOORD
from gateway.domain.day import day_in_belgium
from gateway.domain.quarter import Quarter, quarter_of
from gateway.graphql.node import global_id

LISTED = """query ($n: EnterpriseNumber!, $side: MandateSide, $status: [MandateStatus!]) { company(number: $n) {
  mandates(side: $side, status: $status) { edges { node { id status } } } } }"""
TASKS = (
    "{ viewer { tasks { edges { node { __typename since dueAt company { number } ... on MandateTask { side } } } } } }"
)
PREVIEW = """query ($replaces: ID!, $mandatary: EnterpriseNumber!, $groups: [String!]!, $start: Quarter!) {
  takeOverPreview(replaces: $replaces, mandatary: $mandatary, applicationGroups: $groups, startQuarter: $start) {
    goesOver { code } new { code } stays { group { code } } inTheWay { id } } }"""


def quarter(gateway: Running) -> Quarter:
    return quarter_of(day_in_belgium(gateway.clock()))


def pass_until(gateway: Running, start: Quarter) -> None:
    """Let time pass until the first day of a quarter."""
    gateway.clock.time += start.first_day - day_in_belgium(gateway.clock())


def draft(gateway: Asking, who: str, principal: str, *groups: str, **more: object) -> dict[str, Any]:
    """The payload of drafting for Benali."""
    terms = {"providerKind": "ACCOUNTANT", "startQuarter": "2100-Q1", "applicationGroups": list(groups)}
    return gateway.act(who, "draftMandate", {"principal": principal, "mandatary": BENALI, **terms, **more})


def made(payload: dict[str, Any]) -> str:
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def told(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The kind of each error, and the place in the input or the conflict."""
    assert payload["mandate"] is None
    return [(error["code"], error.get("conflict") or ".".join(error["path"] or ())) for error in payload["errors"]]


def of_noord(gateway: Asking, group: str = "DMFA_DIMONA") -> str:
    """The id of a mandate that Maes has given to Noord."""
    [key] = [
        row["mandate"] for row in gateway.rows("mandate_group") if row["code"] == group and row["state"] == "signed"
    ]
    return str(global_id("Mandate", key))


def in_force(gateway: Running, *groups: str, **more: object) -> str:
    """The id of a mandate of Lambert to Benali that both sides have signed, from the present quarter on."""
    mandate = made(draft(gateway, "gita", LAMBERT, *groups, **{"startQuarter": str(quarter(gateway)), **more}))
    for who in ("lea", "farid"):
        assert gateway.sign(who, mandate)["errors"] == []
    return mandate


def statuses(gateway: Asking, who: str, number: str, **only: object) -> dict[str, str]:
    listed = gateway.read(who, LISTED, n=number, **only)["company"]["mandates"]
    return {mandate["id"]: mandate["status"] for mandate in edges(listed)}


WRONG = {
    "everything typed": (
        {"applicationGroups": ["X", "X"], "startQuarter": "2020-Q1", "endQuarter": "2019-Q4", "mandatary": MAES},
        [("INVALID", path) for path in (*["applicationGroups"] * 2, "startQuarter", "endQuarter", "mandatary")],
    ),
    "no group": ({"applicationGroups": []}, [("INVALID", "applicationGroups")]),
    "no such provider": ({"mandatary": "0314595348"}, [("NOT_FOUND", "mandatary")]),
    "a provider that has ended": ({"mandatary": MOLEN}, [("INVALID", "mandatary")]),
    "nothing that it could replace": ({"replaces": NO_MANDATE}, [("NOT_FOUND", "replaces")]),
}


@pytest.mark.parametrize("case", WRONG)
def test_drafting_says_all_that_is_wrong_with_the_input(shared: Running, case: str) -> None:
    more, expected = WRONG[case]
    before = shared.kept()
    assert told(draft(shared, "emma", MAES, "OCCASIONAL_WORK", **more)) == expected
    assert shared.kept() == before


def test_a_take_over_in_the_present_quarter_is_invalid_whatever_else_is_wrong(shared: Running) -> None:
    now = str(quarter(shared))
    payload = draft(shared, "emma", MAES, "X", replaces=of_noord(shared), startQuarter=now)
    assert told(payload) == [("INVALID", "applicationGroups"), ("INVALID", "startQuarter")]


def test_what_is_replaced_must_belong_to_another_and_share_a_group(shared: Running) -> None:
    former = of_noord(shared)
    payload = draft(shared, "emma", MAES, "OCCASIONAL_WORK", replaces=former, mandatary=NOORD)
    assert told(payload) == [("INVALID", "replaces"), ("INVALID", "applicationGroups")]


def test_a_provider_cannot_tell_whether_there_is_a_mandate_of_another(shared: Running) -> None:
    """Gita may prepare for Benali, and learns nothing of Noord's mandate by trying to replace it."""
    replacing = [draft(shared, "gita", MAES, "DMFA_DIMONA", replaces=given) for given in (of_noord(shared), NO_MANDATE)]
    assert replacing[0] == replacing[1]
    assert told(replacing[0]) == [("NOT_FOUND", "replaces")]


def test_overlap_is_told_to_the_principal_and_not_to_the_provider(gateway: Running) -> None:
    payload = draft(gateway, "emma", MAES, "DMFA_DIMONA")
    assert told(payload) == [("CONFLICT", "PERIOD_OVERLAP")]
    assert payload["errors"][0]["mandate"]["id"] == of_noord(gateway)
    mandate = made(draft(gateway, "gita", MAES, "DMFA_DIMONA"))
    assert gateway.sign("farid", mandate)["errors"] == []
    assert told(gateway.sign("emma", mandate)) == [("CONFLICT", "PERIOD_OVERLAP")]


def test_a_provider_has_one_open_proxy_for_a_group(gateway: Running) -> None:
    mandate = made(draft(gateway, "gita", LAMBERT, "OCCASIONAL_WORK", "DMFA_DIMONA"))
    payload = draft(gateway, "farid", LAMBERT, "DMFA_DIMONA")
    assert told(payload) == [("CONFLICT", "PROXY_OPEN")]
    assert payload["errors"][0]["mandate"]["id"] == mandate
    assert gateway.act("gita", "withdrawMandate", {"mandate": mandate})["mandate"]["status"] == "WITHDRAWN"
    made(draft(gateway, "farid", LAMBERT, "DMFA_DIMONA"))


def test_an_open_proxy_is_refused_by_the_other_side_in_its_own_words(gateway: Running) -> None:
    mandate = made(draft(gateway, "gita", LAMBERT, "DMFA_DIMONA"))
    number = PERSONAS["gita"].national_number
    for reason in ("x" * 501, f"ask {number}", "bell\a"):
        assert told(gateway.act("lea", "refuseMandate", {"mandate": mandate, "reason": reason})) == [
            ("INVALID", "reason")
        ]
    refused = gateway.act("lea", "refuseMandate", {"mandate": mandate, "reason": " Not us.\nSorry. "})
    assert (refused["errors"], refused["mandate"]["status"]) == ([], "REJECTED")
    read = gateway.read("gita", f'{{ mandate(id: "{mandate}") {{ reason endedAt waitingFor }} }}')["mandate"]
    assert (read["reason"], read["waitingFor"], bool(read["endedAt"])) == ("Not us.\nSorry.", [], True)
    for act in ("refuseMandate", "amendMandate", "signMandate"):
        given = gateway.signed("lea", mandate) if act == "signMandate" else {"mandate": mandate}
        more = {"endQuarter": "2100-Q4"} if act == "amendMandate" else {}
        assert told(gateway.act("lea", act, {**given, **more})) == [("CONFLICT", "WRONG_STATE")]


def test_a_mandate_in_force_is_amended_by_another_and_stays_until_both_have_signed_that(gateway: Running) -> None:
    now = quarter(gateway)
    mandate = in_force(gateway, "DMFA_DIMONA")
    assert told(gateway.act("farid", "amendMandate", {"mandate": mandate})) == [("INVALID", "")]
    form = {"mandate": mandate, "applicationGroups": ["DMFA_DIMONA", "OCCASIONAL_WORK"], "startQuarter": str(now.next)}
    amendment = gateway.act("farid", "amendMandate", form)["mandate"]
    assert (amendment["version"], amendment["status"]) == (2, "DRAFT")
    again = gateway.act("farid", "amendMandate", {"mandate": mandate, "endQuarter": "2101-Q4"})
    assert told(again) == [("CONFLICT", "STALE_VERSION")]
    assert statuses(gateway, "farid", BENALI, status=["ACTIVE", "DRAFT"]) == {
        mandate: "ACTIVE",
        amendment["id"]: "DRAFT",
    }
    for who in ("lea", "farid"):
        assert gateway.sign(who, amendment["id"])["errors"] == []
    assert statuses(gateway, "farid", BENALI) == {mandate: "ACTIVE", amendment["id"]: "SCHEDULED"}
    pass_until(gateway, now.next)
    assert statuses(gateway, "farid", BENALI) == {mandate: "SUPERSEDED", amendment["id"]: "ACTIVE"}


def test_what_is_ended_gives_access_until_the_quarter_is_over_and_no_day_longer(gateway: Running) -> None:
    now = quarter(gateway)
    mandate = in_force(gateway, "DMFA_DIMONA")
    asked = f'{{ company(number: "{LAMBERT}") {{ account {{ status }} }} }}'
    assert gateway.act("farid", "endMandate", {"mandate": mandate, "reason": "We stop."})["errors"] == []
    assert told(gateway.act("lea", "endMandate", {"mandate": mandate})) == [("CONFLICT", "WRONG_STATE")]
    assert "errors" not in gateway.ask("gita", asked)
    assert [task["__typename"] for task in tasks(gateway, "lea")] == ["MandateEndsTask"]
    pass_until(gateway, now.next)
    assert gateway.ask("gita", asked)["errors"][0]["extensions"]["decision"]["reason"] == "NO_ROLE"
    assert statuses(gateway, "farid", BENALI, status=["ENDED"]) == {mandate: "ENDED"}
    assert tasks(gateway, "lea") == []


def test_a_mandate_expires_with_its_last_quarter(gateway: Running) -> None:
    now = quarter(gateway)
    mandate = in_force(gateway, "DMFA_DIMONA", startQuarter=str(now.next), endQuarter=str(now.next))
    seen = [statuses(gateway, "lea", LAMBERT)[mandate]]
    for start in (now.next, now.next.next):
        pass_until(gateway, start)
        seen.append(statuses(gateway, "lea", LAMBERT)[mandate])
    assert seen == ["SCHEDULED", "ACTIVE", "EXPIRED"]


def test_what_waits_longest_comes_first_and_says_since_when(gateway: Running) -> None:
    for group in ("OCCASIONAL_WORK", "DMFA_DIMONA"):
        made(draft(gateway, "gita", LAMBERT, group))
        gateway.clock.advance(days=1)
    waiting = tasks(gateway, "lea")
    assert [(task["__typename"], task["side"]) for task in waiting] == [("SignMandateTask", "PRINCIPAL")] * 2
    assert waiting[0]["since"] < waiting[1]["since"] < waiting[1]["dueAt"] == "2100-03-31T22:00:00Z"
    assert {task["company"]["number"] for task in tasks(gateway, "farid")} == {BENALI}
    assert tasks(gateway, "gita") == []


def tasks(gateway: Asking, who: str) -> list[dict[str, Any]]:
    return list(edges(gateway.read(who, TASKS)["viewer"]["tasks"]))


def test_mandates_are_listed_by_side_and_status_to_those_who_may_read_them(shared: Running) -> None:
    active = {of_noord(shared, group): "ACTIVE" for group in ("DMFA_DIMONA", "FEDERAL_LEARNING_ACCOUNT")}
    for who, number in (("emma", MAES), ("dries", MAES), ("jan", NOORD), ("ines", MAES)):
        own, other = ("MANDATARY", "PRINCIPAL") if number == NOORD else ("PRINCIPAL", "MANDATARY")
        assert statuses(shared, who, number) == statuses(shared, who, number, side=own) == active
        assert statuses(shared, who, number, status=["ACTIVE", "ENDED"]) == active
        assert statuses(shared, who, number, side=other) == statuses(shared, who, number, status=[]) == {}
    for who in ("petra", "jan"):
        [error] = shared.ask(who, LISTED, n=MAES)["errors"]
        assert (error["path"], error["extensions"]["decision"]["reason"]) == (["company", "mandates"], "NO_ROLE")


def test_the_preview_is_for_the_principal_s_side_and_says_what_drafting_would(shared: Running) -> None:
    former, now = of_noord(shared), quarter(shared)
    asked = {"replaces": former, "mandatary": BENALI, "groups": ["DMFA_DIMONA"], "start": str(now.next)}
    answer = {"goesOver": [{"code": "DMFA_DIMONA"}], "new": [], "inTheWay": None}
    stays = [{"group": {"code": "FEDERAL_LEARNING_ACCOUNT"}}]
    for who in ("emma", "dries", "ines"):
        assert shared.read(who, PREVIEW, **asked)["takeOverPreview"] == {**answer, "stays": stays}
    for who in ("jan", "farid", "petra"):
        refused = [shared.ask(who, PREVIEW, **{**asked, "replaces": given}) for given in (former, NO_MANDATE)]
        assert refused[0] == refused[1]
        assert refused[0]["errors"][0]["extensions"]["decision"]["reason"] == "NO_ROLE"
    wrong = shared.ask("emma", PREVIEW, **{**asked, "groups": ["X"], "start": str(now)})["errors"]
    assert [error["extensions"]["argument"] for error in wrong] == [["applicationGroups"], ["startQuarter"]]
