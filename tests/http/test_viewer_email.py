"""The address in a token is shown to whoever it belongs to, and is kept nowhere."""

import pytest
from running import Running

EMAIL = "{ viewer { email } }"
CANARY = "canary.address@example.be"


def shown(gateway: Running, **claims: object) -> str | None:
    headers = {"Authorization": f"Bearer {gateway.token('lea', **claims)}"}
    body = gateway.send("POST", "/graphql", json={"query": EMAIL}, headers=headers).json()
    assert "errors" not in body
    return body["data"]["viewer"]["email"]


@pytest.mark.parametrize("mail", [None, "", "lea", ["lea@example.be"], "02070990283@example.be"])
def test_what_is_no_address_is_not_shown(shared: Running, mail: object) -> None:
    assert shown(shared, mail=mail) is None


def test_the_address_is_shown_and_not_kept(gateway: Running) -> None:
    assert shown(gateway, mail=CANARY) == CANARY
    gateway.stop()
    files = [file for file in gateway.folder.rglob("*") if file.is_file()]
    assert files
    assert all(CANARY.encode() not in file.read_bytes() for file in files)
