"""Asking a gateway as a persona of the demo, in process or over the network, and reading what it kept."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from gateway.demo.personas import PERSONAS
from gateway.graphql.node import read_id
from gateway.http.card_reader import signed
from gateway.identity import DemoIssuer
from gateway.signature import DemoCards

LIFETIME = timedelta(days=3650)

REFUSAL = """
fragment Refusal on UserError {
  __typename code message path
  ... on ForbiddenError { decision { ...Judged } }
  ... on ConflictError { conflict currentManager { id firstName } mandate { id } }
}
"""
JUDGED = "fragment Judged on Decision { action allowed reason message roles requires missing }"

_PAYLOADS = {
    "designateChiefAccessManager": "manager { id firstName lastName status }",
    "replaceChiefAccessManager": "manager { id firstName lastName status }",
    "confirmChiefAccessManager": "manager { id firstName lastName status }",
    "activateEbox": "ebox { status notificationEmail }",
    "requestAccountClosure": "account { status closure { reference letterUrl } }",
    "cancelAccountClosure": "account { status closure { reference letterUrl } }",
    "confirmAccountClosure": "account { status closure { reference letterUrl confirmedAt } }",
    **dict.fromkeys(
        ("draftMandate", "signMandate", "refuseMandate", "withdrawMandate", "amendMandate", "endMandate"),
        "mandate { id status version waitingFor startQuarter endQuarter lastDay applicationGroups { code } }",
    ),
}

OWN_TABLES = (
    "manager",
    "account",
    "closure",
    "ebox",
    "officer",
    "register_release",
    "mandate",
    "mandate_group",
    "proxy",
    "proxy_signature",
)
"""What acts change; the trail and the people are kept apart."""


class Asking:
    """What can be asked over any channel. `who` is a persona's name, or None for nobody."""

    issuer: DemoIssuer
    cards: DemoCards
    folder: Path

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request, one response."""
        raise NotImplementedError

    def headers(self, who: str | None, language: str = "en") -> dict[str, str]:
        """A token of the persona, and the language."""
        spoken = {"Accept-Language": language}
        return {**spoken, "Authorization": f"Bearer {self.token(who)}"} if who else spoken

    def token(self, who: str, **claims: object) -> str:
        """A token of the persona, with other claims if any are given."""
        return self.issuer.sign({**PERSONAS[who].claims(), **claims}, LIFETIME)

    def post(self, who: str | None, body: object, language: str = "en") -> httpx.Response:
        """A GraphQL request, whatever comes of it."""
        headers = {**self.headers(who, language), "Content-Type": "application/json"}
        return self.send("POST", "/graphql", content=json.dumps(body), headers=headers)

    def ask(self, who: str | None, query: str, language: str = "en", **variables: object) -> dict[str, Any]:
        """The response map of a question that is well-formed. Every error in it has a code; FORBIDDEN says why."""
        response = self.post(who, {"query": query, "variables": variables}, language)
        assert response.status_code == 200, response.text
        body = dict(response.json())
        for error in body.get("errors", []):
            assert error["extensions"]["code"] != "INTERNAL", body
            assert ("decision" in error["extensions"]) == (error["extensions"]["code"] == "FORBIDDEN"), body
        return body

    def read(self, who: str | None, query: str, language: str = "en", **variables: object) -> dict[str, Any]:
        """The data of a question that meets no error."""
        body = self.ask(who, query, language, **variables)
        assert "errors" not in body, body
        return dict(body["data"])

    def act(self, who: str | None, mutation: str, given: Mapping[str, object], language: str = "en") -> dict[str, Any]:
        """The payload of a mutation; what it shows is asked for only if it was done, so as not to be refused twice."""
        data = self.read(who, mutation_document(mutation), language, input=given)
        return dict(data["answer"])

    def key(self, given: str) -> str:
        """The key that a global id stands for."""
        read = read_id(given)
        assert read is not None
        return read.key

    def signed(self, who: str, mandate: str, side: str | None = None, version: int | None = None) -> dict[str, Any]:
        """A SignMandateInput with a persona's card, over the present version of a proxy, or another one."""
        key = self.key(mandate)
        documents = {row["version"]: row["document"] for row in self.rows("proxy") if row["mandate"] == key}
        persona = PERSONAS[who]
        card = self.cards.card(persona.national_number, persona.first_name, persona.last_name)
        form = card.sign(documents[version or max(documents)].encode())
        return {"mandate": mandate, **({"side": side} if side else {}), **signed(form)}

    def sign(self, who: str, mandate: str, side: str | None = None) -> dict[str, Any]:
        """The payload of signing with one's own card."""
        return self.act(who, "signMandate", self.signed(who, mandate, side))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What the database holds of a table."""
        with closing(sqlite3.connect(self.folder / "gateway.sqlite")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that acts change."""
        return {table: self.rows(table) for table in OWN_TABLES}


def mutation_document(mutation: str) -> str:
    """A mutation under the alias `answer`, with its input as the variable `input`."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    shown = _PAYLOADS[mutation] if mutation.endswith("Mandate") else f"{_PAYLOADS[mutation]} company {{ number }}"
    return (
        f"mutation ($input: {kind}!) {{ answer: {mutation}(input: $input) "
        f"{{ {shown} errors {{ ...Refusal }} }} }}{REFUSAL}{JUDGED}"
    )


def refusals(mutation: str) -> str:
    """The selection of a mutation's errors alone."""
    return f"{mutation}(input: $input) {{ errors {{ ...Refusal }} }}"


def contact(who: str, **changes: str) -> dict[str, str]:
    """What a representative types to designate a persona."""
    persona = PERSONAS[who]
    return {
        "firstName": persona.first_name,
        "lastName": persona.last_name,
        "nationalNumber": persona.national_number,
        "email": persona.email,
        "phone": "0470 12 34 56",
        **changes,
    }


def edges(connection: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The items of a page."""
    for edge in connection["edges"]:
        yield edge["node"]
