"""Under which names the gateway answers: a page of another name that points at it (DNS rebinding) gets nothing."""

import asyncio
from typing import Any

import pytest
from running import Prepared, Running
from starlette.types import Message, Scope
from streaming import Live
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from gateway.cli.handover import Demo, Order
from gateway.cli.worker import prepare
from gateway.http.hosts import PROBED, Hosts
from gateway.settings import WrongSettings

NAMES = ("gateway.example", "192.0.2.1", "[2001:db8::1]")
OTHERS = (
    "evil.example",
    "gateway.example.evil.example",
    "evil-gateway.example",
    "sub.gateway.example",
    "gateway.example.",
    "gateway.example@evil.example",
    "gateway.example/",
    "gateway.example:80:80",
    "gateway.example:x",
    "2001:db8::1",
    "192.0.2.10",
    "",
)
ADDRESSES = ("10.0.0.7:8000", "[fe80::1]:8000", "127.0.0.1")


def status(kind: str, path: str, hosts: list[str]) -> int:
    """What is answered; 200 stands for whatever comes after the names."""
    told: list[int] = []

    async def within(_scope: Scope, _receive: Any, _send: Any) -> None:
        told.append(200)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        told.extend([message["status"]] if "status" in message else [])

    headers = [(b"host", host.encode("latin-1")) for host in hosts]
    scope = {"type": kind, "path": path, "headers": headers, "extensions": {"websocket.http.response": {}}}
    asyncio.run(Hosts(within, NAMES)(scope, receive, send))
    return told[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("other", OTHERS)
def test_another_name_is_refused(kind: str, other: str) -> None:
    assert status(kind, "/graphql", [other]) == 421


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("hosts", [[], ["gateway.example", "gateway.example"], ["gateway.example", "evil.example"]])
def test_no_name_and_two_names_are_refused(kind: str, hosts: list[str]) -> None:
    assert status(kind, "/graphql", hosts) == 421


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("port", ["", ":", ":80", ":8000"])
@pytest.mark.parametrize("name", [*NAMES, "Gateway.EXAMPLE"])
def test_the_names_that_are_allowed_are_answered_on_any_port(kind: str, name: str, port: str) -> None:
    assert status(kind, "/graphql", [name + port]) == 200


@pytest.mark.parametrize("path", PROBED)
def test_who_watches_may_call_by_any_address_or_no_name_and_by_no_other_name(path: str) -> None:
    for address in ADDRESSES:
        assert status("http", path, [address]) == 200
        assert status("http", "/graphql", [address]) == (200 if address in NAMES else 421)
    assert status("http", path, []) == 200
    assert status("http", path, ["evil.example"]) == 421
    assert status("websocket", path, ["10.0.0.7"]) == 421


def test_it_is_refused_before_anything_else_is_looked_at(shared: Running) -> None:
    bad_token = {"Host": "evil.example", "Authorization": "Bearer nonsense", "Origin": "https://evil.example"}
    answer = shared.send("POST", "/graphql", content=b"nonsense", headers=bad_token)
    assert answer.status_code == 421
    assert answer.json()["errors"][0]["extensions"]["code"] == "MISDIRECTED_REQUEST"
    assert "evil" not in answer.text


def test_a_socket_of_another_name_is_not_opened(own_live: Live, caplog: pytest.LogCaptureFixture) -> None:
    host, _, port = own_live.address.partition(":")

    async def story() -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connect("ws://evil.example/graphql", host=host, port=int(port)):
                pass
        assert refused.value.response.status_code == 421
        assert refused.value.response.headers["X-Frame-Options"] == "DENY"

    asyncio.run(story())
    own_live.stop()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_one_that_others_can_reach_does_not_start_before_it_knows_its_names(
    prepared: Prepared, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared.copy_to(tmp_path / "world")
    demo = Demo(tmp_path / "world", fresh=False, origins=())
    for host in ("0.0.0.0", "::", "192.0.2.1", "gateway.example"):
        with pytest.raises(WrongSettings, match="GATEWAY_ALLOWED_HOSTS"):
            prepare(Order(host, demo))
    monkeypatch.setenv("GATEWAY_ALLOWED_HOSTS", "gateway.example")
    assert prepare(Order("0.0.0.0", demo)).settings.allowed_hosts == ("gateway.example",)
