"""A gateway that trusts one authority and the cards that it issues."""

import pytest
from signature_cards import trusting

from gateway.signature import WebEid


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> WebEid:
    return trusting(tmp_path_factory.mktemp("trust") / "folder")
