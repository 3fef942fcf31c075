"""No national number comes out of a mandate: a certificate has it in clear, and is read, and kept sealed only."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import edges, mutation_document
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from mandate_typing_places import PLACES
from pypdf import PdfReader
from running import Served, serving
from test_canary import exposed
from test_mandate_journey import PROXY, TASKS, draft
from typer.testing import CliRunner
from typing_places import FORMS

from gateway.app import now
from gateway.cli import main
from gateway.demo.personas import PERSONAS
from gateway.demo.world import BENALI, LAMBERT
from gateway.graphql.node import global_id
from gateway.http.card_reader import signed
from gateway.signature import DemoCards

LEA = PERSONAS["lea"].national_number
NUMBERS = sorted({persona.national_number for persona in PERSONAS.values()})
HISTORY = "query ($n: EnterpriseNumber!) { company(number: $n) { history(first: 100) { edges { node { message } } } } }"


def encoded(number: str) -> Iterator[bytes]:
    """A number in hexadecimal, and the characters that it has in base64, whatever stands before and after it."""
    yield number.encode().hex().encode()
    for before, begin in ((0, 0), (1, 2), (2, 3)):
        yield b64encode(b"\0" * before + number.encode())[begin : begin + 14]


TRACES = {trace: number for number in NUMBERS for trace in (number.encode(), *encoded(number))}


def traces(content: bytes) -> list[str]:
    """The numbers of personas that stand in a content in clear, in hexadecimal, in base64 or with separators."""
    return [number for trace, number in TRACES.items() if trace in content] + exposed(content.decode("latin-1"))


def card(cards: DemoCards, name: str) -> bytes:
    """The certificate of a persona."""
    persona = PERSONAS[name]
    made = cards.card(persona.national_number, persona.first_name, persona.last_name)
    return made.certificate.public_bytes(Encoding.DER)


def test_a_certificate_is_seen_however_it_is_written(tmp_path: Path) -> None:
    cards = DemoCards(tmp_path / "cards", now)
    for name in ("lea", "gita", "olivier"):
        der, number = card(cards, name), PERSONAS[name].national_number
        written = (der, der.hex().encode(), *(b64encode(b"\0" * place + der) for place in range(3)))
        assert [number in traces(content) for content in written] == [True] * len(written)


class Kept:
    """Every response, and every certificate that was sent."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.responses: list[httpx.Response] = []
        self.certificates: list[x509.Certificate] = []
        served.client.event_hooks["response"] = [self._keep]

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        self.responses.append(response)

    def sign(self, who: str, given: dict[str, Any]) -> tuple[str, list[str] | None]:
        """The code of what is wrong with it, and where; the certificate is kept, if it is one."""
        with suppress(ValueError):
            self.certificates.append(x509.load_der_x509_certificate(b64decode(given["certificate"])))
        errors = self.served.act(who, "signMandate", given)["errors"]
        return (errors[0]["code"], errors[0]["path"]) if errors else ("", None)

    def exposed(self, *printed: bytes) -> dict[str, list[str]]:
        """What stands in clear, by where: in a response, on the screen, in a file of the gateway's."""
        places = {f"response {number}": response.content for number, response in enumerate(self.responses)}
        places |= {f"headers {at}": str(one.headers.multi_items()).encode() for at, one in enumerate(self.responses)}
        places |= {f"printed {at}": content for at, content in enumerate((self.served.printed.read_bytes(), *printed))}
        places |= {str(file): file.read_bytes() for file in self.served.folder.rglob("*") if file.is_file()}
        return {place: found for place, content in places.items() if (found := self._found(content))}

    def _found(self, content: bytes) -> list[str]:
        whole = [each.public_bytes(Encoding.DER) for each in self.certificates]
        holders = [each.subject.public_bytes() for each in self.certificates]
        clear = [*whole, *holders, *map(b64encode, whole)]
        return [*traces(content), *(f"certificate {at}" for at, each in enumerate(clear) if each in content)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A world of this module's own; in the end nothing of it has shown a number, while it ran and when it stopped."""
    with serving(tmp_path_factory.mktemp("canary") / "world") as served:
        kept = Kept(served)
        yield kept
        printed = [command("audit", what, "--data", str(served.folder)) for what in ("export", "verify")]
        assert (served.folder / "gateway.sqlite-wal").stat().st_size > 0
        running = kept.exposed(*printed)
    assert (running, kept.exposed()) == ({}, {})


def command(*words: str) -> bytes:
    """What a command prints beside the running server, on both streams."""
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0
    return answer.output.encode()


def drafted(served: Served, group: str) -> str:
    payload = served.act("gita", "draftMandate", draft(LAMBERT, [group]))
    assert payload["errors"] == []
    return str(payload["mandate"]["id"])


def test_no_signature_shows_a_number_whether_it_counts_or_not(kept: Kept) -> None:
    served = kept.served
    mandate = drafted(served, "DMFA_DIMONA")
    good = served.signed("lea", mandate)
    wrong_ones(kept, mandate, good)
    assert kept.sign("lea", good) == ("", None)
    assert kept.sign("lea", good) == ("CONFLICT", None)
    assert kept.sign("farid", served.signed("farid", mandate)) == ("", None)
    for who in ("lea", "farid"):
        assert len(served.read(who, PROXY, id=mandate)["mandate"]["proxy"]["signatures"]) == 2
        response = served.send("GET", f"/proxies/{mandate}", headers=served.headers(who))
        assert traces(PdfReader(BytesIO(response.content)).pages[0].extract_text().encode()) == []
        served.read(who, TASKS)
    for who, company in (("lea", LAMBERT), ("farid", BENALI)):
        assert len(list(edges(served.read(who, HISTORY, n=company)["company"]["history"]))) >= 4
    assert len(kept.certificates) >= 8


def wrong_ones(kept: Kept, mandate: str, good: dict[str, Any]) -> None:
    """Signatures of lea's that do not count, each by another rule."""
    persona = PERSONAS["lea"]
    document = next(row["document"] for row in kept.served.rows("proxy") if row["mandate"] == kept.served.key(mandate))
    cards = kept.served.cards
    authentication = cards.card(LEA, persona.first_name, persona.last_name, authentication=True)
    of_no_number = cards.card(f"{LEA}0", persona.first_name, persona.last_name)
    der = b64decode(good["certificate"])
    number = b64encode(LEA.encode()).decode()
    for path, sent in (
        ("certificate", {**good, **signed(authentication.sign(document.encode()))}),
        ("certificate", {**good, **signed(of_no_number.sign(document.encode()))}),
        ("certificate", kept.served.signed("farid", mandate)),
        ("certificate", {**good, "certificate": LEA}),
        ("certificate", {**good, "certificate": number}),
        ("certificate", {**good, "certificate": b64encode(der[:-1]).decode()}),
        ("certificate", {**good, "certificate": b64encode(der + LEA.encode()).decode()}),
        ("certificate", {**good, "certificate": "-----BEGIN CERTIFICATE-----" + good["certificate"]}),
        ("signature", {**good, "signature": number}),
        ("signature", {**good, "signature": good["certificate"]}),
        ("signature", {**good, "signature": b64encode(bytes(47) + b"1" + bytes(47) + b"1").decode()}),
        ("algorithm", {**good, "algorithm": "PS512"}),
    ):
        assert kept.sign("lea", sent) == ("INVALID", [path])
    assert kept.sign("petra", good)[0] == "FORBIDDEN"
    assert kept.sign("lea", {**good, "mandate": global_id("Mandate", LEA)})[0] in ("NOT_FOUND", "FORBIDDEN")


def test_no_number_comes_back_that_somebody_types_about_a_mandate(kept: Kept) -> None:
    refused, ended = drafted(kept.served, "OCCASIONAL_WORK"), drafted(kept.served, "TEMPORARY_UNEMPLOYMENT")
    for who in ("lea", "farid"):
        assert kept.sign(who, kept.served.signed(who, ended)) == ("", None)
    for form in FORMS:
        for mutation, mandate in (("refuseMandate", refused), ("endMandate", ended)):
            given = {"mandate": mandate, "reason": f"Ask {form(LEA)} why."}
            [error] = kept.served.act("lea", mutation, given)["errors"]
            assert (error["code"], error["path"]) == ("INVALID", ["reason"])
    for place in PLACES.values():
        for text in (LEA, FORMS[1](LEA), global_id("Mandate", LEA), b64encode(card(kept.served.cards, "lea")).decode()):
            response = place(kept.served, text)
            assert response.status_code < 500
            assert '"INTERNAL"' not in response.text
    assert kept.served.act("lea", "refuseMandate", {"mandate": refused, "reason": "Too early."})["errors"] == []
    headers = {**kept.served.headers("lea"), "Idempotency-Key": LEA}
    again = kept.served.send("POST", "/graphql", headers=headers, json=ending(ended))
    assert again.json()["data"]["answer"]["errors"] == []


def ending(mandate: str) -> dict[str, Any]:
    return {"query": mutation_document("endMandate"), "variables": {"input": {"mandate": mandate}}}
