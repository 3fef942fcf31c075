"""The whole journey, with a canary wherever somebody can type: none sings in a log, an error, a trace or the trail.

What may be found where is told here, a line each; whatever else is found is a leak.
"""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import test_journey
from canaries import Canaries, columns
from collector import Collector, collecting
from mandate_typing_places import PLACES
from running import Prepared, Served, serving
from streaming import PROTOCOL, Socket
from test_mandate_journey import draft
from test_unexpected import lose
from typer.testing import CliRunner
from typing_places import BARE, DIGITS, TEXTS, WEB
from websockets.asyncio.client import connect

from gateway.cli import main
from gateway.demo.world import LAMBERT

NAMES_OF_PEOPLE = {"first name", "claim givenName", "claim surname"}
KEPT = {
    "person.first_name": NAMES_OF_PEOPLE,
    "person.last_name": NAMES_OF_PEOPLE,
    "officer.name": NAMES_OF_PEOPLE,
    "manager.first_name": NAMES_OF_PEOPLE,
    "manager.email": {"e-mail"},
    "manager.phone": {"phone"},
    "ebox.notification_email": {"e-mail"},
    "mandate.reason": {"reason"},
    "audit.words": {"first name", "reason"},
}
"""What the database keeps, by column: history says who was designated, and why a mandate has ended."""
NAMED = {"a field that there is not", "no document", "in the middle of nowhere"}
"""Names, not values: whoever asks for a field that there is not is told which; so of all that begins with `name:`."""


@pytest.fixture
def telling(prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Served, Collector]]:
    """The process that an operator starts, telling a machine all that it can, of as much as anybody likes to ask."""
    set_ = {"LOG_FORMAT": "auto", "LOG_LEVEL": "debug", "CALLER_COST_A_MINUTE": "0", "ADDRESS_COST_A_MINUTE": "0"}
    for name, value in set_.items():
        monkeypatch.setenv(f"GATEWAY_{name}", value)
    prepared.copy_to(tmp_path / "world")
    with collecting() as (address, collector):
        monkeypatch.setenv("GATEWAY_OTLP_ENDPOINT", address)
        with serving(tmp_path / "world") as served:
            yield served, collector


def test_no_canary_sings_on_the_whole_journey(telling: tuple[Served, Collector]) -> None:
    served, collector = telling
    canaries = Canaries(served)
    test_journey.test_the_whole_procedure_over_http(served)
    make_and_end_a_mandate(served, canaries)
    type_everywhere(served, canaries)
    asyncio.run(talk(served, canaries))
    talk_nonsense(served, canaries)
    watched = "".join(served.send("GET", path).text for path in ("/metrics", "/readyz", "/livez"))
    trail, kept = exported(served.folder), dict(columns(served.folder))
    assert "designated" in trail
    break_everything(served, canaries)
    served.process.terminate()
    served.process.wait(timeout=30)
    log = served.printed.read_text().splitlines()
    traces = [body.decode("latin-1") for body in collector.bodies]

    everything_happened(log, canaries)
    assert {line: found for line in log if (found := canaries.found(line))} == {}
    assert canaries.found(watched) == set()
    assert traces
    assert set().union(*map(canaries.found, traces)) == set()
    assert canaries.found(trail) <= KEPT["audit.words"]
    found = {column: canaries.found(text) for column, text in kept.items()}
    assert {column: leak for column, kinds in found.items() if (leak := kinds - KEPT.get(column, set()))} == {}
    values = {kind for kind in canaries.found_in_errors() if not kind.startswith("name: ")}
    assert values - NAMED - NAMES_OF_PEOPLE == set()


def everything_happened(log: list[str], canaries: Canaries) -> None:
    """Or nothing would be proved: each request has its line, and what nobody expects has happened again and again."""
    lines = [json.loads(line) for line in log if line.startswith('{"')]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) >= len(canaries.responses)
    assert {line["level"] for line in lines} == {"debug", "info", "warning", "error"}
    assert {line["event"] for line in lines} >= {"request", "connection", "question"}
    assert len([line for line in lines if "exception" in line]) > 5
    statuses = [response.status_code for response in canaries.responses]
    assert 429 not in statuses
    assert statuses.count(500) > 3


def make_and_end_a_mandate(served: Served, canaries: Canaries) -> None:
    drafted = served.act("gita", "draftMandate", draft(LAMBERT, ["DMFA_DIMONA"]))
    mandate = drafted["mandate"]["id"]
    for who in ("lea", "farid"):
        assert served.sign(who, mandate)["errors"] == []
    assert served.act("lea", "endMandate", {"mandate": mandate, "reason": canaries.text("reason")})["errors"] == []


def type_everywhere(served: Served, canaries: Canaries) -> None:
    for place, typing in (TEXTS | WEB | PLACES).items():
        typing(served, canaries.text(place))
    for place, typing in BARE.items():
        typing(served, canaries.name(f"name: {place}"))
    for place, typing in DIGITS.items():
        typing(served, canaries.digits(place))
    for accept in ("text/event-stream", "multipart/mixed;incrementalSpec=v0.2", "text/html"):
        question = {
            "query": "query ($s: String!) { __typename ... @defer { companies(search: $s) { edges { cursor } } } }"
        }
        headers = {"Accept": accept, "Idempotency-Key": canaries.text(f"key, {accept}")}
        body = {**question, "variables": {"s": canaries.text(f"variable, {accept}")}}
        served.send("POST", "/graphql", json=body, headers=headers)
    served.send("POST", "/demo/token", json={"persona": canaries.text("persona")})
    claims = ("sub", "jti", "mail", "givenName", "surname", "prefLanguage", "acr", "scope", "azp", "anything")
    token = served.token("petra", **{claim: canaries.text(f"claim {claim}") for claim in claims})
    canaries.token(token)
    for given in (f"Bearer {token}", f"Bearer {token}{canaries.text('wrong token')}", f"DPoP {token}"):
        headers = {"Authorization": given, "DPoP": canaries.text("header DPoP")}
        served.send("POST", "/graphql", json={"query": "{ viewer { person { id } } }"}, headers=headers)


async def talk(served: Served, canaries: Canaries) -> None:
    """Over a WebSocket."""
    address = f"ws{served.base.removeprefix('http')}/graphql?{canaries.text('address of a socket')}"

    def question(place: str) -> dict[str, Any]:
        typed = canaries.text(place)
        return {
            "query": f"query Q($n: EnterpriseNumber!) {{ {typed}: company(number: $n) {{ name }} }}",
            "variables": {"n": typed, typed: typed},
            "extensions": {typed: typed},
            typed: typed,
        }

    token = served.token("lea")
    canaries.token(token)
    greeting = {"Authorization": f"Bearer {token}", "anything": canaries.text("greeting")}
    asking = {"type": "subscribe", "id": canaries.text("id of a question"), "payload": question("question")}
    messages: list[object] = [
        {"type": "connection_init", "payload": greeting},
        {"type": "ping", "payload": {"said": canaries.text("ping")}},
        asking,
        {"type": "complete", "id": canaries.text("id of nothing")},
        {"type": canaries.text("type of a message")},
    ]
    wrong = {"type": "connection_init", "payload": {"Authorization": f"Bearer {canaries.text('token over a socket')}"}}
    for said in (messages, [wrong], [canaries.text("no message")]):
        async with connect(address, subprotocols=[PROTOCOL]) as connection:
            speaking = Socket(connection)
            for message in said:
                await connection.send(json.dumps(message))
                while message == asking and (await speaking.hear())["type"] != "error":
                    pass
            await speaking.closed()


def talk_nonsense(served: Served, canaries: Canaries) -> None:
    """Bytes that are no HTTP, or not quite."""
    host, _, port = served.base.removeprefix("http://").partition(":")
    for sent in (
        canaries.text("no HTTP"),
        f"GET /{canaries.text('path')} HTTP/9.9",
        f"{canaries.text('method')} / HTTP/1.1\r\nHost: {host}",
        f"GET / HTTP/1.1\r\nHost: {canaries.text('host')}",
        f"GET / HTTP/1.1\r\nHost: {host}\r\n{canaries.text('no header')}",
        f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Length: {canaries.text('length')}",
        f"GET /graphql HTTP/1.1\r\nHost: {host}\r\nUpgrade: {canaries.text('upgrade')}\r\nConnection: upgrade",
    ):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(f"{sent}\r\n\r\n".encode())
            connection.settimeout(2)
            connection.recv(1000)


def break_everything(served: Served, canaries: Canaries) -> None:
    """What nobody expects: in a field, in an act, and before any question."""
    for table in ("ebox", "closure", "manager"):
        lose(served.folder, table)
        for place in ("first name", "address of the e-Box", "reference", "search", "national number and more"):
            TEXTS[place](served, canaries.text(f"{place}, without {table}"))
        alias = canaries.text(f"name: alias, without {table}")
        served.post("lea", {"query": f'{{ {alias}: company(number: "{LAMBERT}") {{ ebox {{ status }} }} }}'})


def exported(folder: Path) -> str:
    export = CliRunner().invoke(main, ["audit", "export", "--data", str(folder)])
    assert export.exit_code == 0
    return export.stdout
