"""A token that a certified provider has bound to a key (DPoP, RFC 9449) is worth nothing without that key."""

import asyncio

import pytest
from code_flow import CodeFlow
from possession import Possession
from provider_gateway import LEA, Gateway
from provider_process import Provider
from streaming import Socket, closing

from gateway.identity import TokenFault


@pytest.fixture
def possession() -> Possession:
    return Possession()


@pytest.fixture
def token(flow: CodeFlow, possession: Possession) -> str:
    """A token that the provider has bound to a key."""
    given = flow.sign_in("lea", possession=possession)
    assert given.kind == "DPoP"
    return given.access


def test_as_a_bearer_token_it_is_refused(both: Gateway, possession: Possession, token: str) -> None:
    assert both.says(token) == TokenFault.BEARER
    assert both.says(token, DPoP=possession.proof("POST", both.endpoint, token)) == TokenFault.BEARER


def test_without_a_proof_it_is_refused(both: Gateway, token: str) -> None:
    assert both.says(token, "DPoP") == TokenFault.PROOF_MISSING


def test_with_the_proof_of_another_key_it_is_refused(both: Gateway, token: str) -> None:
    assert both.says(token, "DPoP", DPoP=Possession().proof("POST", both.endpoint, token)) == TokenFault.PROOF_KEY


def test_with_the_proof_that_got_it_it_is_refused(
    both: Gateway, federal: Provider, possession: Possession, token: str
) -> None:
    proof = possession.proof("POST", f"{federal.url}/token")
    assert both.says(token, "DPoP", DPoP=proof) == TokenFault.PROOF_REQUEST


def test_a_proof_counts_once(both: Gateway, possession: Possession, token: str) -> None:
    proof = possession.proof("POST", both.endpoint, token)
    assert both.says(token, "DPoP", DPoP=proof) == LEA
    assert both.says(token, "DPoP", DPoP=proof) == TokenFault.PROOF_USED
    assert both.says(token, "DPoP", DPoP=possession.proof("POST", both.endpoint, token)) == LEA


def test_over_a_socket_it_takes_a_proof_too(both: Gateway, possession: Possession, token: str) -> None:
    address = f"ws://{both.address}/graphql"

    async def story() -> None:
        credentials = {"Authorization": f"DPoP {token}"}
        async with both.connect() as connection:
            await Socket(connection).say(type="connection_init", payload=credentials)
            assert await closing(connection) == (4403, TokenFault.PROOF_MISSING)
        async with both.connect() as connection:
            proved = {**credentials, "DPoP": possession.proof("GET", address, token)}
            await Socket(connection).say(type="connection_init", payload=proved)
            assert await Socket(connection).hear() == {"type": "connection_ack"}

    asyncio.run(story())
