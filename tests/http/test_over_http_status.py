"""Which status says what, under either setting: what the audits of graphql-http expect, or the specification."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from asking import Asking
from running import Prepared, Running, Served

from gateway.demo.world import LAMBERT

NEW, OLD = "application/graphql-response+json", "application/json"
DENIED = f'{{ company(number: "{LAMBERT}") {{ name account {{ status }} }} }}'
MUTATION = f'mutation {{ requestAccountClosure(input: {{company: "{LAMBERT}"}}) {{ errors {{ code }} }} }}'

# A body, and its status: by the audits and by the specification, each in the media types of today and of old.
FAILURES: dict[str, tuple[bytes, tuple[int, int], tuple[int, int]]] = {
    "no JSON": (b"{", (400, 400), (400, 400)),
    "no object": (b"[]", (400, 400), (422, 422)),
    "no query": (b'{"qeury": "{ __typename }"}', (400, 400), (422, 422)),
    "no variables": (b'{"query": "{ __typename }", "variables": [7]}', (400, 400), (422, 422)),
    "no document and a text": (b'{"query": "{ __typename }", "documentId": "x"}', (400, 400), (422, 422)),
    "no document that is known": (
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "' + b"0" * 64 + b'"}}}',
        (404, 200),
        (404, 404),
    ),
    "no documents at all": (b'{"documentId": "x"}', (400, 200), (422, 422)),
    "no subscription": (b'{"query": "subscription { policyChanged { version } }"}', (400, 400), (422, 422)),
    "no document": (b'{"query": "{"}', (400, 200), (400, 400)),
    "no such field": (b'{"query": "{ nothing }"}', (400, 200), (422, 422)),
    "no operation": (b'{"query": "query A { __typename } query B { __typename }"}', (400, 200), (422, 422)),
    "no value": (
        b'{"query": "query ($i: ID!) { node(id: $i) { id } }", "variables": {"i": null}}',
        (400, 200),
        (422, 422),
    ),
}


@pytest.fixture(scope="module")
def by_draft(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway whose operator has chosen the specification."""
    folder = tmp_path_factory.mktemp("by_draft") / "world"
    settings = prepared.copy_to(folder).model_copy(update={"status_codes": "draft"})
    with Running(settings, folder) as running:
        yield running


def post(gateway: Asking, content: bytes, accept: str, **headers: str) -> httpx.Response:
    given = {"Content-Type": "application/json", "Accept": accept, **headers}
    return gateway.send("POST", "/graphql", content=content, headers=given)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_has_the_status_that_the_audits_expect(shared: Running, failure: str) -> None:
    content, by_audits, _ = FAILURES[failure]
    for accept, status in zip((NEW, OLD), by_audits, strict=True):
        response = post(shared, content, accept)
        assert (response.status_code, response.headers["content-type"]) == (status, f"{accept}; charset=utf-8")
        assert set(response.json()) == {"errors"}


@pytest.mark.parametrize("failure", FAILURES)
def test_or_the_status_that_the_specification_has_and_always_its_media_type(by_draft: Running, failure: str) -> None:
    content, _, by_specification = FAILURES[failure]
    for accept, status in zip((NEW, OLD), by_specification, strict=True):
        response = post(by_draft, content, accept)
        assert (response.status_code, response.headers["content-type"]) == (status, f"{NEW}; charset=utf-8")
        assert set(response.json()) == {"errors"}


def test_by_the_specification_who_does_not_say_gets_the_media_type_of_today(by_draft: Running) -> None:
    for accept, expected in (("*/*", NEW), (OLD, OLD)):
        response = post(by_draft, b'{"query": "{ __typename }"}', accept)
        assert (response.status_code, response.headers["content-type"]) == (200, f"{expected}; charset=utf-8")


@pytest.mark.parametrize("setting", ["shared", "by_draft"])
def test_data_with_errors_is_a_partial_success(setting: str, request: pytest.FixtureRequest) -> None:
    gateway: Running = request.getfixturevalue(setting)
    content = json.dumps({"query": DENIED}).encode()
    for accept, status in ((NEW, 294), (OLD, 200)):
        response = post(gateway, content, accept)
        assert (response.status_code, response.headers["content-type"]) == (status, f"{accept}; charset=utf-8")
        assert response.json()["data"]["company"] == {"name": "Boulangerie Lambert SRL", "account": None}
        assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["UNAUTHENTICATED"]


def test_data_that_is_null_as_a_whole_is_a_partial_success_too(shared: Running) -> None:
    response = post(shared, b'{"query": "{ node(id: \\"x\\") { id } }"}', NEW, **shared.headers("petra"))
    assert (response.status_code, response.json()["data"]) == (294, {"node": None})


def test_a_server_really_sends_a_status_that_python_does_not_know(served: Served) -> None:
    response = post(served, json.dumps({"query": DENIED}).encode(), NEW)
    assert (response.status_code, response.is_success) == (294, True)


@pytest.mark.parametrize("accept", [NEW, OLD])
def test_a_wrong_token_is_401_with_its_challenge_in_the_media_type_asked(shared: Running, accept: str) -> None:
    response = post(shared, b"{", accept, Authorization="Bearer x")
    assert (response.status_code, response.headers["content-type"]) == (401, f"{accept}; charset=utf-8")
    assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    assert {"Accept", "Authorization", "Accept-Language"} <= set(response.headers["vary"].split(", "))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_mutation_by_a_safe_method_is_405_and_says_how(shared: Running, method: str) -> None:
    before = shared.kept()
    response = shared.send(method, "/graphql", params={"query": MUTATION}, headers=shared.headers("lea"))
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert shared.kept() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "QUERY", "TRACE"])
def test_another_method_is_405_and_says_which_there_are(shared: Running, method: str) -> None:
    response = shared.send(method, "/graphql", json={"query": "{ __typename }"})
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_options_says_which_methods_there_are(shared: Running) -> None:
    response = shared.send("OPTIONS", "/graphql")
    assert (response.status_code, response.headers["allow"], response.content) == (204, "GET, HEAD, OPTIONS, POST", b"")


def test_head_is_get_without_the_body(served: Served) -> None:
    asked = {"query": "{ __typename }"}
    get, head = (served.send(method, "/graphql", params=asked) for method in ("GET", "HEAD"))
    same = ("content-type", "content-length", "cache-control", "vary")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in same] == [get.headers[name] for name in same]


def test_head_has_no_events_to_wait_for(served: Served) -> None:
    asked = {"query": "subscription { policyChanged { version } }"}
    response = served.send("HEAD", "/graphql", params=asked, headers={"Accept": "text/event-stream"})
    assert response.status_code == 406


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=",
        "operationName=A",
        "query={__typename}&query={__typename}",
        "query={__typename}&variables={}&variables={}",
        "query={__typename}&variables=[]",
        "query={__typename}&variables=null,",
        'query={__typename}&extensions="x"',
        "query=%ff",
        "query={__typename}" + "&x=y" * 100,
    ],
)
def test_an_address_that_asks_nothing_is_400(shared: Running, query: str) -> None:
    response = shared.send("GET", f"/graphql?{query}")
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (400, {"code": "BAD_REQUEST"})


@pytest.mark.parametrize(
    "query",
    [
        "query={__typename}&variables=&operationName=&extensions=",
        "variables=null&extensions=null&query=%7B__typename%7D",
        "query=query+null+{__typename}&operationName=null",
        "query={__typename}&unknown=1&unknown=2",
    ],
)
def test_parameters_that_are_empty_are_none(shared: Running, query: str) -> None:
    response = shared.send("GET", f"/graphql?{query}")
    assert (response.status_code, response.json()["data"]) == (200, {"__typename": "Query"})


def test_what_stands_in_an_address_is_read_as_browsers_write_it(shared: Running) -> None:
    asked = {"query": "query ($t: String!) { __type(name: $t) { name } }", "variables": '{"t": "Company"}'}
    assert shared.send("GET", "/graphql", params=asked).json()["data"] == {"__type": {"name": "Company"}}


def test_null_is_as_good_as_nothing_and_other_names_are_left_alone(shared: Running) -> None:
    body: dict[str, Any] = {"query": "{ __typename }", "variables": None, "operationName": None, "extensions": None}
    assert shared.post(None, {**body, "later": [1]}).json()["data"] == {"__typename": "Query"}
    assert shared.post(None, {**body, "operationName": ""}).json()["data"] == {"__typename": "Query"}
