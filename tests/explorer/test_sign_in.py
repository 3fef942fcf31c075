"""Outside of a demo people sign in at their issuer, by the authorization code flow with PKCE."""

import sys
from pathlib import Path
from typing import Any

import pytest
from browsing import Browser
from running import Prepared

sys.path.insert(0, str(Path(__file__).parent.parent / "clients" / "provider"))

from authority import Authority
from possession import digest_of
from provider_gateway import Gateway
from provider_kinds import ENTERPRISE
from provider_process import PAGE, providing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seen(browser: Browser, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What somebody saw who signed in as lea at a certified provider."""
    folder = tmp_path_factory.mktemp("sign_in")
    authority = Authority.at(folder)
    with authority.trusted_meanwhile(), providing(ENTERPRISE, authority, folder) as provider:
        issuers = (provider.trusted(client_id=PAGE),)
        settings = prepared.copy_to(folder / "world").model_copy(update={"issuers": issuers})
        with Gateway(settings, folder / "world") as gateway:
            provider.send_back_to(gateway.endpoint)
            return browser.look("sign_in.mjs", f"http://{gateway.address}", issuer=provider.url)


def test_they_are_sent_to_the_issuer_and_the_code_is_worth_nothing_without_the_proof(seen: dict[str, Any]) -> None:
    asked, sent = seen["asked"], seen["sent"]

    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", PAGE, "openid")
    assert asked["code_challenge_method"] == "S256"
    assert digest_of(sent["code_verifier"]) == asked["code_challenge"]


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
