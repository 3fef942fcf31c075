"""When a refusal makes the answer null, what was being read beside it is let go without harm to anybody."""

import gc
import logging
from collections.abc import Iterator

import pytest
from granting import Granting
from test_mandate_rights import READS

from gateway.demo.world import MAES

READ_BESIDE = "proxy { sha256 signatures { signedBy { lastName } } } applicationGroups { code }"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.WARNING):
        yield caplog


def test_reads_that_are_broken_off_leave_their_connection_in_order(
    granting: Granting, logged: pytest.LogCaptureFixture
) -> None:
    """`applicationGroups` cannot be null, so its refusal ends the mandate while its proxy is still being loaded."""
    gateway = granting(*READS, "company.read")
    for _ in range(12):
        page = f"mandates {{ edges {{ node {{ {READ_BESIDE} }} }} }}"
        body = gateway.ask("emma", f'{{ company(number: "{MAES}") {{ {page} }} }}')
        assert body["data"] == {"company": {"mandates": None}}
        assert [error["extensions"]["decision"]["action"] for error in body["errors"]] == ["APPLICATION_GROUP_READ"]
        assert gateway.read("emma", f'{{ company(number: "{MAES}") {{ name }} }}')["company"] is not None
    gc.collect()
    assert logged.messages == []
