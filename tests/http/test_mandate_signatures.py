"""Signatures that do not count, sent by somebody who may sign: what is answered, and that nothing changed."""

from base64 import b64encode
from typing import Any

import pytest
from asking import Asking
from running import Running

from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, COLIN, LAMBERT, RENARD
from gateway.domain.quarter import Quarter
from gateway.http.card_reader import signed

TERMS = {"providerKind": "ACCOUNTANT", "startQuarter": str(Quarter(2100, 1))}


def drafted(gateway: Asking, group: str = "DMFA_DIMONA") -> str:
    """The id of a proxy of Lambert for Benali."""
    parties = {"principal": LAMBERT, "mandatary": BENALI}
    payload = gateway.act("gita", "draftMandate", {**parties, **TERMS, "applicationGroups": [group]})
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def authenticating(gateway: Asking, who: str, mandate: str) -> dict[str, Any]:
    """What comes of signing with the other certificate of the card."""
    persona = PERSONAS[who]
    card = gateway.cards.card(persona.national_number, persona.first_name, persona.last_name, authentication=True)
    [document] = [row["document"] for row in gateway.rows("proxy") if row["mandate"] == gateway.key(mandate)]
    return {"mandate": mandate, **signed(card.sign(document.encode()))}


def wrong(gateway: Asking, mandate: str) -> dict[str, dict[str, Any]]:
    """What lea sends, by what is wrong with it."""
    good, other = gateway.signed("lea", mandate), drafted(gateway, "OCCASIONAL_WORK")
    replayed = gateway.signed("lea", other)
    value = good["signature"]
    return {
        "of another mandate": {**replayed, "mandate": mandate},
        "of another signature, with her certificate": {**good, "signature": replayed["signature"]},
        "of another person": gateway.signed("farid", mandate),
        "of another card with her certificate": {**good, "signature": gateway.signed("farid", mandate)["signature"]},
        "for authentication": authenticating(gateway, "lea", mandate),
        "cut": {**good, "signature": value[:64]},
        "of zeros": {**good, "signature": b64encode(bytes(96)).decode()},
        "under another algorithm": {**good, "algorithm": "ES256"},
        "under an RSA algorithm": {**good, "algorithm": "RS256"},
        "of no certificate": {**good, "certificate": ""},
        "of a certificate cut": {**good, "certificate": good["certificate"][:400]},
        "too long": {**good, "signature": value * 100},
        "of a certificate too long": {**good, "certificate": good["certificate"] * 100},
    }


ANSWERS = {
    "of another mandate": ("signature", "This signature does not hold for this document"),
    "of another signature, with her certificate": ("signature", "This signature does not hold for this document"),
    "of another person": ("certificate", "This certificate is not yours"),
    "of another card with her certificate": ("signature", "This signature does not hold for this document"),
    "for authentication": ("certificate", "This is the authentication certificate of the card"),
    "cut": ("signature", "This is not a signature of that algorithm"),
    "of zeros": ("signature", "This is not a signature of that algorithm"),
    "under another algorithm": ("algorithm", "This algorithm does not fit the key"),
    "under an RSA algorithm": ("algorithm", "This algorithm does not fit the key"),
    "of no certificate": ("certificate", "This is not a certificate"),
    "of a certificate cut": ("certificate", "This is not a certificate"),
    "too long": ("signature", "This is not a signature of that algorithm"),
    "of a certificate too long": ("certificate", "This is not a certificate"),
}


def test_a_signature_that_does_not_count_is_invalid_and_changes_nothing(gateway: Running) -> None:
    mandate = drafted(gateway)
    sent = wrong(gateway, mandate)
    assert sent.keys() == ANSWERS.keys()
    gateway.read("lea", "{ viewer { person { id } } }")
    before, trail = gateway.kept(), len(gateway.rows("audit"))
    for case, form in sent.items():
        [error] = gateway.act("lea", "signMandate", form)["errors"]
        field, sentence = ANSWERS[case]
        assert (case, error["code"], error["path"]) == (case, "INVALID", [field])
        assert error["message"].startswith(sentence)
    assert gateway.kept() == before
    rows = gateway.rows("audit")[trail:]
    assert {(row["outcome"], row["action"], row["event"]) for row in rows} == {("invalid", "MANDATE_SIGN", None)}
    assert len(rows) == len(sent)


def test_a_signature_under_a_former_version_is_told_so_and_voided_ones_do_not_count(gateway: Running) -> None:
    mandate = drafted(gateway)
    assert gateway.sign("farid", mandate)["mandate"]["waitingFor"] == ["PRINCIPAL"]
    amended = gateway.act("farid", "amendMandate", {"mandate": mandate, "endQuarter": "2100-Q4"})["mandate"]
    assert (amended["version"], amended["status"]) == (2, "DRAFT")
    assert amended["waitingFor"] == ["PRINCIPAL", "MANDATARY"]
    for who in ("lea", "farid"):
        [error] = gateway.act(who, "signMandate", gateway.signed(who, mandate, version=1))["errors"]
        assert (error["code"], error["path"]) == ("INVALID", ["signature"])
        assert error["message"].startswith("This signature is under an earlier version")
    assert len([row for row in gateway.rows("proxy_signature") if row["mandate"] == gateway.key(mandate)]) == 1


@pytest.mark.parametrize("who", ["lea", "hugo"])
def test_what_a_side_has_signed_it_does_not_sign_again(gateway: Running, who: str) -> None:
    """Neither the same person nor another representative of that side, who has the same right."""
    mandate = drafted(gateway)
    assert gateway.sign("lea", mandate)["errors"] == []
    before = gateway.kept()
    [error] = gateway.sign(who, mandate)["errors"]
    assert (error["code"], error["conflict"], error["mandate"]["id"]) == ("CONFLICT", "WRONG_STATE", mandate)
    assert gateway.kept() == before


def test_a_signature_does_not_serve_the_other_side(gateway: Running) -> None:
    """What lea has signed is no signature of farid's, whoever sends it and for whichever side."""
    mandate = drafted(gateway)
    hers = gateway.signed("lea", mandate)
    [error] = gateway.act("farid", "signMandate", hers)["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["certificate"])
    [error] = gateway.act("lea", "signMandate", {**hers, "side": "MANDATARY"})["errors"]
    assert (error["code"], error["decision"]["reason"]) == ("FORBIDDEN", "WRONG_PARTY")


@pytest.fixture
def between_her_companies(gateway: Running) -> str:
    """A proxy between the two companies that karin represents; the principal's account is active."""
    designated = {"firstName": "Petra", "lastName": "Peeters", "nationalNumber": PERSONAS["petra"].national_number}
    contact = {**designated, "email": "petra@demo.example", "phone": "0470 12 34 56"}
    assert gateway.act("karin", "designateChiefAccessManager", {"company": COLIN, "manager": contact})["errors"] == []
    gateway.read("petra", "{ viewer { person { id } } }")
    form = {"principal": COLIN, "mandatary": RENARD, **TERMS, "applicationGroups": ["DMFA_DIMONA"]}
    [error] = gateway.act("karin", "draftMandate", form)["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["side"])
    payload = gateway.act("karin", "draftMandate", {**form, "side": "PRINCIPAL"})
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def test_who_represents_both_companies_signs_once_for_each_side(gateway: Running, between_her_companies: str) -> None:
    mandate = between_her_companies
    [error] = gateway.sign("karin", mandate)["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["side"])
    first = gateway.sign("karin", mandate, "MANDATARY")
    assert (first["mandate"]["status"], first["mandate"]["waitingFor"]) == ("PENDING", ["PRINCIPAL"])
    second = gateway.sign("karin", mandate, "PRINCIPAL")
    assert (second["mandate"]["status"], second["mandate"]["waitingFor"]) == ("SCHEDULED", [])
    rows = [row for row in gateway.rows("proxy_signature") if row["mandate"] == gateway.key(mandate)]
    assert [row["side"] for row in rows] == ["mandatary", "principal"]
    assert len({row["signed_at"] for row in rows}) == 2
