"""What every answer tells browsers, whatever it is: looked at as a browser, and one who grades pages, would."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from running import Prepared

from gateway.cli.handover import Demo, Order
from gateway.cli.worker import prepare
from gateway.http.question import LARGEST_BODY
from gateway.http.web import Application

HTML = {"Accept": "text/html"}
JSON = {"Content-Type": "application/json"}
ELSEWHERE = {"Origin": "https://evil.example"}
PREFLIGHT = {**ELSEWHERE, "Access-Control-Request-Method": "POST"}
CASES: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "page": (200, "GET", "/graphql", {"headers": HTML}),
    "answer": (200, "POST", "/graphql", {"json": {"query": "{ policy { version } }"}}),
    "answer by GET": (200, "GET", "/graphql?query={policy{version}}", {}),
    "methods": (204, "OPTIONS", "/graphql", {}),
    "no JSON": (400, "POST", "/graphql", {"content": "nonsense", "headers": JSON}),
    "bad token": (401, "POST", "/graphql", {"headers": {**JSON, "Authorization": "Bearer nonsense"}}),
    "no such method": (405, "PUT", "/graphql", {}),
    "nothing accepted": (406, "POST", "/graphql", {"json": {}, "headers": {"Accept": "image/png"}}),
    "too large": (413, "POST", "/graphql", {"content": b" " * (LARGEST_BODY + 1), "headers": JSON}),
    "a form": (415, "POST", "/graphql", {"data": {"query": "{ __typename }"}}),
    "another name": (421, "POST", "/graphql", {"headers": {"Host": "evil.example"}}),
    "no such origin": (400, "OPTIONS", "/graphql", {"headers": PREFLIGHT}),
    "letter": (401, "GET", "/letters/{reference}", {}),
    "proxy": (401, "GET", "/proxies/{id}", {}),
    "alive": (200, "GET", "/livez", {}),
    "unexpected": (500, "GET", "/readyz", {}),
    "metrics": (200, "GET", "/metrics", {}),
    "file": (200, "GET", "/explorer/simple.css", {}),
    "no such file": (404, "GET", "/explorer/{name}", {}),
    "no such asset": (404, "GET", "/explorer/assets/{name}", {}),
    "personas": (200, "GET", "/demo/personas", {}),
    "token": (200, "POST", "/demo/token", {"json": {"persona": "lea"}}),
    "no persona": (400, "POST", "/demo/token", {"content": "nonsense", "headers": JSON}),
    "not for others": (403, "POST", "/demo/sign", {"headers": ELSEWHERE}),
    "nothing": (404, "GET", "/nowhere", {}),
}


@pytest.fixture(scope="module")
def application(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Application:
    folder = tmp_path_factory.mktemp("headers") / "world"
    prepared.copy_to(folder)
    return prepare(Order("127.0.0.1", Demo(folder, fresh=False, origins=()))).app


@pytest.fixture(scope="module")
def runner(application: Application) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        lifespan = application.router.lifespan_context(application)
        runner.run(lifespan.__aenter__())
        yield runner
        runner.run(lifespan.__aexit__(None, None, None))


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str, dict[str, Any]]:
    def ill(_database: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("gateway.http.health.trouble", ill)
    return CASES[request.param]


def asked(application: Application, runner: asyncio.Runner, scheme: str, case: Any) -> httpx.Response:
    """The answer to a case."""
    expected, method, path, given = case
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://127.0.0.1")
    answer = runner.run(client.request(method, path, **given))
    assert answer.status_code == expected, answer.text
    return answer


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    """The content security policy, by directive."""
    [policy] = answer.headers.get_list("content-security-policy")
    directives = [directive.split() for directive in policy.split(";")]
    assert len({name for name, *_ in directives}) == len(directives)
    return {name: sources for name, *sources in directives}


def test_every_answer_has_them(application: Application, runner: asyncio.Runner, case: Any) -> None:
    answer = asked(application, runner, "http", case)
    policy, headers = policy_of(answer), answer.headers
    for directive in ("default-src", "base-uri", "form-action", "frame-ancestors"):
        assert policy[directive] == ["'none'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert not {"server", "x-powered-by", "set-cookie", "strict-transport-security"} & set(headers)


def test_no_answer_lets_anything_run_that_is_not_our_own(
    application: Application, runner: asyncio.Runner, case: Any
) -> None:
    """The editor of the page writes style attributes, which run nothing."""
    for directive, sources in policy_of(asked(application, runner, "http", case)).items():
        if directive not in ("style-src-attr", "style-src-elem"):
            assert set(sources) <= {"'none'", "'self'", "data:"}
        assert "data:" not in sources or directive == "img-src"
        assert all(not re.search(r"[*]|^https?:|unsafe-eval|strict-dynamic", source) for source in sources)


def test_over_https_browsers_are_told_to_stay_there(
    application: Application, runner: asyncio.Runner, case: Any
) -> None:
    told = asked(application, runner, "https", case).headers["strict-transport-security"]
    assert int(told.removeprefix("max-age=")) >= 180 * 24 * 3600


def test_no_address_is_left_out(application: Application) -> None:
    paths = {path.partition("?")[0] for _, _, path, _ in CASES.values()}
    assert {getattr(route, "path", None) for route in application.routes} <= paths


def test_what_the_page_may_do_is_what_it_needs(application: Application, runner: asyncio.Runner) -> None:
    answer = asked(application, runner, "http", CASES["page"])
    policy = policy_of(answer)
    [nonce] = [source for source in policy.pop("style-src-elem") if source != "'self'"]
    assert nonce.removeprefix("'nonce-").removesuffix("'") in answer.text
    assert policy["script-src"] == policy["connect-src"] == ["'self'"]
    assert nonce not in json.dumps(policy_of(asked(application, runner, "http", CASES["page"])))
