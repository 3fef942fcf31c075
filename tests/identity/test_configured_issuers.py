"""What an operator says of the issuers in the settings is what the gateway trusts."""

import json
from pathlib import Path
from typing import get_args

import pytest
from joserfc.jwk import RSAKey

from gateway.app import issuers_of
from gateway.identity import ALGORITHMS, ClaimNames, KeysUnavailable
from gateway.settings import Settings
from gateway.settings.issuer import Algorithm, ClaimSettings, IssuerSettings


def test_every_setting_of_an_issuer_reaches_it(tmp_path: Path, key: RSAKey) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [key.as_dict()]}))
    described = IssuerSettings(
        url="https://idp.example",
        audience="gateway",
        jwks=str(file),
        algorithms=("ES256", "EdDSA"),
        claims=ClaimSettings(national_number="niss", email="email"),
        assurance_levels={"gold": 500},
        authorized_parties=("app",),
        access_tokens_only=True,
        sender_constrained=True,
        clock_skew_seconds=5,
    )
    remote = IssuerSettings(url="https://other.example", audience="gateway")
    one, other = issuers_of(Settings.model_construct(issuers=(described, remote)))

    assert (one.url, one.audience, one.algorithms) == ("https://idp.example", "gateway", ("ES256", "EdDSA"))
    assert one.claims == ClaimNames(national_number="niss", email="email")
    assert (one.assurance_levels, one.authorized_parties) == ({"gold": 500}, {"app"})
    assert (one.access_tokens_only, one.sender_constrained, one.clock_skew_seconds) == (True, True, 5)
    assert (one.keys.state.url, one.keys.state.keys) == ("https://idp.example", 1)
    assert (other.claims, other.clock_skew_seconds, other.keys.state.keys) == (ClaimNames(), 60, 0)


def test_a_file_without_a_key_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text('{"keys": []}')
    described = IssuerSettings(url="https://idp.example", audience="gateway", jwks=str(file))
    with pytest.raises(KeysUnavailable):
        issuers_of(Settings.model_construct(issuers=(described,)))


def test_the_settings_know_the_same_algorithms_and_claims() -> None:
    assert get_args(Algorithm) == ALGORITHMS
    assert ClaimSettings().model_dump() == {name: getattr(ClaimNames(), name) for name in ClaimNames.__slots__}
