"""Everywhere that somebody can type something about a mandate; see `typing_places`."""

import httpx
from asking import Asking, mutation_document
from test_mandate_journey import NOW, draft
from typing_places import Place, document

from gateway.demo.world import LAMBERT

TERMS = draft(LAMBERT, ["DMFA_DIMONA"])


def mutating(who: str, mutation: str, **typed: object) -> Place:
    """A mutation of somebody's, with a text wherever `str` stands, in variables."""

    def place(served: Asking, text: str) -> httpx.Response:
        values = {name: typed_by(text, value) for name, value in typed.items()}
        return served.post(who, {"query": mutation_document(mutation), "variables": {"input": values}})

    return place


def typed_by(text: str, value: object) -> object:
    if isinstance(value, list):
        return [typed_by(text, each) for each in value]
    return text if value is str else value


def signing(**typed: object) -> Place:
    good = {"mandate": "TWFuZGF0ZTp4", "certificate": "", "algorithm": "ES384", "signature": ""}
    return mutating("lea", "signMandate", **{**good, **typed})


def literal(certificate: str = '""', algorithm: str = "ES384", mandate: str = "1") -> Place:
    given = f"mandate: {mandate}, certificate: {certificate}, algorithm: {algorithm}, signature: {certificate}"
    return document("mutation { signMandate(input: {" + given + "}) { errors { code message } } }")


def card_reader(**typed: object) -> Place:
    return lambda served, text: served.send("POST", "/demo/sign", json={k: typed_by(text, v) for k, v in typed.items()})


PLACES: dict[str, Place] = {
    "mandate to sign": signing(mandate=str),
    "certificate": signing(certificate=str),
    "signature": signing(signature=str),
    "algorithm": signing(algorithm=str),
    "side": signing(side=str),
    "certificate in the document": literal(certificate="<text>"),
    "algorithm in the document": literal(algorithm="<text>"),
    "mandate in the document": literal(mandate="<text>"),
    "field of a signature": mutating("lea", "signMandate", certificate={"der": "x"}, mandate=str),
    "group": mutating("gita", "draftMandate", **{**TERMS, "applicationGroups": [str]}),
    "principal": mutating("gita", "draftMandate", **{**TERMS, "principal": str}),
    "mandatary": mutating("gita", "draftMandate", **{**TERMS, "mandatary": str}),
    "kind": mutating("gita", "draftMandate", **{**TERMS, "providerKind": str}),
    "quarter": mutating("gita", "draftMandate", **{**TERMS, "startQuarter": str}),
    "replaced": mutating("gita", "draftMandate", **{**TERMS, "replaces": str}),
    "amended": mutating("gita", "amendMandate", mandate=str, endQuarter=str(NOW)),
    "withdrawn": mutating("gita", "withdrawMandate", mandate=str),
    "mandate to read": document("query ($i: ID!) { mandate(id: $i) { id } }", i=str),
    "proxy": lambda served, text: served.send("GET", f"/proxies/{text}", headers=served.headers("lea")),
    "persona of the card reader": card_reader(persona=str, mandate="TWFuZGF0ZTp4"),
    "mandate of the card reader": card_reader(persona="lea", mandate=str),
    "file of the card reader": lambda served, text: served.send("POST", "/demo/sign", content=text.encode()),
}
