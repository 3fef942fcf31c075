"""The persona switcher makes anybody of whoever asks: only in a demo, only on this machine, only for its own page."""

from typing import Any

import pytest
from running import Running, Served

from gateway.demo.personas import PERSONAS

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ADDRESSES: dict[str, tuple[str, dict[str, str]]] = {
    "/demo/personas": ("GET", {}),
    "/demo/token": ("POST", {"persona": "lea"}),
    "/demo/sign": ("POST", {"persona": "lea", "mandate": "x"}),
}
OTHER_PAGES: dict[str, dict[str, str]] = {
    "a name that somebody pointed at this machine": {"Host": "evil.example:8000"},
    "a name that looks like ours": {"Host": "localhost.evil.example"},
    "no name": {"Host": ""},
    "no address": {"Host": "[::"},
    "a page of another origin": {"Origin": "https://evil.example"},
    "a page on another port": {"Origin": "http://127.0.0.1:1"},
    "a page that hides its origin": {"Origin": "null"},
    "a page of another site, by the browser's word": {"Sec-Fetch-Site": "cross-site"},
    "a page of the same site": {"Sec-Fetch-Site": "same-site"},
    "what a proxy passes on": {"X-Forwarded-For": "192.0.2.1"},
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_gateway_that_serves_no_demo_has_no_such_address(shared: Running, path: str) -> None:
    method, body = ADDRESSES[path]

    assert shared.send(method, path, json=body).status_code == 404


@pytest.mark.parametrize("case", OTHER_PAGES)
@pytest.mark.parametrize("path", ADDRESSES)
def test_other_pages_are_refused(served: Served, path: str, case: str) -> None:
    method, body = ADDRESSES[path]
    answer = served.send(method, path, json=body, headers=OTHER_PAGES[case])

    assert answer.status_code in (400, 403, 421)
    assert "token" not in answer.text and "lea" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_own_page_is_not(served: Served, host: str) -> None:
    own = f"{host}:{served.base.rpartition(':')[2]}"
    headers = {"Host": own, "Origin": f"http://{own}", "Sec-Fetch-Site": "same-origin"}

    assert served.send("POST", "/demo/token", json={"persona": "lea"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "request_",
    [
        {"content": "persona=lea", "headers": FORM},
        {"content": '{"persona": "lea"}', "headers": {"Content-Type": "text/plain"}},
        {"content": '{"persona": "lea"}'},
        {"content": "{", "headers": JSON},
        {"json": ["lea"]},
        {"json": {"persona": None}},
        {"json": {"persona": "x" * 5000}},
        {"content": "[" * 4000, "headers": JSON},
    ],
    ids=["form", "text", "untyped", "no JSON", "list", "null", "too much", "deep"],
)
def test_what_a_page_could_send_unasked_is_refused(served: Served, request_: dict[str, Any]) -> None:
    assert served.send("POST", "/demo/token", **request_).status_code == 400


def test_an_unknown_persona_is_not_found(served: Served) -> None:
    assert served.send("POST", "/demo/token", json={"persona": "nobody"}).status_code == 404


def test_it_lists_who_one_can_be_and_nothing_else_about_them(served: Served) -> None:
    answer = served.send("GET", "/demo/personas")

    assert [(each["name"], each["who"]) for each in answer.json()["personas"]] == [
        (name, persona.who) for name, persona in PERSONAS.items()
    ]
    assert not [name for name, persona in PERSONAS.items() if persona.national_number in answer.text]
    assert answer.headers["cache-control"] == "no-store"


def test_one_becomes_the_persona_for_a_while(served: Served) -> None:
    answer = served.send("POST", "/demo/token", json={"persona": "bruno"})
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    seen = served.send("POST", "/graphql", json={"query": "{ viewer { person { firstName } } }"}, headers=headers)

    assert answer.headers["cache-control"] == "no-store"
    assert 0 < answer.json()["seconds"] <= 3600
    assert seen.json()["data"]["viewer"]["person"]["firstName"] == "Bruno"


def test_the_page_of_a_demo_alone_knows_of_it(served: Served, shared: Running) -> None:
    assert '"personas": true' in page_of(served)
    assert '"personas": false' in page_of(shared)


def page_of(gateway: Running | Served) -> str:
    """The page, if it was built; what it is told is all that tells a demo's page from another."""
    text = gateway.send("GET", "/graphql", headers={"Accept": "text/html"}).text.replace("&quot;", '"')
    if 'name="gateway"' not in text:
        pytest.skip(
            "the page is not built: npm ci --prefix gateway/explorer && npm run build --prefix gateway/explorer"
        )
    return text
