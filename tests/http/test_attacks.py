"""Whoever attacks is refused in plain words, and whoever else asks is answered all the while."""

import gc
from types import SimpleNamespace
from typing import Any

import pytest
from attacking import ATTACKS, Bystander, attack
from running import Served

from gateway.cli import server

HANGS = 5_000.0
"""Milliseconds. What is refused takes a few: this is to find what hangs, on the slowest machine."""
CODES = {"BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_while_others_are_answered(served: Served, name: str) -> None:
    with Bystander(served.base) as other:
        refused = attack(served.client, ATTACKS[name])
    assert refused.status in (400, 413)
    assert refused.code in CODES
    assert other.statuses == {200}
    assert max(refused.milliseconds, *other.waited) < HANGS


def test_nothing_of_all_this_is_unexpected(served: Served) -> None:
    for body in ATTACKS.values():
        attack(served.client, body)
    assert "Traceback" not in served.printed.read_text()


def test_what_was_there_at_the_start_is_not_looked_through_for_garbage() -> None:
    """With it, each of these documents, which leave much behind, has everybody wait for a tenth of a second."""
    frozen: list[int] = []
    served: Any = SimpleNamespace(run=lambda _sockets: frozen.append(gc.get_freeze_count()), started=True)
    try:
        server.run(served, [])
    finally:
        gc.unfreeze()
    assert frozen[0] > 10_000
