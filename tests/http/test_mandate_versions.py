"""Versions and take-overs over quarters: what stays in force until when, and what the next version is about."""

from datetime import datetime
from typing import Any

import pytest
from asking import Asking, contact, edges
from running import Running
from test_mandate_acts import draft, in_force, made, of_noord, pass_until, quarter, statuses, tasks, told
from test_refusals import person_id

from gateway.demo.world import BENALI, LAMBERT, MAES, NOORD

SHOWN = """query ($id: ID!) { mandate(id: $id) { status lastDay endedAt applicationGroups { code }
  takenOverGroups { start } } }"""


def signed_by_both(gateway: Asking, mandate: str, *who: str) -> str:
    for each in who:
        assert gateway.sign(each, mandate)["errors"] == []
    return mandate


def amended(gateway: Asking, mandate: str, start: object, **more: object) -> str:
    """The id of an amendment that lea's and farid's sides have signed."""
    form = {"mandate": mandate, "startQuarter": str(start), **more}
    return signed_by_both(gateway, made(gateway.act("farid", "amendMandate", form)), "lea", "farid")


def shown(gateway: Asking, who: str, mandate: str) -> dict[str, Any]:
    return dict(gateway.read(who, SHOWN, id=mandate)["mandate"])


def test_an_amendment_in_the_quarter_that_has_begun_takes_nothing_back(gateway: Running) -> None:
    """Both are in force until the quarter is over; nobody else can have the group that it leaves out before that."""
    now = quarter(gateway)
    former = in_force(gateway, "DMFA_DIMONA", "OCCASIONAL_WORK")
    later = amended(gateway, former, now, applicationGroups=["OCCASIONAL_WORK"])
    assert statuses(gateway, "lea", LAMBERT) == {former: "ACTIVE", later: "ACTIVE"}
    assert shown(gateway, "lea", former)["lastDay"] == now.last_day.isoformat()
    pass_until(gateway, now.next)
    assert statuses(gateway, "lea", LAMBERT) == {former: "SUPERSEDED", later: "ACTIVE"}


def test_to_end_the_newest_version_ends_all_that_are_still_in_force(gateway: Running) -> None:
    now = quarter(gateway)
    first = in_force(gateway, "DMFA_DIMONA")
    second = amended(gateway, first, now.next.next, endQuarter="2190-Q1")
    third = amended(gateway, second, now.next.next.next, endQuarter="2190-Q2")
    assert told(gateway.act("lea", "endMandate", {"mandate": first})) == [("CONFLICT", "STALE_VERSION")]
    assert gateway.act("lea", "endMandate", {"mandate": third})["errors"] == []
    assert statuses(gateway, "lea", LAMBERT) == {first: "ACTIVE", second: "ENDED", third: "ENDED"}
    pass_until(gateway, now.next)
    assert set(statuses(gateway, "lea", LAMBERT).values()) == {"ENDED"}


def test_what_ended_or_was_superseded_before_it_began_says_when_that_was_settled(gateway: Running) -> None:
    now = quarter(gateway)
    first = in_force(gateway, "DMFA_DIMONA", startQuarter=str(now.next.next))
    second = amended(gateway, first, now.next, endQuarter="2190-Q1")
    assert statuses(gateway, "lea", LAMBERT) == {first: "SUPERSEDED", second: "SCHEDULED"}
    assert datetime.fromisoformat(shown(gateway, "lea", first)["endedAt"]) < gateway.clock()


def test_to_amend_what_was_partly_taken_over_leaves_out_what_is_gone(gateway: Running) -> None:
    now, form = quarter(gateway), {"providerKind": "RECOGNISED_SOCIAL_SECRETARIAT", "mandatary": NOORD}
    both = {**form, "startQuarter": str(now)}
    former = made(draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT", "OCCASIONAL_WORK", **both))
    signed_by_both(gateway, former, "emma", "jan")
    taking = {"startQuarter": str(now.next), "replaces": former}
    signed_by_both(gateway, made(draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT", **taking)), "emma", "farid")
    form = {"mandate": former, "startQuarter": str(now.next), "endQuarter": "2190-Q1"}
    for who in ("jan", "emma"):
        later = gateway.act(who, "amendMandate", form)
        assert [group["code"] for group in later["mandate"]["applicationGroups"]] == ["OCCASIONAL_WORK"]
        gateway.act(who, "withdrawMandate", {"mandate": later["mandate"]["id"]})
    same = {"mandate": former, "applicationGroups": ["OCCASIONAL_WORK"], "startQuarter": str(now)}
    assert told(gateway.act("emma", "amendMandate", same)) == [("INVALID", "")]


def test_the_provider_learns_nothing_of_another_by_amending_what_replaces_its_mandate(gateway: Running) -> None:
    taking = {"startQuarter": str(quarter(gateway).next), "replaces": of_noord(gateway)}
    mandate = made(draft(gateway, "emma", MAES, "DMFA_DIMONA", **taking))
    answers = [
        gateway.act("farid", "amendMandate", {"mandate": mandate, "applicationGroups": [group]})
        for group in ("ASR_UNEMPLOYMENT", "DMFA_DIMONA", "OCCASIONAL_WORK")
    ]
    assert [(answer["errors"], answer["mandate"]["version"]) for answer in answers] == [([], 2), ([], 3), ([], 4)]
    refused = gateway.act("emma", "amendMandate", {"mandate": mandate, "applicationGroups": ["ASR_UNEMPLOYMENT"]})
    assert told(refused) == [("INVALID", "applicationGroups")]


def test_a_provider_has_no_part_in_what_its_principal_agrees_with_another(gateway: Running) -> None:
    """Jan has mandates of Maes. Of the one between Maes and Benali he is told what petra is told of it."""
    mandate = made(draft(gateway, "emma", MAES, "OCCASIONAL_WORK"))
    for act in ("refuseMandate", "withdrawMandate", "endMandate"):
        assert gateway.act("jan", act, {"mandate": mandate}) == gateway.act("petra", act, {"mandate": mandate})
    assert not any(row["company"] == MAES and row["outcome"] == "forbidden" for row in gateway.rows("audit"))


def test_a_refusal_stands_in_the_history_of_ones_own_side(gateway: Running) -> None:
    person = person_id(gateway, "jan")
    [error] = gateway.act("jan", "endMandate", {"mandate": of_noord(gateway), "side": "PRINCIPAL"})["errors"]
    assert error["decision"]["reason"] == "WRONG_PARTY"
    refused = [row["company"] for row in gateway.rows("audit") if row["person"] == person and row["event"] == "refused"]
    assert refused == [NOORD]


@pytest.mark.parametrize("act", ["withdrawMandate", "refuseMandate", "endMandate"])
def test_a_retry_of_an_act_gets_the_mandate_that_was_acted_on(gateway: Running, act: str) -> None:
    mandate = (
        in_force(gateway, "DMFA_DIMONA")
        if act == "endMandate"
        else made(draft(gateway, "gita", LAMBERT, "DMFA_DIMONA"))
    )
    who = {"withdrawMandate": "gita", "refuseMandate": "lea", "endMandate": "lea"}[act]
    kind = f"{act[0].upper()}{act[1:]}Input"
    body = {
        "query": f"mutation ($i: {kind}!) {{ {act}(input: $i) {{ mandate {{ id status }} errors {{ code }} }} }}",
        "variables": {"i": {"mandate": mandate}},
    }
    headers = {**gateway.headers(who), "Idempotency-Key": "once"}
    first, again = (gateway.send("POST", "/graphql", json=body, headers=headers).json() for _ in range(2))
    assert first == again
    assert first["data"][act]["mandate"]["id"] == mandate


def test_what_is_in_the_way_is_told_with_what_can_be_done_about_it(gateway: Running) -> None:
    now = quarter(gateway)
    in_way = draft(gateway, "emma", MAES, "DMFA_DIMONA", startQuarter=str(now.next))["errors"][0]["message"]
    assert "end it, or prepare a mandate that replaces it" in in_way
    mandate = made(draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT"))
    signed_by_both(gateway, mandate, "emma")
    other = draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT", mandatary=NOORD, providerKind="OTHER_INTERMEDIARY")
    assert told(other) == [("CONFLICT", "PERIOD_OVERLAP")]
    assert "withdraw or refuse that one first" in other["errors"][0]["message"]


def test_who_has_an_account_that_closes_or_waits_is_told_that(gateway: Running) -> None:
    assert gateway.act("emma", "requestAccountClosure", {"company": MAES})["errors"] == []
    closing = draft(gateway, "emma", MAES, "OCCASIONAL_WORK")
    assert (told(closing), "call that off" in closing["errors"][0]["message"]) == ([("CONFLICT", "NO_ACCOUNT")], True)
    gateway.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})
    waiting = draft(gateway, "lea", LAMBERT, "OCCASIONAL_WORK")
    assert (told(waiting), "still has to sign in" in waiting["errors"][0]["message"]) == (told(closing), True)


def test_a_mandate_that_an_amendment_prolongs_is_no_task_and_a_late_proxy_says_what_to_do(gateway: Running) -> None:
    now = quarter(gateway)
    mandate = in_force(gateway, "DMFA_DIMONA", endQuarter=str(now))
    assert [task["__typename"] for task in tasks(gateway, "lea")] == ["MandateEndsTask"]
    amended(gateway, mandate, now.next, endQuarter="2190-Q4")
    assert tasks(gateway, "lea") == []
    made(draft(gateway, "gita", LAMBERT, "OCCASIONAL_WORK", startQuarter=str(now)))
    pass_until(gateway, now.next)
    asked = "{ viewer { tasks { edges { node { message } } } } }"
    [late] = edges(gateway.read("lea", asked)["viewer"]["tasks"])
    assert "can no longer be signed as it is: amend it" in late["message"]


@pytest.mark.parametrize(
    "reason", ["Motif\N{NO-BREAK SPACE}: départ", "one\r\ntwo", "a\tb", "👩\N{ZERO WIDTH JOINER}💼"]
)
def test_a_reason_may_be_typed_as_people_type(gateway: Running, reason: str) -> None:
    mandate = made(draft(gateway, "gita", LAMBERT, "DMFA_DIMONA"))
    assert gateway.act("lea", "refuseMandate", {"mandate": mandate, "reason": reason})["errors"] == []


def test_the_preview_of_what_cannot_be_taken_over_is_the_answer_of_drafting_it(gateway: Running) -> None:
    now = quarter(gateway)
    open_proxy = made(draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT", mandatary=NOORD))
    asked = f'''{{ takeOverPreview(replaces: "{open_proxy}", mandatary: "{BENALI}", startQuarter: "{now.next}",
      applicationGroups: ["ASR_UNEMPLOYMENT"]) {{ lastDay }} }}'''
    [error] = gateway.ask("emma", asked)["errors"]
    assert error["extensions"]["code"] == "CONFLICT"
    drafted = draft(gateway, "emma", MAES, "ASR_UNEMPLOYMENT", startQuarter=str(now.next), replaces=open_proxy)
    assert (told(drafted), drafted["errors"][0]["message"]) == ([("CONFLICT", "WRONG_STATE")], error["message"])
