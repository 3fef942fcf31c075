"""A token that is bound to a key is worth nothing without a proof of it, made for this very request (RFC 9449)."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from at_once import at_once
from good_token import AUDIENCE, NOW, URL, Sign
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from proving import Prover

from gateway.domain.identifiers import PersonKeys
from gateway.domain.person import Identity
from gateway.identity import Bearer, FixedKeys, Issuer, Proof, TokenFault, TokenRefused
from gateway.identity.once import Once

SECONDS = int(NOW.timestamp())
ADDRESS = "https://gateway.example/graphql"


class Asked:
    """A gateway on a clock that can be turned, and somebody with a bound token who asks it."""

    def __init__(self, key: RSAKey, sign: Sign, people: PersonKeys, prover: Prover, **trusted: Any) -> None:
        self.now = NOW
        issuer = Issuer(URL, AUDIENCE, FixedKeys(URL, {"keys": [key.as_dict()]}), **trusted)
        self.bearer = Bearer([issuer], people, self.clock)
        self.sign = sign
        self.prover = prover
        self.token = sign(cnf={"jkt": prover.thumbprint})

    def clock(self) -> datetime:
        return self.now

    def identify(self, *sent: str, token: str | None = None, method: str = "POST", url: str = ADDRESS) -> Identity:
        return at_once(self.bearer.identify(token or self.token, Proof(sent, method, url)))

    def proof(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        good = {"htm": "POST", "htu": ADDRESS, "iat": int(self.now.timestamp())}
        return self.prover.proof(claims.pop("of", self.token), header, **{**good, **claims})

    def fault(self, *sent: str, **request: Any) -> TokenFault:
        with pytest.raises(TokenRefused) as refused:
            self.identify(*sent, **request)
        assert refused.value.__cause__ is None
        return refused.value.reason


@pytest.fixture(scope="module")
def prover() -> Prover:
    return Prover(ECKey.generate_key("P-256"))


@pytest.fixture
def asked(key: RSAKey, sign: Sign, people: PersonKeys, prover: Prover) -> Asked:
    return Asked(key, sign, people, prover)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ECKey.generate_key("P-256"),
        lambda: ECKey.generate_key("P-384"),
        lambda: ECKey.generate_key("P-521"),
        lambda: OKPKey.generate_key("Ed25519"),
        lambda: RSAKey.generate_key(2048),
    ],
    ids=["P-256", "P-384", "P-521", "Ed25519", "RSA"],
)
def test_who_proves_their_key_is_identified(
    key: RSAKey, sign: Sign, people: PersonKeys, make: Callable[[], Key]
) -> None:
    asked = Asked(key, sign, people, Prover(make()))
    assert asked.identify(asked.proof()).first_name == "Léa"


def test_a_bound_token_is_no_bearer_token(asked: Asked) -> None:
    with pytest.raises(TokenRefused) as refused:
        at_once(asked.bearer.identify(asked.token))
    assert refused.value.reason is TokenFault.BEARER


def test_a_bearer_token_is_no_bound_token(asked: Asked) -> None:
    token = asked.sign()
    assert asked.fault(asked.proof(of=token), token=token) is TokenFault.UNBOUND


def test_where_tokens_must_be_bound_a_bearer_token_is_refused(
    key: RSAKey, sign: Sign, people: PersonKeys, prover: Prover
) -> None:
    asked = Asked(key, sign, people, prover, sender_constrained=True)
    with pytest.raises(TokenRefused) as refused:
        at_once(asked.bearer.identify(sign()))
    assert refused.value.reason is TokenFault.UNBOUND
    asked.identify(asked.proof())


def test_one_proof_is_expected(asked: Asked) -> None:
    assert asked.fault() is TokenFault.PROOF_MISSING
    assert asked.fault(asked.proof(), asked.proof()) is TokenFault.PROOF_MISSING


def test_a_proof_counts_once(asked: Asked) -> None:
    proof = asked.proof()
    asked.identify(proof)
    assert asked.fault(proof) is TokenFault.PROOF_USED
    asked.now += timedelta(seconds=119)
    assert asked.fault(proof) is TokenFault.PROOF_USED
    asked.now += timedelta(seconds=2)
    assert asked.fault(proof) is TokenFault.PROOF_TIME


def test_an_id_counts_once_whatever_else_the_proof_says(asked: Asked) -> None:
    asked.identify(asked.proof(jti="same"))
    assert asked.fault(asked.proof(jti="same", iat=SECONDS + 1)) is TokenFault.PROOF_USED


def test_a_proof_that_was_refused_is_not_used_up(asked: Asked) -> None:
    proof = asked.proof()
    assert asked.fault(proof, method="GET") is TokenFault.PROOF_REQUEST
    asked.identify(proof)


def test_somebody_else_may_have_the_same_id(key: RSAKey, sign: Sign, people: PersonKeys, asked: Asked) -> None:
    other = Asked(key, sign, people, Prover(ECKey.generate_key("P-256")))
    other.bearer = asked.bearer
    asked.identify(asked.proof(jti="same"))
    other.identify(other.proof(jti="same"))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"htm": "GET"}, TokenFault.PROOF_REQUEST),
        ({"htm": "post"}, TokenFault.PROOF_REQUEST),
        ({"htm": None}, TokenFault.PROOF_REQUEST),
        ({"htu": None}, TokenFault.PROOF_REQUEST),
        ({"htu": ["https://gateway.example/graphql"]}, TokenFault.PROOF_REQUEST),
        ({"htu": ""}, TokenFault.PROOF_REQUEST),
        ({"htu": "/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://[::1/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example:x/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example/%ff"}, TokenFault.PROOF_REQUEST),
        ({"htu": "http://gateway.example/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example:8443/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example:0/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example/graphql/"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://me:secret@gateway.example/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": " https://gateway.example/graphql"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example/graphql\n"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example/GraphQL"}, TokenFault.PROOF_REQUEST),
        ({"htu": "https://gateway.example.evil.example/graphql"}, TokenFault.PROOF_REQUEST),
        ({"ath": None}, TokenFault.PROOF_HASH),
        ({"ath": ""}, TokenFault.PROOF_HASH),
        ({"ath": "A" * 43}, TokenFault.PROOF_HASH),
        ({"iat": None}, TokenFault.PROOF_TIME),
        ({"iat": str(SECONDS)}, TokenFault.PROOF_TIME),
        ({"iat": True}, TokenFault.PROOF_TIME),
        ({"iat": 10**400}, TokenFault.PROOF_TIME),
        ({"iat": SECONDS - 121}, TokenFault.PROOF_TIME),
        ({"iat": SECONDS + 121}, TokenFault.PROOF_TIME),
        ({"jti": None}, TokenFault.PROOF_MALFORMED),
        ({"jti": ""}, TokenFault.PROOF_MALFORMED),
        ({"jti": 7}, TokenFault.PROOF_MALFORMED),
        ({"jti": "x" * 257}, TokenFault.PROOF_MALFORMED),
    ],
)
def test_a_proof_of_something_else_is_refused(asked: Asked, claims: dict[str, Any], expected: TokenFault) -> None:
    assert asked.fault(asked.proof(**claims)) is expected


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTPS://Gateway.Example/graphql",
        "https://gateway.example:443/graphql",
        "https://gateway.example/graphql?query=x#y",
        "https://gateway.example/%67raphql",
    ],
)
def test_an_address_may_be_spelt_otherwise(asked: Asked, spelling: str) -> None:
    asked.identify(asked.proof(htu=spelling), url=f"{ADDRESS}?query=%7Bx%7D")


def test_two_addresses_that_are_none_are_not_the_same(asked: Asked) -> None:
    assert asked.fault(asked.proof(htu="https://[::1/graphql"), url="https://[::1/graphql") is TokenFault.PROOF_REQUEST


def test_a_websocket_is_opened_by_a_get_of_the_same_address(asked: Asked) -> None:
    proof = asked.proof(htm="GET")
    asked.identify(proof, method="GET", url="wss://gateway.example/graphql")
    plain = {"method": "GET", "url": "ws://gateway.example/graphql"}
    assert asked.fault(asked.proof(htm="GET"), **plain) is TokenFault.PROOF_REQUEST


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"typ": None}, TokenFault.PROOF_MALFORMED),
        ({"typ": "JWT"}, TokenFault.PROOF_MALFORMED),
        ({"typ": "DPoP+JWT"}, TokenFault.PROOF_MALFORMED),
        ({"typ": "at+jwt"}, TokenFault.PROOF_MALFORMED),
        ({"crit": ["exp"]}, TokenFault.PROOF_MALFORMED),
        ({"jku": "https://evil.example"}, TokenFault.PROOF_MALFORMED),
        ({"b64": False}, TokenFault.PROOF_MALFORMED),
        ({"alg": "none"}, TokenFault.PROOF_KEY),
        ({"alg": "HS256"}, TokenFault.PROOF_KEY),
        ({"alg": "RS256"}, TokenFault.PROOF_KEY),
        ({"alg": "ES384"}, TokenFault.PROOF_KEY),
        ({"alg": ["ES256"]}, TokenFault.PROOF_KEY),
        ({"alg": None}, TokenFault.PROOF_KEY),
        ({"jwk": None}, TokenFault.PROOF_KEY),
        ({"jwk": "key"}, TokenFault.PROOF_KEY),
        ({"jwk": {}}, TokenFault.PROOF_KEY),
        ({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, TokenFault.PROOF_KEY),
    ],
    ids=lambda value: None if isinstance(value, TokenFault) else next(iter(value)),
)
def test_a_proof_with_a_wrong_header_is_refused(asked: Asked, header: dict[str, Any], expected: TokenFault) -> None:
    assert asked.fault(asked.proof(header)) is expected


def test_a_proof_that_gives_its_private_key_away_is_refused(asked: Asked) -> None:
    private = dict(asked.prover.key.as_dict(private=True))
    assert asked.fault(asked.proof({"jwk": private})) is TokenFault.PROOF_KEY


def test_a_short_key_proves_nothing(key: RSAKey, sign: Sign, people: PersonKeys) -> None:
    with pytest.warns(Warning, match="2048"):
        short = RSAKey.generate_key(1024)
    asked = Asked(key, sign, people, Prover(short))
    assert asked.fault(asked.proof()) is TokenFault.PROOF_KEY


def test_a_proof_by_somebody_else_is_refused(asked: Asked) -> None:
    thief = Prover(ECKey.generate_key("P-256"))
    assert asked.fault(thief.proof(asked.token, htm="POST", htu=ADDRESS, iat=SECONDS)) is TokenFault.PROOF_KEY
    head, body, _ = asked.proof().split(".")
    _, _, signature = asked.proof().split(".")
    assert asked.fault(f"{head}.{body}.{signature}") is TokenFault.PROOF_SIGNATURE
    stolen = thief.proof(asked.token, {"jwk": asked.prover.public}, htm="POST", htu=ADDRESS, iat=SECONDS)
    assert asked.fault(stolen) is TokenFault.PROOF_SIGNATURE


def test_a_secret_made_of_the_public_key_proves_nothing(asked: Asked) -> None:
    header = {"typ": "dpop+jwt", "alg": "HS256", "jwk": asked.prover.public}
    secret = OctKey.import_key(json.dumps(asked.prover.public))
    forged = jws.serialize_compact(header, b"{}", secret, registry=jws.JWSRegistry(algorithms=["HS256"]))
    assert asked.fault(forged) is TokenFault.PROOF_KEY


def test_a_proof_of_another_token_of_the_same_key_is_refused(asked: Asked) -> None:
    other = asked.sign(sub="f2", cnf={"jkt": asked.prover.thumbprint})
    assert asked.fault(asked.proof(of=other)) is TokenFault.PROOF_HASH


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode() + ".e30.AAAA"))
def test_no_text_at_all_is_a_proof(key: RSAKey, sign: Sign, people: PersonKeys, prover: Prover, text: str) -> None:
    assert Asked(key, sign, people, prover).fault(text) is TokenFault.PROOF_MALFORMED


def test_the_token_is_judged_first_so_that_only_those_with_one_cost_us_a_proof(asked: Asked) -> None:
    proof = asked.proof()
    assert asked.fault(proof, token=asked.sign(exp=SECONDS - 60)) is TokenFault.EXPIRED
    asked.identify(proof)


def test_a_full_memory_refuses_what_is_new_and_forgets_nothing_that_counts() -> None:
    once = Once(most=2)
    for name in ("a", "b"):
        once.check(hashed(name), until=10, now=0)
    for name, fault in (("c", TokenFault.PROOFS_FULL), ("a", TokenFault.PROOF_USED)):
        with pytest.raises(TokenRefused) as refused:
            once.check(hashed(name), until=10, now=10)
        assert refused.value.reason is fault
    once.check(hashed("c"), until=20, now=10.1)
    once.check(hashed("a"), until=20, now=10.1)


def hashed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), st.integers(0, 10)), max_size=40))
def test_nothing_counts_twice_while_it_counts_at_all(steps: list[tuple[int, int, int]]) -> None:
    once, now, counting = Once(), 0, dict[int, int]()
    for name, lasting, passing in steps:
        now += passing
        try:
            once.check(hashed(str(name)), until=now + lasting, now=now)
        except TokenRefused:
            assert counting[name] >= now
        else:
            assert counting.get(name, -1) < now
            counting[name] = now + lasting
