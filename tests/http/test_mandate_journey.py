"""Mandates from the draft to the take-over, over real HTTP, against the process that an operator starts."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from asking import Asking, edges
from pypdf import PdfReader
from running import Served, serving

from gateway.demo.world import BENALI, LAMBERT, MAES
from gateway.domain.day import day_in_belgium
from gateway.domain.quarter import quarter_of

NOW = quarter_of(day_in_belgium(datetime.now(UTC)))
TASKS = """{ viewer { tasks { edges { node { __typename since dueAt message company { number }
  ... on MandateTask { side mandate { id status viewerCan(action: MANDATE_SIGN) { allowed } } } } } } } }"""
PROXY = """query ($id: ID!) { mandate(id: $id) { status waitingFor endedAt
  proxy { document mediaType sha256 sha384 sha512 pdfUrl hash(algorithm: ES384)
    signatures { side algorithm certificateFingerprint revocation signedBy { firstName } } } } }"""
PREVIEW = """query ($replaces: ID!, $start: Quarter!) { takeOverPreview(
  replaces: $replaces, mandatary: "0000010292", applicationGroups: ["DMFA_DIMONA"], startQuarter: $start
) { startQuarter lastDay goesOver { code } new { code } inTheWay { id }
  stays { group { code } mandate { id mandatary { number } } } } }"""
MANDATES = """query ($number: EnterpriseNumber!, $side: MandateSide, $status: [MandateStatus!]) {
  company(number: $number) {
  mandates(side: $side, status: $status) { edges { node {
    id status mandatary { number } applicationGroups { code } lastDay
    takenOverGroups { group { code } start } } } } } }"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A world of this module's own."""
    with serving(tmp_path_factory.mktemp("mandates") / "world") as server:
        yield server


def draft(principal: str, groups: list[str], start: object = NOW, **more: object) -> dict[str, object]:
    parties = {"principal": principal, "mandatary": BENALI, "providerKind": "ACCOUNTANT"}
    return {**parties, "applicationGroups": groups, "startQuarter": str(start), **more}


def tasks(gateway: Asking, who: str) -> list[dict[str, Any]]:
    return list(edges(gateway.read(who, TASKS)["viewer"]["tasks"]))


def mandates(gateway: Asking, who: str, number: str, **only: object) -> list[dict[str, Any]]:
    return list(edges(gateway.read(who, MANDATES, number=number, **only)["company"]["mandates"]))


def test_the_journey_of_lambert_from_the_draft_to_the_second_signature(served: Served) -> None:
    lea_has_no_account_and_is_told_who_may_prepare_it(served)
    mandate = gita_prepares_it(served)
    bruno_dries_and_petra_are_refused_everywhere(served, mandate)
    lea_sees_the_task_and_reads_the_proxy(served, mandate)
    lea_signs_what_she_has_read(served, mandate)
    farid_signs_and_it_is_in_force(served, mandate)
    the_proxy_says_who_signed_what(served, mandate)
    both_histories_tell_it(served)


def lea_has_no_account_and_is_told_who_may_prepare_it(served: Served) -> None:
    [error] = served.act("lea", "draftMandate", draft(LAMBERT, ["DMFA_DIMONA"]))["errors"]
    assert (error["code"], error["conflict"]) == ("CONFLICT", "NO_ACCOUNT")
    assert "let the social service provider prepare the electronic proxy" in error["message"]


def gita_prepares_it(served: Served) -> str:
    payload = served.act("gita", "draftMandate", draft(LAMBERT, ["DMFA_DIMONA"]))
    assert payload["errors"] == []
    assert (payload["mandate"]["status"], payload["mandate"]["waitingFor"]) == ("DRAFT", ["PRINCIPAL", "MANDATARY"])
    return str(payload["mandate"]["id"])


def bruno_dries_and_petra_are_refused_everywhere(served: Served, mandate: str) -> None:
    why = {
        # who: on Lambert's mandate, preparing one for Lambert, preparing one for Maes
        "bruno": ("NO_SIGNING_POWER", "NO_SIGNING_POWER", "NO_ROLE"),
        "dries": ("NO_ROLE", "NO_ROLE", "WRONG_PARTY"),
        "petra": ("NO_ROLE", "NO_ROLE", "NO_ROLE"),
    }
    for who, (on_it, for_lambert, for_maes) in why.items():
        asked = {
            "signMandate": served.signed(who, mandate),
            **{f"{verb}Mandate": {"mandate": mandate} for verb in ("refuse", "amend", "end", "withdraw")},
        }
        for mutation, given in asked.items():
            [error] = served.act(who, mutation, given)["errors"]
            assert (who, mutation, error["decision"]["reason"]) == (who, mutation, on_it)
        for company, reason in ((LAMBERT, for_lambert), (MAES, for_maes)):
            [error] = served.act(who, "draftMandate", draft(company, ["DMFA_DIMONA"]))["errors"]
            assert (who, company, error["decision"]["reason"]) == (who, company, reason)
        body = served.ask(who, PROXY, id=mandate)
        assert body["data"]["mandate"] is None
        assert body["errors"] == served.ask(who, PROXY, id="TWFuZGF0ZTp4")["errors"]
        assert served.send("GET", f"/proxies/{mandate}", headers=served.headers(who)).status_code == 403
        assert tasks(served, who) == []


def lea_sees_the_task_and_reads_the_proxy(served: Served, mandate: str) -> None:
    [task] = tasks(served, "lea")
    assert (task["__typename"], task["side"], task["company"]["number"]) == ("SignMandateTask", "PRINCIPAL", LAMBERT)
    assert task["mandate"] == {"id": mandate, "status": "DRAFT", "viewerCan": {"allowed": True}}
    proxy = served.read("lea", PROXY, id=mandate)["mandate"]["proxy"]
    assert proxy["pdfUrl"] == f"{served.base}/proxies/{mandate}"
    for name in ("sha256", "sha384", "sha512"):
        assert proxy[name] == hashlib.new(name, proxy["document"].encode()).hexdigest()
    said = json.loads(proxy["document"])
    assert (said["principal"]["number"], said["mandatary"]["number"]) == (LAMBERT, BENALI)
    assert (said["applicationGroups"], said["startQuarter"], said["version"]) == (["DMFA_DIMONA"], str(NOW), 1)
    texts = {language: pdf_text(served, "lea", mandate, language) for language in ("fr", "nl", "de", "en")}
    assert len(set(texts.values())) == 4
    assert all("Boulangerie Lambert SRL" in text and proxy["sha256"] in text for text in texts.values())


def pdf_text(served: Served, who: str, mandate: str, language: str) -> str:
    response = served.send("GET", f"/proxies/{mandate}", headers=served.headers(who, language))
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert (response.headers["content-language"], response.headers["cache-control"]) == (language, "no-store")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def lea_signs_what_she_has_read(served: Served, mandate: str) -> None:
    wrong = signed_by_command(served, "lea", mandate, "--certificate", "authentication")
    [error] = served.act("lea", "signMandate", wrong)["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["certificate"])
    assert "authentication certificate" in error["message"]
    payload = served.act("lea", "signMandate", signed_by_command(served, "lea", mandate))
    assert (payload["errors"], payload["mandate"]["status"]) == ([], "PENDING")
    assert payload["mandate"]["waitingFor"] == ["MANDATARY"]
    assert tasks(served, "lea") == []


def signed_by_command(served: Served, who: str, mandate: str, *options: str) -> dict[str, Any]:
    """What `gateway sign` prints, beside the running server."""
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "sign", who, mandate]
    run = subprocess.run([*command, "--data", str(served.folder), *options], capture_output=True, check=True)
    return dict(json.loads(run.stdout))


def farid_signs_and_it_is_in_force(served: Served, mandate: str) -> None:
    [task] = tasks(served, "farid")
    assert (task["side"], task["mandate"]["status"]) == ("MANDATARY", "PENDING")
    response = served.send("POST", "/demo/sign", json={"persona": "farid", "mandate": mandate})
    payload = served.act("farid", "signMandate", response.json())
    assert (payload["errors"], payload["mandate"]["status"]) == ([], "ACTIVE")
    roles = f'{{ company(number: "{LAMBERT}") {{ viewerRoles account {{ status }} ebox {{ status }} }} }}'
    for who in ("farid", "gita"):
        assert "MANDATED_PROVIDER" in served.read(who, roles)["company"]["viewerRoles"]


def the_proxy_says_who_signed_what(served: Served, mandate: str) -> None:
    shown = served.read("gita", PROXY, id=mandate)["mandate"]
    assert [(s["side"], s["signedBy"]["firstName"], s["revocation"]) for s in shown["proxy"]["signatures"]] == [
        ("PRINCIPAL", "Léa", "NOT_CHECKED"),
        ("MANDATARY", "Farid", "NOT_CHECKED"),
    ]
    text = pdf_text(served, "farid", mandate, "en")
    assert "Léa Lambert" in text and "Farid Benali" in text


def both_histories_tell_it(served: Served) -> None:
    history = (
        "query ($n: EnterpriseNumber!) { company(number: $n) { history(first: 100) { edges { node { event } } } } }"
    )
    told = {
        number: [entry["event"] for entry in edges(served.read(who, history, n=number)["company"]["history"])][::-1]
        for who, number in (("lea", LAMBERT), ("farid", BENALI))
    }
    expected = ["MANDATE_DRAFTED", "MANDATE_SIGNED", "MANDATE_SIGNED", "MANDATE_IN_FORCE"]
    for events in told.values():
        assert [event for event in events if event.startswith("MANDATE")] == expected


def test_emma_replaces_noord_by_benali_and_jan_ends_what_is_left(served: Served) -> None:
    of_noord = {m["applicationGroups"][0]["code"]: m["id"] for m in mandates(served, "emma", MAES, status=["ACTIVE"])}
    assert set(of_noord) == {"DMFA_DIMONA", "FEDERAL_LEARNING_ACCOUNT"}
    former = of_noord["DMFA_DIMONA"]
    emma_is_told_what_is_in_the_way(served, former)
    told = served.read("emma", PREVIEW, replaces=former, start=str(NOW.next))["takeOverPreview"]
    assert (told["goesOver"], told["new"], told["inTheWay"]) == ([{"code": "DMFA_DIMONA"}], [], None)
    assert [kept["mandate"]["id"] for kept in told["stays"]] == [of_noord["FEDERAL_LEARNING_ACCOUNT"]]
    new = both_sign(served, former)
    the_preview_was_right(served, told, former, new, of_noord["FEDERAL_LEARNING_ACCOUNT"])
    jan_ends_what_is_left(served, former, of_noord["FEDERAL_LEARNING_ACCOUNT"])


def emma_is_told_what_is_in_the_way(served: Served, former: str) -> None:
    [overlap] = served.act("emma", "draftMandate", draft(MAES, ["DMFA_DIMONA"], NOW.next))["errors"]
    assert (overlap["conflict"], overlap["mandate"]["id"]) == ("PERIOD_OVERLAP", former)
    [now] = served.act("emma", "draftMandate", draft(MAES, ["DMFA_DIMONA"], replaces=former))["errors"]
    assert (now["code"], now["path"]) == ("INVALID", ["startQuarter"])


def both_sign(served: Served, former: str) -> str:
    payload = served.act("emma", "draftMandate", draft(MAES, ["DMFA_DIMONA"], NOW.next, replaces=former))
    new = str(payload["mandate"]["id"])
    assert served.sign("farid", new)["errors"] == []
    payload = served.sign("emma", new)
    assert (payload["errors"], payload["mandate"]["status"]) == ([], "SCHEDULED")
    return new


def the_preview_was_right(served: Served, told: dict[str, Any], former: str, new: str, kept: str) -> None:
    now = {mandate["id"]: mandate for mandate in mandates(served, "emma", MAES, side="PRINCIPAL")}
    assert (now[former]["status"], now[former]["lastDay"]) == ("ACTIVE", told["lastDay"])
    assert now[former]["takenOverGroups"] == [{"group": {"code": "DMFA_DIMONA"}, "start": told["startQuarter"]}]
    assert (now[kept]["status"], now[kept]["lastDay"], now[new]["mandatary"]["number"]) == ("ACTIVE", None, BENALI)
    assert mandates(served, "farid", BENALI, side="PRINCIPAL") == []
    assert new in [mandate["id"] for mandate in mandates(served, "gita", BENALI, side="MANDATARY")]


def jan_ends_what_is_left(served: Served, former: str, kept: str) -> None:
    [error] = served.act("jan", "endMandate", {"mandate": former})["errors"]
    assert (error["conflict"], error["mandate"]["id"]) == ("WRONG_STATE", former)
    payload = served.act("jan", "endMandate", {"mandate": kept, "reason": "The company has moved."})
    assert (payload["errors"], payload["mandate"]["lastDay"]) == ([], NOW.last_day.isoformat())
    assert [task["__typename"] for task in tasks(served, "emma")] == ["MandateEndsTask"]


def test_every_signature_verifies_again_offline(served: Served) -> None:
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "audit", "verify", "--data"]
    run = subprocess.run([*command, str(served.folder)], capture_output=True, text=True, check=True)
    count = len(served.rows("proxy_signature")) + len(served.rows("mandate"))
    assert run.stdout == f"{count} signatures and mandates hold, 0 do not.\n"
