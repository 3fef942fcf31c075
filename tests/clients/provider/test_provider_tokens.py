"""Of all that a certified provider gives out, access tokens that are made for the gateway count, and nothing else."""

from code_flow import CodeFlow
from provider_gateway import LEA, Gateway, Judged
from provider_process import APP, ELSEWHERE, Provider

from gateway.identity import TokenFault


def test_an_opaque_token_is_refused(both: Gateway, flow: CodeFlow) -> None:
    token = flow.exchange(flow.arrive("lea")["code"]).json()["access_token"]
    assert both.says(token) == TokenFault.MALFORMED


def test_a_token_for_another_resource_is_refused(both: Gateway, flow: CodeFlow) -> None:
    assert both.says(flow.sign_in("lea", ELSEWHERE).access) == TokenFault.AUDIENCE


def test_an_identity_token_is_refused_since_it_is_for_the_app(both: Gateway, flow: CodeFlow) -> None:
    assert both.says(flow.sign_in("lea").identity) == TokenFault.AUDIENCE


def test_an_identity_token_is_refused_even_where_gateway_and_app_have_the_same_name(
    judged: Judged, federal: Provider, flow: CodeFlow
) -> None:
    token = flow.sign_in("lea").identity
    assert judged(federal.trusted(audience=APP, access_tokens_only=True), token) == TokenFault.TYPE
    assert judged(federal.trusted(audience=APP), token) == LEA


def test_an_identity_token_that_answers_a_nonce_is_refused_wherever_it_is_sent(
    judged: Judged, federal: Provider, flow: CodeFlow
) -> None:
    code = flow.arrive("lea", nonce="once", resource=federal.resource)["code"]
    assert judged(federal.trusted(audience=APP), flow.exchange(code).json()["id_token"]) == TokenFault.TYPE


def test_a_token_of_an_app_that_is_not_named_is_refused(judged: Judged, federal: Provider, flow: CodeFlow) -> None:
    token = flow.sign_in("lea").access
    assert judged(federal.trusted(authorized_parties=["another"]), token) == TokenFault.PARTY
    assert judged(federal.trusted(authorized_parties=["another", APP]), token) == LEA


def test_a_token_that_is_bound_to_no_key_is_refused_where_it_must_be(
    judged: Judged, federal: Provider, flow: CodeFlow
) -> None:
    token = flow.sign_in("lea").access
    assert judged(federal.trusted(sender_constrained=True), token) == TokenFault.UNBOUND


def test_an_access_token_counts(both: Gateway, judged: Judged, federal: Provider, flow: CodeFlow) -> None:
    token = flow.sign_in("lea").access
    assert both.says(token) == judged(federal.trusted(access_tokens_only=True), token) == LEA
