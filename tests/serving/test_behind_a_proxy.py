"""Whom X-Forwarded-For and -Proto are believed: nobody, unless the settings say so."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.cli.server import server_of
from gateway.http.crowd import Crowd

FORWARDED = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.7"), (b"x-forwarded-proto", b"https")]


async def seen(request: Request) -> JSONResponse:
    return JSONResponse([request.client.host if request.client else None, request.scope["scheme"]])


def told(client: str, trusted: Sequence[str]) -> str:
    """As what the application sees a request that comes from this address."""
    application = Starlette(routes=[Route("/", seen)])
    application.state.crowd = Crowd()
    config = server_of(application, trusted_proxies=trusted).config
    config.load()
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": FORWARDED}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(config.loaded_app({**scope, "scheme": "http", "client": (client, 1)}, None, send))  # type: ignore[operator]
    return str(sent[1]["body"], "ascii")


@pytest.mark.parametrize(
    ("client", "trusted"), [("127.0.0.1", []), ("::1", []), ("127.0.0.1", ["10.0.0.0/8"]), ("192.0.2.1", ["192.0.2.2"])]
)
def test_who_is_not_trusted_is_not_believed(client: str, trusted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert told(client, trusted) == f'["{client}","http"]'


@pytest.mark.parametrize(("client", "trusted"), [("10.1.2.3", ["10.0.0.0/8"]), ("::1", ["::1"])])
def test_a_trusted_proxy_says_who_called_it_and_how_and_not_what_that_one_said(client: str, trusted: list[str]) -> None:
    assert told(client, trusted) == '["198.51.100.7","https"]'
