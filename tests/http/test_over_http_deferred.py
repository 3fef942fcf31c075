"""@defer over HTTP: in parts for those who name them, in one piece for all others."""

import json
import socket
from typing import Any

import httpx
import pytest
from asking import Asking
from running import Running, Served

from gateway.demo.world import MAES

HISTORY = "history(first: 1) { edges { node { event } } }"
QUESTION = f'{{ company(number: "{MAES}") {{ name ... @defer(label: "later") {{ {HISTORY} }} }} }}'
PARTS = "multipart/mixed;incrementalSpec=v0.2, application/json;q=0.9"


def ask(gateway: Asking, who: str, accept: str, query: str = QUESTION) -> httpx.Response:
    headers = {**gateway.headers(who), "Accept": accept}
    return gateway.send("POST", "/graphql", json={"query": query}, headers=headers)


def parts(response: httpx.Response) -> list[dict[str, Any]]:
    """What lies between the boundaries, to the byte as RFC 2046 has it."""
    assert response.headers["content-type"] == 'multipart/mixed; boundary="-"; incrementalSpec=v0.2'
    preamble, *found, end = response.text.split("\r\n---")
    assert (preamble, end) == ("", "--\r\n")
    head = "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
    assert all(part.startswith(head) for part in found)
    return [json.loads(part.removeprefix(head)) for part in found]


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/graphql-response+json",
        "*/*",
        "multipart/*, */*",
        "multipart/mixed;q=0, application/json",
        "multipart/mixed;q=0.5, application/json",
        "multipart/mixed;deferSpec=20220824, application/json",
        "multipart/mixed;boundary=graphql;subscriptionSpec=1.0, application/json",
    ],
)
def test_who_does_not_name_our_parts_gets_one_answer(shared: Running, accept: str) -> None:
    response = ask(shared, "emma", accept)
    company = response.json()["data"]["company"]
    assert "json" in response.headers["content-type"]
    assert (company["name"], len(company["history"]["edges"])) == ("Maes Logistics NV", 1)


@pytest.mark.parametrize(
    "accept",
    [
        PARTS,
        "multipart/mixed, application/graphql-response+json",
        "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
    ],
)
def test_who_names_them_gets_the_rest_first_and_then_what_is_deferred(shared: Running, accept: str) -> None:
    response = ask(shared, "emma", accept)
    first, last = parts(response)
    assert first["data"] == {"company": {"name": "Maes Logistics NV"}}
    assert [(pending["path"], pending["label"]) for pending in first["pending"]] == [(["company"], "later")]
    [later] = last["incremental"]
    assert len(later["data"]["history"]["edges"]) == 1
    assert (first["hasNext"], last["hasNext"]) == (True, False)
    assert response.headers["cache-control"] == "no-store"
    assert "Accept" in response.headers["vary"]


def test_what_is_denied_in_a_part_is_said_in_that_part(shared: Running) -> None:
    first, last = parts(ask(shared, "petra", PARTS))
    assert first["data"] == {"company": {"name": "Maes Logistics NV"}}
    assert "errors" not in first
    [error] = last["incremental"][0]["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["company", "history"], "FORBIDDEN")


def test_where_nothing_is_deferred_there_are_no_parts(shared: Running) -> None:
    plain = QUESTION.replace("@defer", "@defer(if: false)").replace('(label: "later")', "")
    for query in (plain, "{ __typename }", "{"):
        response = ask(shared, "emma", PARTS, query)
        assert response.headers["content-type"].startswith("application/json"), query


def test_accents_are_written_as_they_are_in_parts_too(shared: Running) -> None:
    named = "viewer { person { firstName } }"
    assert "Léa" in ask(shared, "lea", PARTS, f"{{ __typename ... @defer {{ {named} }} }}").text


def test_who_goes_away_after_the_first_part_leaves_the_others_alone(served: Served) -> None:
    host, port = served.base.removeprefix("http://").split(":")
    body = json.dumps({"query": QUESTION})
    for _ in range(20):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            head = f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nAccept: {PARTS}\r\nContent-Length: {len(body)}\r\n"
            head += f"Content-Type: application/json\r\nAuthorization: Bearer {served.token('emma')}\r\n\r\n"
            connection.sendall((head + body).encode())
            assert connection.recv(20).startswith(b"HTTP/1.1 200 ")
    assert served.read(None, "{ __typename }") == {"__typename": "Query"}
    assert "Traceback" not in served.printed.read_text()
