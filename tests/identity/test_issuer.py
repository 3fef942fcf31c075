"""An issuer that it would be unsafe to trust is refused at the start; an unsafe key never counts."""

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from gateway.domain.identifiers import PersonKeys
from gateway.identity import ALGORITHMS, Bearer, FixedKeys, Issuer
from gateway.identity.algorithm import fits
from gateway.identity.keys import keys_of, public_key


@pytest.mark.parametrize("algorithms", [(), ("none",), ("RS256", "HS256"), ("rs256",), ("Ed448",), ("ES256K",)])
def test_an_algorithm_that_is_not_asymmetric_and_well_known_is_refused(
    issuer: Issuer, algorithms: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        Issuer("https://idp.example", "gateway", issuer.keys, algorithms)


@pytest.mark.parametrize(("url", "audience"), [("", "gateway"), ("https://idp.example", "")])
def test_an_issuer_without_address_or_audience_is_refused(issuer: Issuer, url: str, audience: str) -> None:
    with pytest.raises(ValueError, match="audience"):
        Issuer(url, audience, issuer.keys)


@pytest.mark.parametrize("seconds", [-1, 301])
def test_clocks_that_may_be_far_apart_are_refused(issuer: Issuer, seconds: int) -> None:
    with pytest.raises(ValueError, match="seconds"):
        Issuer("https://idp.example", "gateway", issuer.keys, clock_skew_seconds=seconds)


def test_nobody_to_trust_and_two_at_one_address_are_refused(issuer: Issuer, people: PersonKeys) -> None:
    for issuers in ([], [issuer, Issuer(issuer.url, "other", issuer.keys)]):
        with pytest.raises(ValueError, match="address of its own"):
            Bearer(issuers, people, lambda: pytest.fail("No token is read."))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": ["one"]},
        {"keys": [{"kid": "one", "kty": "RSA", "use": "sig"}]},
        {"keys": [{"kid": "one", "kty": []}]},
        {"keys": [{"kid": "one", "kty": "RSA", "n": "!" * 342, "e": "AQAB"}]},
    ],
)
def test_what_is_no_key_set_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="JWKS"):
        FixedKeys("https://idp.example", document)


def test_keys_that_do_not_count_leave_the_others_in_force(key: RSAKey, curve_key: ECKey) -> None:
    public = key.as_dict()
    listed = [
        public,
        {**public, "kid": "enc", "use": "enc", "alg": "RSA-OAEP"},
        {**public, "kid": "n", "n": 7},
        {**public, "kid": ["list"]},
        {**public, "kid": "twice"},
        {**curve_key.as_dict(), "kid": "twice"},
        {name: value for name, value in public.items() if name != "kid"},
        {"kty": "AKP", "kid": "future"},
        {"kty": "EC", "kid": "curve", "crv": "secp256k1", "x": "AA", "y": "AA"},
        "no key",
    ]
    assert list(keys_of({"keys": listed})) == ["one"]


@pytest.mark.parametrize("declared", ["EdDSA", "Ed25519", None])
def test_a_key_on_the_edwards_curve_counts_under_its_old_name_and_its_new_one(declared: str | None) -> None:
    jwk = dict(OKPKey.generate_key("Ed25519", private=False).as_dict())
    key = public_key({**jwk, **({"alg": declared} if declared else {})})
    assert key is not None
    assert fits(key, "EdDSA") and fits(key, "Ed25519") and not fits(key, "ES256")


@pytest.mark.parametrize("curve", ["Ed448", "X25519"])
def test_a_key_on_another_curve_of_that_family_fits_nothing(curve: str) -> None:
    key = public_key(dict(OKPKey.generate_key(curve, private=False).as_dict()))
    assert key is not None
    assert not any(fits(key, algorithm) for algorithm in ALGORITHMS)


def test_a_key_fits_the_algorithm_that_it_is_declared_for_alone(key: RSAKey) -> None:
    public = dict(key.as_dict())
    declared, free = public_key(public), public_key({name: public[name] for name in ("kty", "n", "e")})
    assert declared is not None and free is not None
    assert [name for name in ALGORITHMS if fits(declared, name)] == ["RS256"]
    assert len([name for name in ALGORITHMS if fits(free, name)]) == 6


def test_hundreds_of_keys_are_refused(key: RSAKey) -> None:
    with pytest.raises(ValueError, match="more than 100 keys"):
        keys_of({"keys": [{**key.as_dict(), "kid": str(number)} for number in range(101)]})


def test_secret_and_private_keys_do_not_count(key: RSAKey, curve_key: ECKey) -> None:
    edwards = OKPKey.generate_key("Ed25519")
    for secret in (key, curve_key, edwards, OctKey.generate_key(256)):
        assert public_key(dict(secret.as_dict(private=True))) is None
    for private in (key, curve_key, edwards):
        assert public_key(dict(private.as_dict())) is not None


@pytest.mark.parametrize("bits", [1024, 2040])
def test_a_short_key_does_not_count(bits: int) -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(bits, private=False)
    written = dict(short.as_dict())
    assert public_key(written) is None
    assert public_key({**written, "n": "AAAA" * 100 + str(written["n"])}) is None


def test_a_key_that_takes_long_to_check_does_not_count(key: RSAKey) -> None:
    assert public_key({**key.as_dict(), "n": "9" * 1400}) is None
