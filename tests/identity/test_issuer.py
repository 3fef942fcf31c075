"""An issuer that it would be unsafe to trust is refused at the start."""

import json
from pathlib import Path

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from gateway.identity import Issuer, public_keys


def test_public_keys_are_read_from_a_file_or_an_object(tmp_path: Path, key: RSAKey) -> None:
    document = {"keys": [key.as_dict()]}
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(document))
    assert [k.kid for k in public_keys(file)] == [k.kid for k in public_keys(document)] == ["one"]


def test_keys_for_encryption_and_of_unknown_types_are_left_out(key: RSAKey) -> None:
    encrypting = key.as_dict() | {"use": "enc", "kid": "enc", "alg": "RSA-OAEP"}
    assert [k.kid for k in public_keys({"keys": [encrypting, {"kty": "AKP"}, key.as_dict()]})] == ["one"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": ["one"]},
        {"keys": [{"kty": "RSA", "use": "sig"}]},
        {"keys": [{"kty": []}]},
        {"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]},
    ],
)
def test_what_is_no_key_set_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="JWKS"):
        public_keys(document)


@pytest.mark.parametrize("text", ["", "[]", "-----BEGIN PUBLIC KEY-----"])
def test_a_file_that_is_no_key_set_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"."):
        public_keys(file)


@pytest.mark.parametrize("algorithms", [(), ("none",), ("RS256", "HS256"), ("rs256",), ("EdDSA",)])
def test_an_algorithm_that_is_not_asymmetric_is_refused(issuer: Issuer, algorithms: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        Issuer("https://idp.example", "gateway", issuer.keys, algorithms)


@pytest.mark.parametrize(("url", "audience"), [("", "gateway"), ("https://idp.example", "")])
def test_an_issuer_without_address_or_audience_is_refused(issuer: Issuer, url: str, audience: str) -> None:
    with pytest.raises(ValueError, match="audience"):
        Issuer(url, audience, issuer.keys)


def test_secret_keys_are_refused(key: RSAKey, curve_key: ECKey) -> None:
    for secret in (key, curve_key, OctKey.generate_key(256)):
        with pytest.raises(ValueError, match="public"):
            Issuer("https://idp.example", "gateway", KeySet([secret]))


def test_no_keys_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="public"):
        Issuer("https://idp.example", "gateway", KeySet([]))


def test_a_short_key_is_refused() -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, private=False)
    with pytest.raises(ValueError, match="2048"):
        Issuer("https://idp.example", "gateway", KeySet([short]))


def test_one_id_for_two_keys_is_refused(curve_key: ECKey, key: RSAKey) -> None:
    same = [RSAKey.import_key(key.as_dict()), ECKey.import_key(curve_key.as_dict() | {"kid": "one"})]
    with pytest.raises(ValueError, match="same id"):
        Issuer("https://idp.example", "gateway", KeySet(same))
