"""The audits of npm's graphql-http: what clients may, should and must find, each one against a real server."""

from collections import Counter
from typing import Any

import pytest
from running import Served
from scripting import Node


@pytest.fixture(scope="module")
def audits(node: Node, served: Served) -> list[dict[str, Any]]:
    return list(node.run("audits/run.mjs", served))


def test_no_audit_fails(audits: list[dict[str, Any]]) -> None:
    assert [audit for audit in audits if audit["status"] != "ok"] == []


def test_all_of_them_were_run(audits: list[dict[str, Any]]) -> None:
    levels = Counter(audit["name"].split()[0] for audit in audits)
    assert levels == {"MUST": 13, "SHOULD": 23, "MAY": 25}
    assert len({audit["id"] for audit in audits}) == 61
