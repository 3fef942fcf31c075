"""A provider that is down takes nobody down who comes with one of its known keys, and holds nobody up for long."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from code_flow import CodeFlow
from provider_gateway import LEA, Gateway, Opened, forged, said_at_once
from provider_process import Provider
from streaming import STUCK

from gateway.identity import TokenFault


def test_one_that_does_not_answer_holds_nobody_up_who_comes_with_a_known_key(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    """An unknown key is waited for, but not for long."""
    gateway, token = opened(federal.trusted()), flow.sign_in("lea").access
    assert gateway.says(token) == LEA
    federal.be_down("hanging")

    async def story() -> None:
        began, unknown = time.monotonic(), [forged(federal, f"made-up-{number}") for number in range(20)]
        refused = asyncio.create_task(said_at_once(gateway, unknown))
        for _ in range(3):
            assert await gateway.meanwhile(gateway.says, token) == LEA
        assert not refused.done()
        assert set(await refused) == {TokenFault.KEY}
        assert time.monotonic() - began < STUCK

    asyncio.run(story())


def test_known_keys_count_for_as_long_as_it_is_down_and_new_ones_once_it_is_back(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    gateway, before = opened(federal.trusted(refresh_seconds=1, refetch_seconds=1)), flow.sign_in("lea").access
    assert gateway.says(before) == LEA
    federal.be_down("refusing")
    wait_until(lambda: state_of(gateway)["failures"] >= 2)
    assert state_of(gateway)["status"] == "old"
    assert gateway.says(before) == LEA
    assert gateway.says(forged(federal, "made-up")) == TokenFault.KEY
    federal.be_down(None)
    federal.sign_with("second")
    wait_until(lambda: state_of(gateway)["status"] == "ok")
    assert gateway.says(flow.sign_in("lea").access) == LEA
    assert gateway.says(before) == TokenFault.KEY


def test_a_gateway_starts_while_it_is_down_and_knows_it_once_it_is_back(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    token = flow.sign_in("lea").access
    federal.be_down("failing")
    gateway = opened(federal.trusted())
    assert gateway.says(token) == TokenFault.KEY
    assert (state_of(gateway)["status"], state_of(gateway)["keys"]) == ("none", 0)
    federal.be_down(None)
    wait_until(lambda: state_of(gateway)["status"] == "ok")
    assert gateway.says(token) == LEA


def test_a_discovery_document_of_another_issuer_gives_no_keys(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    token = flow.sign_in("lea").access
    federal.lie("discovery", issuer="https://another.example")
    gateway = opened(federal.trusted())
    assert gateway.says(token) == TokenFault.KEY
    assert state_of(gateway)["last_failure"] == "The discovery document is that of another issuer."
    assert federal.asked()["keys"] == 0


def state_of(gateway: Gateway) -> dict[str, Any]:
    """What operators are told of its one issuer's keys."""
    [state] = gateway.send("GET", "/readyz").json()["keys"]
    return dict(state)


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STUCK
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)
