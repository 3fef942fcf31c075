"""Outside of a demo people sign in at their issuer, by the authorization code flow with PKCE."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from browsing import Browser
from running import Prepared

from gateway.app import create_app, now
from gateway.demo.folder import ISSUER
from gateway.demo.personas import PERSONAS
from gateway.http.web import Application
from gateway.identity import DemoIssuer

CLIENT = "the-page"
LIFETIME = timedelta(hours=1)


@contextmanager
def listening(app: Application) -> Iterator[str]:
    """Serve an application of this process on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def seen(browser: Browser, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What somebody saw who signed in as lea. The token is of the demo; the script plays the issuer that gives it."""
    folder = tmp_path_factory.mktemp("sign_in") / "world"
    issuer, address = DemoIssuer(prepared.folder / ISSUER, now), f"http://127.0.0.1:{free_port()}"
    settings = prepared.copy_to(folder).model_copy(update={"oidc_issuer": address, "oidc_client_id": CLIENT})
    token = issuer.sign(PERSONAS["lea"].claims(), LIFETIME)
    with listening(create_app(settings, issuer.issuer)) as gateway:
        return {**browser.look("sign_in.mjs", gateway, issuer=address, client=CLIENT, token=token), "token": token}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_they_are_sent_to_the_issuer_and_the_code_is_worth_nothing_without_the_proof(seen: dict[str, Any]) -> None:
    asked = seen["asked"]

    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT, "openid")
    assert asked["code_challenge_method"] == "S256"
    assert seen["proved"]


def test_they_come_back_as_themselves_with_nothing_left_in_the_address(seen: dict[str, Any]) -> None:
    assert seen["before"].startswith("Nobody is signed in")
    assert seen["after"].startswith("I am Léa Lambert")
    assert seen["at"].endswith("/graphql")


def test_the_gateway_knows_them(seen: dict[str, Any]) -> None:
    [rights] = seen["rights"].values()

    assert rights["ACCOUNT_READ"]["answer"] == "Yes"


def test_the_token_stays_in_the_memory_of_the_page(seen: dict[str, Any]) -> None:
    assert seen["token"] not in seen["kept"] and "eyJ" not in seen["kept"]
    assert seen["complaints"] == []
