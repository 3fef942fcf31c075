"""A token that is bound to a key opens every door of the gateway, with a proof for each, and none without."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from proving import Prover
from running import BASE, Running
from streaming import Live, Socket, following

from gateway.demo.world import LAMBERT, MAES
from gateway.http.socket_message import Code

VIEWER = "{ viewer { person { firstName } email } }"


@pytest.fixture(scope="module")
def prover() -> Prover:
    return Prover(ECKey.generate_key("P-256"))


@pytest.fixture
def proved(shared: Running, prover: Prover) -> Callable[..., dict[str, str]]:
    """The headers of a request of lea's."""

    def headers(method: str, path: str, scheme: str = "DPoP") -> dict[str, str]:
        token = shared.token("lea", cnf={"jkt": prover.thumbprint})
        proof = prover.proof(token, htm=method, htu=BASE + path, iat=int(shared.clock().timestamp()))
        return {"Authorization": f"{scheme} {token}", "DPoP": proof}

    return headers


Proved = Callable[..., dict[str, str]]


def challenge(response: httpx.Response) -> str:
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    return response.headers["WWW-Authenticate"]


def test_a_question_by_post_and_by_get_is_answered(shared: Running, proved: Proved) -> None:
    expected = {"viewer": {"person": {"firstName": "Léa"}, "email": "léa.lambert@demo.example"}}

    by_post = shared.send("POST", "/graphql", json={"query": VIEWER}, headers=proved("POST", "/graphql"))
    by_get = shared.send("GET", "/graphql", params={"query": VIEWER}, headers=proved("GET", "/graphql"))

    assert by_post.json()["data"] == by_get.json()["data"] == expected


def test_a_letter_is_given_once_a_proof(gateway: Running, prover: Prover) -> None:
    letter = gateway.act("emma", "requestAccountClosure", {"company": MAES})["account"]["closure"]["letterUrl"]
    token = gateway.token("emma", cnf={"jkt": prover.thumbprint})
    for expected in (200, 401):
        proof = prover.proof(token, htm="GET", htu=letter, iat=int(gateway.clock().timestamp()), jti="once")
        response = gateway.send("GET", letter, headers={"Authorization": f"DPoP {token}", "DPoP": proof})
        assert response.status_code == expected


def test_a_bound_token_without_its_proof_is_refused_everywhere(shared: Running, proved: Proved) -> None:
    for path in ("/graphql?query=%7B__typename%7D", "/letters/x", "/proxies/x"):
        headers = proved("GET", path.partition("?")[0])
        as_bearer = shared.send(
            "GET", path, headers={**headers, "Authorization": f"Bearer {headers['Authorization'][5:]}"}
        )
        without = shared.send("GET", path, headers={"Authorization": headers["Authorization"]})

        assert challenge(as_bearer).startswith('DPoP error="invalid_token", error_description="The token is bound')
        assert challenge(without).startswith('DPoP error="invalid_dpop_proof", error_description="One DPoP proof')
        assert 'algs="RS256 ' in challenge(without)


def test_a_stolen_proof_opens_nothing_else(shared: Running, proved: Proved) -> None:
    headers = proved("POST", "/graphql")
    elsewhere = shared.send("GET", "/letters/x", headers=headers)
    shared.send("POST", "/graphql", json={"query": VIEWER}, headers=headers)
    again = shared.send("POST", "/graphql", json={"query": VIEWER}, headers=headers)

    assert "of another request" in challenge(elsewhere)
    assert "used already" in challenge(again)


def test_two_proofs_are_none(shared: Running, proved: Proved) -> None:
    one, other = proved("POST", "/graphql"), proved("POST", "/graphql")
    headers = [("Authorization", one["Authorization"]), ("DPoP", one["DPoP"]), ("DPoP", other["DPoP"])]
    response = shared.send("POST", "/graphql", json={"query": VIEWER}, headers=headers)
    assert "One DPoP proof is expected" in challenge(response)


def test_a_bearer_token_is_asked_for_as_one(shared: Running) -> None:
    response = shared.send("POST", "/graphql", json={"query": VIEWER}, headers={"Authorization": "Bearer x.y.z"})
    assert challenge(response).startswith('Bearer error="invalid_token", error_description="The token is not')


def test_an_app_of_another_origin_may_send_a_proof(prepared: Any, tmp_path: Any) -> None:
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"cors_origins": ("https://app.example",)})
    with Running(settings, tmp_path / "world") as gateway:
        asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
        asked["Access-Control-Request-Headers"] = "authorization,content-type,dpop"
        assert gateway.send("OPTIONS", "/graphql", headers=asked).status_code == 200


def test_a_connection_is_opened_with_a_proof_in_its_first_message(shared_live: Live, prover: Prover) -> None:
    token = shared_live.token("lea", cnf={"jkt": prover.thumbprint})
    address = f"http://{shared_live.address}/graphql"

    def payload(**claims: object) -> dict[str, str]:
        good = {"htm": "GET", "htu": address, "iat": int(shared_live.clock().timestamp())}
        return {"Authorization": f"DPoP {token}", "DPoP": prover.proof(token, **{**good, **claims})}

    async def opened(given: dict[str, str]) -> None:
        async with shared_live.connect() as connection:
            speaking = Socket(connection)
            await speaking.say(type="connection_init", payload=given)
            assert await speaking.hear() == {"type": "connection_ack"}
            await speaking.ask(following(LAMBERT))

    async def refused(given: dict[str, str]) -> None:
        async with shared_live.connect() as connection:
            speaking = Socket(connection)
            await speaking.say(type="connection_init", payload=given)
            assert await speaking.closed() == Code.FORBIDDEN

    once = payload()
    asyncio.run(opened(once))
    for wrong in (once, payload(htm="POST"), {"Authorization": f"Bearer {token}"}, {"Authorization": f"DPoP {token}"}):
        asyncio.run(refused(wrong))
