"""Tokens as attackers make them: each is refused, and for its own reason. `-v` lists what each one gets."""

import json
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from typing import Any

import pytest
from at_once import at_once
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from forging import OTHER_AUDIENCE, OTHER_URL, Forger
from good_token import AUDIENCE, CLAIMS, NOW, URL
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from gateway.domain.identifiers import PersonKeys
from gateway.identity import Bearer, FixedKeys, Issuer, TokenFault, TokenRefused

SECONDS = int(NOW.timestamp())
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points on P-256."""

Forge = Callable[[Forger], str]
Attack = tuple[str, TokenFault, Forge]


@pytest.fixture(scope="module")
def forger(key: RSAKey, curve_key: ECKey) -> Forger:
    return Forger(
        key,
        curve_key,
        ECKey.generate_key("P-384", {"kid": "big"}),
        OKPKey.generate_key("Ed25519", {"kid": "edwards", "alg": "EdDSA"}),
        RSAKey.generate_key(2048, {"kid": "one"}),
        RSAKey.generate_key(2048, {"kid": "one"}),
    )


@pytest.fixture(scope="module")
def trusting(forger: Forger, people: PersonKeys) -> Bearer:
    return Bearer(forger.issuers, people, lambda: NOW)


def reason(bearer: Bearer, token: str) -> TokenFault:
    with pytest.raises(TokenRefused) as refused:
        at_once(bearer.identify(token))
    assert refused.value.__cause__ is refused.value.__context__ is None
    assert str(refused.value) == refused.value.reason.value
    return refused.value.reason


def headed(name: str, fault: TokenFault, **header: Any) -> Attack:
    return name, fault, lambda forger: forger.token(header=header)


def claiming(name: str, fault: TokenFault, **claims: Any) -> Attack:
    return name, fault, lambda forger: forger.token(**claims)


def saying(name: str, payload: bytes) -> Attack:
    return name, TokenFault.MALFORMED, lambda forger: forger.token(payload=payload)


def flattened(forger: Forger) -> str:
    protected, payload, signature = forger.token().split(".")
    return json.dumps({"protected": protected, "payload": payload, "signature": signature})


def encrypted(forger: Forger, **header: str) -> str:
    inner = forger.token().encode()
    key = RSAKey.import_key(forger.key.as_dict() | {"use": "enc", "alg": "RSA-OAEP"})
    return jwe.encrypt_compact({"alg": "RSA-OAEP", "enc": "A128CBC-HS256", **header}, inner, key)


def der(forger: Forger) -> str:
    _, _, signature = forger.token(key=forger.curve_key).split(".")
    numbers = urlsafe_b64decode(signature.encode())
    r, s = int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big")
    header = {"typ": "JWT", "alg": "ES256", "kid": forger.curve_key.kid}
    return forger.written(header, CLAIMS, encode_dss_signature(r, s))


def swapped_claims(forger: Forger) -> str:
    head, body, _ = forger.token().split(".")
    return f"{head}.{body}.{forger.token(sub='f2').split('.')[2]}"


NONES = ("none", "None", "NONE", "nOnE", "none ", " none", "none\x00", "ｎone", "")
NO_SIGNATURE: list[Attack] = [
    ("no signature, alg none", TokenFault.MALFORMED, lambda f: f.written({"alg": "none"}, CLAIMS, b"")),
    ("no signature, alg RS256", TokenFault.MALFORMED, lambda f: f.written({"alg": "RS256", "kid": "one"}, CLAIMS, b"")),
    ("no third part", TokenFault.MALFORMED, lambda f: f.token().rpartition(".")[0]),
    *(headed(f"alg {name!a}", TokenFault.ALGORITHM, alg=name) for name in NONES),
    *(headed(f"alg {value!a}", TokenFault.ALGORITHM, alg=value) for value in (None, 0, True, ["RS256"], {"RS256": 1})),
    *(headed(f"alg {name}", TokenFault.ALGORITHM, alg=name) for name in ("RS512", "PS384", "rs256", "ES256K", "Ed448")),
]
PUBLIC_KEY_AS_SECRET: list[Attack] = [
    ("HS256 under the key as PEM", TokenFault.ALGORITHM, lambda f: f.with_secret(f.key.as_pem(private=False))),
    (
        "HS256 under the key as PEM, no end of line",
        TokenFault.ALGORITHM,
        lambda f: f.with_secret(f.key.as_pem(private=False).strip()),
    ),
    ("HS256 under the key as DER", TokenFault.ALGORITHM, lambda f: f.with_secret(f.key.as_der(private=False))),
    ("HS256 under the key as JWK", TokenFault.ALGORITHM, lambda f: f.with_secret(json.dumps(f.key.as_dict()).encode())),
    ("HS256 under the modulus", TokenFault.ALGORITHM, lambda f: f.with_secret(str(f.key.as_dict()["n"]).encode())),
    ("HS384 under the key", TokenFault.ALGORITHM, lambda f: f.with_secret(f.key.as_pem(private=False), "HS384")),
    ("HS512 under the key", TokenFault.ALGORITHM, lambda f: f.with_secret(f.key.as_pem(private=False), "HS512")),
    ("HS256 under the EC key", TokenFault.ALGORITHM, lambda f: f.with_secret(f.curve_key.as_der(), kid="curve")),
    ("a MAC under RS256", TokenFault.SIGNATURE, lambda f: f.with_secret(f.key.as_pem(private=False), "RS256")),
    ("a MAC under ES256", TokenFault.SIGNATURE, lambda f: f.with_secret(f.curve_key.as_der(), "ES256", "curve")),
    ("HS256 under an empty file", TokenFault.ALGORITHM, lambda f: f.with_secret(b"", kid="../../../dev/null")),
]
KIDS = (
    *("../../dev/null", "/dev/null", "file:///dev/null", "https://evil.example/jwks", "http://169.254.169.254/"),
    *("' OR '1'='1", "one' UNION SELECT 'secret' --", "one\x00", "\x00", "one ", "ONE", "one\n", "оne", "", "%6fne"),
    *(0, True, ["one"], {"$ne": ""}, None),
)
KEY_TRICKS: list[Attack] = [
    *(headed(f"kid {kid!a}", TokenFault.KEY, kid=kid) for kid in KIDS),
    headed("kid of 5000 characters", TokenFault.KEY, kid="one" + "x" * 5000),
    headed("PS256 with a key for RS256", TokenFault.KEY, alg="PS256"),
    headed("kid of a key of another type", TokenFault.KEY, kid="curve"),
    headed("kid of a key on another curve", TokenFault.KEY, alg="ES256", kid="big"),
    headed("kid of Ed25519 under ES256", TokenFault.KEY, alg="ES256", kid="edwards"),
    ("ES384 on P-256", TokenFault.KEY, lambda f: f.token({"alg": "ES384"}, key=f.curve_key)),
    ("ES256 on P-384", TokenFault.KEY, lambda f: f.token({"alg": "ES256"}, key=f.big_curve_key)),
    ("an own key under our kid", TokenFault.SIGNATURE, lambda f: f.token(key=f.own_key)),
]
KEYS_IN_THE_TOKEN: list[Attack] = [
    ("jwk in the header", TokenFault.HEADER, lambda f: f.token({"jwk": f.own_key.as_dict()}, key=f.own_key)),
    headed("jku in the header", TokenFault.HEADER, jku="https://evil.example/jwks"),
    headed("x5u in the header", TokenFault.HEADER, x5u="https://evil.example/cert"),
    headed("x5c in the header", TokenFault.HEADER, x5c=["AAAA"]),
]
OTHER_READINGS: list[Attack] = [
    ("JWE", TokenFault.MALFORMED, encrypted),
    ("JWE that says JWT", TokenFault.MALFORMED, lambda f: encrypted(f, cty="JWT")),
    ("JWE with zip", TokenFault.MALFORMED, lambda f: encrypted(f, zip="DEF")),
    ("JWS in a JWS", TokenFault.MALFORMED, lambda f: f.token(payload=f.token().encode())),
    ("JWS as JSON", TokenFault.MALFORMED, flattened),
    headed("cty JWT", TokenFault.HEADER, cty="JWT"),
    headed("enc", TokenFault.HEADER, enc="A128GCM"),
    headed("zip", TokenFault.HEADER, zip="DEF"),
    ("a zip bomb", TokenFault.MALFORMED, lambda f: f.token({"zip": "DEF"}, zlib.compress(b" " * 5_000_000, 9)[2:-4])),
    headed("crit of something unknown", TokenFault.HEADER, crit=["urn:new"], **{"urn:new": 1}),
    headed("crit of something known", TokenFault.HEADER, crit=["exp"], exp=1),
    headed("crit of nothing", TokenFault.HEADER, crit=[]),
    headed("b64 false", TokenFault.HEADER, b64=False, crit=["b64"]),
    headed("b64 true", TokenFault.HEADER, b64=True),
    ("a huge token", TokenFault.TOO_LONG, lambda f: f.token(sub="x" * 8192)),
    ("ten million dots", TokenFault.TOO_LONG, lambda _: "." * 10_000_000),
    ("a fourth part", TokenFault.MALFORMED, lambda f: f.token() + ".AAAA"),
    ("blanks in it", TokenFault.MALFORMED, lambda f: f.token().replace(".", ". ")),
    ("padded base64", TokenFault.MALFORMED, lambda f: f.token().replace(".", "=.", 1)),
    ("base64 of another alphabet", TokenFault.SIGNATURE, lambda f: f"{f.token()[:-4]}++//"),
]
JSON_TRICKS: list[Attack] = [
    saying("a claim twice", json.dumps(CLAIMS)[:-1].encode() + b', "egovNRN": "01031490179"}'),
    saying("a claim twice, below", json.dumps(CLAIMS)[:-1].encode() + b', "x": {"a": 1, "a": 2}}'),
    saying("a claim twice, spelt otherwise", json.dumps(CLAIMS)[:-1].encode() + b', "\\u0065govNRN": "01031490179"}'),
    saying("deep lists", b"[" * 3000),
    saying("deep objects", b'{"a":' * 201 + b"1" + b"}" * 201),
    saying("a number of 4500 digits", b'{"exp": ' + b"9" * 4500 + b"}"),
    saying("NaN", b'{"exp": NaN}'),
    saying("Infinity", b'{"exp": Infinity}'),
    saying("UTF-16", json.dumps(CLAIMS).encode("utf-16")),
    saying("a byte order mark", b"\xef\xbb\xbf" + json.dumps(CLAIMS).encode()),
    saying("bytes that are no UTF-8", b'{"iss": "\xff\xfe"}'),
    saying("a comment", b"/**/" + json.dumps(CLAIMS).encode()),
    saying("two objects", b"{} {}"),
    saying("a list", b"[]"),
    saying("null", b"null"),
    (
        "a header twice",
        TokenFault.MALFORMED,
        lambda f: f.token(header=b'{"alg":"none","kid":"one","alg":"RS256"}'),
    ),
]
SIGNATURES: list[Attack] = [
    ("a psychic signature (0, 0)", TokenFault.SIGNATURE, lambda f: f.on_curve(0, 0)),
    ("a psychic signature (n, n)", TokenFault.SIGNATURE, lambda f: f.on_curve(ORDER, ORDER)),
    ("a signature (0, 1)", TokenFault.SIGNATURE, lambda f: f.on_curve(0, 1)),
    ("a signature (1, 0)", TokenFault.SIGNATURE, lambda f: f.on_curve(1, 0)),
    ("an EC signature in DER", TokenFault.SIGNATURE, der),
    ("an empty RSA signature", TokenFault.SIGNATURE, lambda f: f.written({"alg": "RS256", "kid": "one"}, CLAIMS, b"0")),
    (
        "an RSA signature of zeros",
        TokenFault.SIGNATURE,
        lambda f: f.written({"alg": "RS256", "kid": "one"}, CLAIMS, bytes(256)),
    ),
    ("the signature of other claims", TokenFault.SIGNATURE, swapped_claims),
]
BETWEEN_ISSUERS: list[Attack] = [
    ("a token by the key of another issuer", TokenFault.SIGNATURE, lambda f: f.token(key=f.other_key)),
    (
        "another issuer's token by our key",
        TokenFault.SIGNATURE,
        lambda f: f.token(iss=OTHER_URL, aud=OTHER_AUDIENCE),
    ),
    (
        "another issuer's token for the audience of the first",
        TokenFault.AUDIENCE,
        lambda f: f.token(key=f.other_key, iss=OTHER_URL),
    ),
    ("a token for the audience of another issuer", TokenFault.AUDIENCE, lambda f: f.token(aud=OTHER_AUDIENCE)),
    (
        "an algorithm of the first issuer at another",
        TokenFault.ALGORITHM,
        lambda f: f.token({"kid": "one"}, key=f.curve_key, iss=OTHER_URL, aud=OTHER_AUDIENCE),
    ),
    *(
        claiming(f"iss {value!a}", TokenFault.ISSUER, iss=value)
        for value in (
            *(f"{URL}/", URL.upper(), URL.replace("https", "http"), f"{URL}:443", f"{URL}\x00", f" {URL}"),
            *("https://idp.example.evil.example", "https://idp.example@evil.example", "", None, 0, [URL], {URL: 1}),
        )
    ),
    *(
        claiming(f"aud {value!a}", TokenFault.AUDIENCE, aud=value)
        for value in (
            *("gatewa", "gateway2", "GATEWAY", " gateway", "gateway other", "gateway,other", "", "*", None, 0, True),
            *([], [[AUDIENCE]], ["other"], [None], {AUDIENCE: 1}),
        )
    ),
]
TIMES: list[Attack] = [
    *(
        claiming(f"{name} {value!a}"[:40], TokenFault.TIMES, **{name: value})
        for name in ("exp", "nbf", "iat")
        for value in (str(SECONDS + 60), True, False, -1, -0.5, 2**53, 10**300, [SECONDS], {})
    ),
    claiming("exp missing", TokenFault.TIMES, exp=None),
    ("exp null", TokenFault.TIMES, lambda f: f.token(payload=CLAIMS | {"exp": None})),
    ("nbf 1e999", TokenFault.TIMES, lambda f: f.token(payload=json.dumps(CLAIMS)[:-1].encode() + b', "nbf": 1e999}')),
    claiming("exp a minute ago", TokenFault.EXPIRED, exp=SECONDS - 60),
    claiming("exp 0", TokenFault.EXPIRED, exp=0),
    claiming("nbf in more than a minute", TokenFault.NOT_YET, nbf=SECONDS + 60.5),
    claiming("iat in more than a minute", TokenFault.NOT_YET, iat=SECONDS + 61),
]
PEOPLE: list[Attack] = [
    *(claiming(f"sub {value!a}", TokenFault.SUBJECT, sub=value) for value in (None, "", 7, ["f1"])),
    *(
        claiming(f"national number {value!a}", TokenFault.PERSON, egovNRN=value)
        for value in ("０２０７０９９０２８３", "٠٢٠٧٠٩٩٠٢٨٣", "02070990284", 2070990283, ["02070990283"], None)
    ),
    claiming("a national number of 5000 digits", TokenFault.PERSON, egovNRN="9" * 5000),
    claiming("the number in another claim", TokenFault.PERSON, egovNRN=None, egovnrn="02070990283"),
    claiming("a name that turns the text round", TokenFault.PERSON, surname="a\u202eb"),
    claiming("a name with half a character", TokenFault.PERSON, surname="\ud800"),
    claiming("a name with a null byte", TokenFault.PERSON, givenName="a\x00b"),
]
NOT_FOR_ACCESS: list[Attack] = [
    claiming("an ID token: nonce", TokenFault.TYPE, nonce="n"),
    claiming("an ID token: at_hash", TokenFault.TYPE, at_hash="h"),
    claiming("an ID token: c_hash", TokenFault.TYPE, c_hash="h"),
    *(claiming(f"Keycloak's {kind}", TokenFault.TYPE, typ=kind) for kind in ("ID", "Refresh", "Offline", "Logout", 1)),
    claiming("Cognito's id", TokenFault.TYPE, token_use="id"),
    claiming("a logout token", TokenFault.TYPE, events={"http://schemas.openid.net/event/backchannel-logout": {}}),
    *(
        headed(f"typ {kind!a}", TokenFault.TYPE, typ=kind)
        for kind in ("logout+jwt", "secevent+jwt", "dpop+jwt", "id+jwt", "JOSE", "JWE", "", 1, ["JWT"])
    ),
]
BOUND: list[Attack] = [
    claiming("a bound token as a bearer token", TokenFault.BEARER, cnf={"jkt": "A" * 43}),
    *(
        claiming(f"cnf {value!a}"[:40], TokenFault.BINDING, cnf=value)
        for value in ({}, "x", [], {"jkt": 1}, {"x5t#S256": "A"}, {"jkt": "A", "x5t#S256": "A"}, {"jwk": {}})
    ),
]
ATTACKS = [
    *NO_SIGNATURE,
    *PUBLIC_KEY_AS_SECRET,
    *KEY_TRICKS,
    *KEYS_IN_THE_TOKEN,
    *OTHER_READINGS,
    *JSON_TRICKS,
    *SIGNATURES,
    *BETWEEN_ISSUERS,
    *TIMES,
    *PEOPLE,
    *NOT_FOR_ACCESS,
    *BOUND,
]


@pytest.mark.parametrize(
    ("expected", "forge"),
    [pytest.param(fault, forge, id=f"{name} gets {fault.name}") for name, fault, forge in ATTACKS],
)
def test_an_attack_token_is_refused(trusting: Bearer, forger: Forger, expected: TokenFault, forge: Forge) -> None:
    assert reason(trusting, forge(forger)) is expected


def test_tokens_that_nobody_tampered_with_are_accepted(trusting: Bearer, forger: Forger) -> None:
    """Else the attacks would prove nothing."""
    for key in (forger.key, forger.curve_key, forger.edwards_key):
        at_once(trusting.identify(forger.token(key=key)))
    at_once(trusting.identify(forger.token({"alg": "ES384"}, key=forger.big_curve_key)))
    at_once(trusting.identify(forger.token({"alg": "EdDSA"}, key=forger.edwards_key)))
    at_once(trusting.identify(forger.token(key=forger.other_key, iss=OTHER_URL, aud=OTHER_AUDIENCE)))


def test_a_key_verifies_the_tokens_of_its_own_issuer_for_its_own_audience_alone(
    trusting: Bearer, forger: Forger
) -> None:
    good = {(URL, AUDIENCE, "key"), (OTHER_URL, OTHER_AUDIENCE, "other_key")}
    for iss, aud, signer in product((URL, OTHER_URL), (AUDIENCE, OTHER_AUDIENCE), ("key", "other_key", "own_key")):
        token = forger.token(key=getattr(forger, signer), iss=iss, aud=aud)
        if (iss, aud, signer) in good:
            at_once(trusting.identify(token))
        else:
            assert reason(trusting, token) in (TokenFault.SIGNATURE, TokenFault.AUDIENCE)


def test_the_mirrored_signature_of_a_curve_says_no_more_than_the_first(trusting: Bearer, forger: Forger) -> None:
    """(r, n - s) holds as well. It is of the same claims, so it does no harm; but a signature names no token."""
    token = forger.token(key=forger.curve_key)
    signed, _, signature = token.rpartition(".")
    numbers = urlsafe_b64decode(signature.encode())
    mirrored = numbers[:32] + (ORDER - int.from_bytes(numbers[32:], "big")).to_bytes(32, "big")
    other = f"{signed}.{urlsafe_b64encode(mirrored).decode()}"
    assert other != token
    assert at_once(trusting.identify(other)) == at_once(trusting.identify(token))


def test_a_secret_in_the_set_of_keys_verifies_nothing(forger: Forger, people: PersonKeys) -> None:
    secret = OctKey.import_key(b"s" * 32, {"kid": "secret"})
    listed = [forger.key.as_dict(), secret.as_dict(private=True)]
    bearer = Bearer([Issuer(URL, AUDIENCE, FixedKeys(URL, {"keys": listed}))], people, lambda: NOW)
    sign = JWSRegistry.algorithms["HS256"].sign
    for algorithm, fault in (("HS256", TokenFault.ALGORITHM), ("RS256", TokenFault.KEY)):
        header = {"alg": algorithm, "kid": "secret"}
        assert reason(bearer, forger.written(header, CLAIMS, lambda text: sign(text, secret))) is fault


class _Counting(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """It is counted instead."""


@pytest.fixture
def evil() -> Iterator[str]:
    """The address of somebody who waits to be asked for a key."""
    _Counting.asked = 0
    with HTTPServer(("127.0.0.1", 0), _Counting) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/key"
        server.shutdown()
        thread.join(20)


def test_no_address_in_a_token_is_ever_asked(trusting: Bearer, forger: Forger, evil: str) -> None:
    for name in ("jku", "x5u", "kid", "x5c", "jwk"):
        reason(trusting, forger.token({name: evil}, key=forger.own_key))
    reason(trusting, forger.token(key=forger.own_key, iss=evil))
    assert _Counting.asked == 0


@pytest.mark.parametrize("typ", ["JWT", None, "application/jwt"])
def test_where_only_access_tokens_count_a_token_must_say_that_it_is_one(
    forger: Forger, people: PersonKeys, typ: str | None
) -> None:
    keys = FixedKeys(URL, {"keys": [forger.key.as_dict()]})
    bearer = Bearer([Issuer(URL, AUDIENCE, keys, access_tokens_only=True)], people, lambda: NOW)
    assert reason(bearer, forger.token({"typ": typ})) is TokenFault.TYPE
    at_once(bearer.identify(forger.token({"typ": "at+jwt"}, nonce="n")))


@pytest.mark.parametrize("kind", ["Bearer", "DPoP"])
def test_what_keycloak_calls_an_access_token_is_one_whatever_else_it_says(
    trusting: Bearer, forger: Forger, kind: str
) -> None:
    at_once(trusting.identify(forger.token(typ=kind, nonce="n", session_state="s", azp="app")))


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"azp": "other"},
        {"client_id": "other"},
        {"azp": "app", "client_id": "other"},
        {"azp": ["app"]},
        {"azp": {"app": 1}},
        {"azp": ""},
    ],
)
def test_a_token_that_was_given_to_another_app_is_refused(
    forger: Forger, people: PersonKeys, claims: dict[str, object]
) -> None:
    keys = FixedKeys(URL, {"keys": [forger.key.as_dict()]})
    bearer = Bearer([Issuer(URL, AUDIENCE, keys, authorized_parties=frozenset({"app"}))], people, lambda: NOW)
    assert reason(bearer, forger.token(**claims)) is TokenFault.PARTY
    for accepted in ({"azp": "app"}, {"client_id": "app"}, {"azp": "app", "client_id": "app"}):
        at_once(bearer.identify(forger.token(**accepted)))
