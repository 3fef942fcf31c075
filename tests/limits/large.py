"""Questions whose answers do not fit into what lies between a server and a client that does not read."""

import time
from collections.abc import Callable
from typing import Any

from streaming import STUCK

from gateway.demo.world import BENALI, LAMBERT, MAES, NOORD
from gateway.graphql.node import global_id

_COMPANIES = (LAMBERT, MAES, BENALI, NOORD)
_LONG = " ".join(f"{'a' * 1_000}{number}: __typename" for number in range(195))


def large(companies: int, *, deferred: bool = False) -> dict[str, Any]:
    """Its answer has 200 kB for each company."""
    shown = f"... @defer {{ {_LONG} }}" if deferred else _LONG
    ids = [global_id("Company", _COMPANIES[index % len(_COMPANIES)]) for index in range(companies)]
    return {"query": f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {shown} }} }}", "variables": {"ids": ids}}


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + STUCK
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
