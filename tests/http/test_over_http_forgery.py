"""What a page of another origin can make a browser send, unasked (CSRF): nothing that is answered."""

from collections.abc import Iterator
from typing import Any

import pytest
from running import Prepared, Running

from gateway.demo.world import LAMBERT

APP, OTHER = "https://app.example", "https://other.example"
MUTATION = f'mutation {{ requestAccountClosure(input: {{company: "{LAMBERT}"}}) {{ errors {{ code }} }} }}'
QUESTION = {"query": "{ __typename }"}

# The bodies that a form, an image, a beacon or a fetch without CORS can send.
SIMPLE_BODIES: list[dict[str, Any]] = [
    {"content": f'{{"query": "{MUTATION}"}}', "headers": {"Content-Type": "text/plain"}},
    {"content": '{"query": "{ __typename }"}', "headers": {"Content-Type": "text/plain; application/json"}},
    {"content": '{"query": "{ __typename }"}', "headers": {"Content-Type": "text/plain, application/json"}},
    {"content": '{"query": "{ __typename }"}', "headers": {"Content-Type": "application/json, text/plain"}},
    {"content": '{"query": "{ __typename }"}'},
    {"data": QUESTION},
    {"data": QUESTION, "files": {"f": b""}},
]
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Origin": "https://sub.gateway.test"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"},
    {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json; boundary=x"},
    {"Origin": OTHER},
    {"Origin": "null"},
]


@pytest.fixture(scope="module")
def called_by_an_app(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway that an app of one other origin may call."""
    folder = tmp_path_factory.mktemp("cors") / "world"
    settings = prepared.copy_to(folder).model_copy(update={"cors_origins": (APP,)})
    with Running(settings, folder) as running:
        yield running


@pytest.mark.parametrize("simple", SIMPLE_BODIES)
def test_a_body_that_a_form_can_send_is_refused(shared: Running, simple: dict[str, Any]) -> None:
    before = shared.kept()
    assert shared.send("POST", "/graphql", **simple).status_code == 415
    assert shared.kept() == before


@pytest.mark.parametrize("sent", ELSEWHERE)
def test_an_address_that_another_page_embeds_is_refused(shared: Running, sent: dict[str, str]) -> None:
    response = shared.send("GET", "/graphql", params=QUESTION, headers=sent)
    assert response.status_code == shared.send("HEAD", "/graphql", params=QUESTION, headers=sent).status_code == 400
    assert "GraphQL-Require-Preflight" in response.text


def test_nor_can_another_page_have_events_sent_to_it(shared: Running) -> None:
    sent = {"Sec-Fetch-Site": "cross-site", "Accept": "text/event-stream"}
    subscription = {"query": "subscription { policyChanged { version } }"}
    assert shared.send("GET", "/graphql", params=subscription, headers=sent).status_code == 400


@pytest.mark.parametrize("demanded", ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Requested-With"])
def test_with_a_header_that_browsers_ask_about_first_it_is_answered(shared: Running, demanded: str) -> None:
    for sent in ELSEWHERE:
        response = shared.send("GET", "/graphql", params=QUESTION, headers={**sent, demanded: "1"})
        assert response.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    "sent",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Mode": "cors"}],
)
def test_our_own_page_and_clients_that_are_no_browsers_need_no_such_header(
    shared: Running, sent: dict[str, str]
) -> None:
    assert shared.send("GET", "/graphql", params=QUESTION, headers=sent).status_code == 200


def test_content_of_json_is_as_good_as_such_a_header(shared: Running) -> None:
    sent = {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}
    assert shared.send("GET", "/graphql", params=QUESTION, headers=sent).status_code == 200


def test_a_link_of_another_page_leads_to_the_page_to_explore(shared: Running) -> None:
    sent = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Accept": "text/html,*/*;q=0.8"}
    assert shared.send("GET", "/graphql", headers=sent).headers["content-type"].startswith("text/html")
    assert shared.send("GET", "/graphql", params=QUESTION, headers=sent).status_code == 400


@pytest.mark.parametrize("origin", [OTHER, "null", "http://app.example", f"{APP}:8443", f"{APP}.evil.example", ""])
def test_another_origin_is_not_let_in(called_by_an_app: Running, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = called_by_an_app.send("OPTIONS", "/graphql", headers=asked)
    answer = called_by_an_app.send("POST", "/graphql", json=QUESTION, headers={"Origin": origin})
    for response in (preflight, answer):
        assert not [name for name in response.headers if name == "access-control-allow-origin"]


@pytest.mark.parametrize("header", ["Authorization", "Content-Type", "Idempotency-Key", "GraphQL-Require-Preflight"])
def test_the_origin_of_the_app_is_let_in_with_what_apps_send(called_by_an_app: Running, header: str) -> None:
    asked = {"Origin": APP, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": header.lower()}
    preflight = called_by_an_app.send("OPTIONS", "/graphql", headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, APP)
    sent = {"Origin": APP, "Sec-Fetch-Site": "cross-site", "GraphQL-Require-Preflight": "1"}
    answer = called_by_an_app.send("GET", "/graphql", params=QUESTION, headers=sent)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, APP)
    assert "Origin" in answer.headers["vary"]
