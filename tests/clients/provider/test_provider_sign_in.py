"""People sign in at a certified provider, by the code flow with PKCE: the refusals are its own, and it means them."""

from code_flow import CodeFlow


def test_without_a_challenge_there_is_no_code(flow: CodeFlow) -> None:
    back = flow.arrive("lea", code_challenge="", code_challenge_method="")
    assert back["error"] == "invalid_request"
    assert "code" not in back


def test_a_challenge_that_is_its_own_verifier_is_refused(flow: CodeFlow) -> None:
    assert flow.arrive("lea", code_challenge_method="plain")["error"] == "invalid_request"


def test_with_a_wrong_verifier_there_is_no_token(flow: CodeFlow) -> None:
    code = flow.arrive("lea")["code"]
    refused = flow.exchange(code, code_verifier="x" * 43)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_a_code_gives_a_token_once(flow: CodeFlow) -> None:
    code = flow.arrive("lea")["code"]
    assert flow.exchange(code).status_code == 200
    assert flow.exchange(code).json()["error"] == "invalid_grant"


def test_for_a_resource_that_it_does_not_know_there_is_no_code(flow: CodeFlow) -> None:
    assert flow.arrive("lea", resource="https://unknown.example")["error"] == "invalid_target"
