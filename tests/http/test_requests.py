"""Requests as HTTP has them: tokens, media types, methods, bodies, and what browsers send."""

import json
from typing import Any

import pytest
from asking import Asking, mutation_document
from running import Prepared, Running

from gateway.demo.world import LAMBERT


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic bGVhOmxlYQ==", "", "Bearer " + "x" * 10_000, "Bearer é"],
)
def test_a_token_that_identifies_nobody_is_answered_401(shared: Running, header: str, language: str) -> None:
    headers = {"Authorization": header.encode("latin-1"), "Accept-Language": language.encode()}
    for method, path in (("POST", "/graphql"), ("GET", "/graphql?query={__typename}"), ("GET", "/letters/x")):
        response = shared.send(method, path, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
        [error] = response.json()["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        assert response.headers["cache-control"] == "no-store"


def test_an_expired_token_is_answered_401(gateway: Running) -> None:
    headers = gateway.headers("lea")
    gateway.clock.advance(days=3651)
    response = gateway.send("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401
    assert "expired" in response.headers["www-authenticate"]


def test_two_tokens_are_none(shared: Running) -> None:
    both = [("Authorization", f"Bearer {shared.token(who)}") for who in ("lea", "bruno")]
    assert shared.send("POST", "/graphql", json={"query": "{ __typename }"}, headers=both).status_code == 401


def post(gateway: Asking, content: bytes, media_type: str = "application/json", **headers: str) -> Any:
    return gateway.send("POST", "/graphql", content=content, headers={"Content-Type": media_type, **headers})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b'"query"',
        b"{}",
        b'{"query": 1}',
        b'{"query": null}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": {"half": "\\ud800"}}',
        b'{"query": "{ __typename }", "operationName": "\\udc00"}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "operationName": 7}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"query": "{ __typename }", "variables": {"x": ' + b"9" * 5_000 + b"}}",
        b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 100_000 + b"}}",
    ],
)
def test_what_is_no_question_is_answered_400(shared: Running, content: bytes) -> None:
    response = post(shared, content)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/graphql", "multipart/form-data; boundary=x"])
def test_another_media_type_is_answered_415(shared: Running, media_type: str) -> None:
    assert post(shared, b'{"query": "{ __typename }"}', media_type).status_code == 415


def test_a_body_that_is_too_large_is_answered_413(shared: Running) -> None:
    assert post(shared, b'{"query": "' + b" " * 262_200 + b'{ __typename }"}').status_code == 413


def test_a_body_in_utf_8_with_a_charset_is_read(shared: Running) -> None:
    response = post(shared, b'{"query": "{ __typename }"}', "Application/JSON; charset=utf-8")
    assert response.json()["data"] == {"__typename": "Query"}


def test_accents_are_written_as_they_are(shared: Running) -> None:
    response = shared.post("lea", {"query": "{ viewer { person { firstName } } }"})
    assert "Léa" in response.text
    assert response.headers["content-type"] == "application/json; charset=utf-8"


def test_a_query_may_come_by_get_and_a_mutation_may_not(shared: Running) -> None:
    asked = shared.send("GET", "/graphql", params={"query": "{ __typename }"})
    assert asked.json()["data"] == {"__typename": "Query"}
    input_ = json.dumps({"input": {"company": LAMBERT}})
    text = mutation_document("requestAccountClosure")
    refused = shared.send("GET", "/graphql", params={"query": text, "variables": input_}, headers=shared.headers("lea"))
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_by_get_the_operation_that_is_named_decides(shared: Running) -> None:
    text = "query Reads { __typename } mutation Acts { __typename }"
    for name, status in (("Reads", 200), ("Acts", 405)):
        response = shared.send("GET", "/graphql", params={"query": text, "operationName": name})
        assert response.status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(shared: Running, method: str) -> None:
    response = shared.send(method, "/graphql", json={"query": "{ __typename }"})
    assert response.status_code == 405
    assert {"GET", "POST"} <= {allowed.strip() for allowed in response.headers["allow"].split(",")}


def test_a_page_to_explore_is_only_for_browsers(shared: Running) -> None:
    page = shared.send("GET", "/graphql", headers={"Accept": "text/html,application/xhtml+xml"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.lower().startswith("<!doctype html>")
    other = shared.send("GET", "/graphql", headers={"Accept": "*/*"})
    assert (other.status_code, other.headers["content-type"]) == (400, "application/json; charset=utf-8")


def test_without_graphiql_there_is_no_page(prepared: Prepared, tmp_path: Any) -> None:
    plain = prepared.copy_to(tmp_path / "world").model_copy(update={"graphiql": False})
    with Running(plain, tmp_path / "world") as gateway:
        assert gateway.send("GET", "/graphql", headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize(("origin", "allowed"), [("https://app.example", True), ("https://evil.example", False)])
def test_only_the_origins_of_the_settings_may_call_from_a_browser(
    prepared: Prepared, tmp_path: Any, origin: str, allowed: bool
) -> None:
    changed = prepared.copy_to(tmp_path / "world").model_copy(update={"cors_origins": ("https://app.example",)})
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    with Running(changed, tmp_path / "world") as gateway:
        preflight = gateway.send("OPTIONS", "/graphql", headers=asked)
        answer = gateway.send("POST", "/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})
    for response in (preflight, answer):
        assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)
        assert "access-control-allow-credentials" not in response.headers
    assert (preflight.status_code == 200) is allowed


def test_answers_are_not_kept_by_anybody_on_the_way(shared: Running) -> None:
    response = shared.post("lea", {"query": "{ viewer { person { firstName } } }"})
    assert response.headers["cache-control"] == "no-store"
    assert {"Authorization", "Accept-Language"} <= {name.strip() for name in response.headers["vary"].split(",")}


def test_the_process_lives_and_is_ready(shared: Running) -> None:
    assert shared.send("GET", "/livez").text == "ok\n"
    ready = shared.send("GET", "/readyz").json()
    assert ready["database"] == "ok"
