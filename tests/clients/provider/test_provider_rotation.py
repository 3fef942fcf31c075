"""A provider's keys change while the gateway runs: nobody restarts it, and nobody can make it ask without end."""

import asyncio
import time
from collections import Counter

from code_flow import CodeFlow
from provider_gateway import LEA, Opened, forged, said_at_once
from provider_process import Provider
from streaming import STUCK

from gateway.identity import TokenFault


def test_many_tokens_with_unknown_keys_cause_one_fetch(opened: Opened, federal: Provider, flow: CodeFlow) -> None:
    gateway, token = opened(federal.trusted()), flow.sign_in("lea").access
    assert gateway.says(token) == LEA
    federal.asked()
    tokens = [*(forged(federal, f"made-up-{number}") for number in range(200)), token]
    assert Counter(asyncio.run(said_at_once(gateway, tokens))) == {TokenFault.KEY: 200, LEA: 1}
    assert gateway.says(tokens[0]) == gateway.says(forged(federal, "another")) == TokenFault.KEY
    assert federal.asked() == {"discovery": 1, "keys": 1}


def test_a_new_key_counts_after_one_fetch_and_without_a_restart(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    gateway = opened(federal.trusted())
    assert gateway.says(flow.sign_in("lea").access) == LEA
    federal.sign_with("second", "first")
    federal.asked()
    token = flow.sign_in("lea").access
    assert [gateway.says(token) for _ in range(3)] == [LEA] * 3
    assert federal.asked() == {"discovery": 1, "keys": 1}


def test_many_who_come_with_a_new_key_wait_for_the_same_fetch(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    gateway = opened(federal.trusted())
    assert gateway.says(flow.sign_in("lea").access) == LEA
    federal.sign_with("second", "first")
    token = flow.sign_in("lea").access
    federal.be_down("slow")
    federal.asked()
    assert set(asyncio.run(said_at_once(gateway, [token] * 30))) == {LEA}
    assert federal.asked() == {"discovery": 1, "keys": 1}


def test_a_former_key_counts_for_as_long_as_it_is_published(opened: Opened, federal: Provider, flow: CodeFlow) -> None:
    gateway, before = opened(federal.trusted(refresh_seconds=1)), flow.sign_in("lea").access
    federal.sign_with("second", "first")
    assert gateway.says(flow.sign_in("lea").access) == LEA
    assert gateway.says(before) == LEA
    federal.sign_with("second")
    wait_for_a_refresh(federal)
    assert gateway.says(before) == TokenFault.KEY
    assert gateway.says(flow.sign_in("lea").access) == LEA


def wait_for_a_refresh(provider: Provider) -> None:
    """Until the gateway has asked for the keys by itself and, as it then asks for them again, has read them."""
    provider.asked()
    deadline, fetched = time.monotonic() + STUCK, 0
    while fetched < 2:
        assert time.monotonic() < deadline
        fetched += provider.asked()["keys"]
        time.sleep(0.02)
