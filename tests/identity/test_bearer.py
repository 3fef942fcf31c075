"""A good token identifies a person; every other one is refused, and says nothing of what it held."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from good_token import CLAIMS, NOW, NUMBER, Sign
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.util import json_b64encode, urlsafe_b64encode

from gateway.domain.identifiers import PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.identity import Bearer, Issuer, TokenFault, TokenRefused

SECONDS = int(NOW.timestamp())


def fault(bearer: Bearer, token: str) -> TokenFault:
    with pytest.raises(TokenRefused) as refused:
        bearer.identify(token)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    assert str(refused.value) == refused.value.reason.value
    return refused.value.reason


def test_a_good_token_identifies_a_person(bearer: Bearer, sign: Sign, people: PersonKeys) -> None:
    key = people.of(parse_national_number(NUMBER))
    assert bearer.identify(sign()) == Identity(key, "Léa", "Lambert", Language.FR, 500)


def test_the_national_number_is_nowhere_in_the_identity(bearer: Bearer, sign: Sign) -> None:
    assert NUMBER not in repr(bearer.identify(sign(sub=NUMBER)))


def test_a_token_signed_on_a_curve_is_accepted_where_the_issuer_uses_one(bearer: Bearer, curve_key: ECKey) -> None:
    token = jwt.encode({"alg": "ES256", "kid": "curve"}, CLAIMS, curve_key, algorithms=["ES256"])
    assert bearer.identify(token).first_name == "Léa"


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", None])
def test_the_type_of_an_access_token_or_none_is_accepted(bearer: Bearer, sign: Sign, kind: str | None) -> None:
    assert bearer.identify(sign(header={"typ": kind})).assurance == 500


def test_a_header_that_nobody_knows_means_nothing(bearer: Bearer, sign: Sign) -> None:
    assert bearer.identify(sign(header={"nonce": "n", "x5t": "t"})).assurance == 500


def test_one_audience_of_several_is_enough(bearer: Bearer, sign: Sign) -> None:
    assert bearer.identify(sign(aud=["other", "gateway"])).assurance == 500


@pytest.mark.parametrize(
    ("acr", "assurance"),
    [
        ("urn:be:fedict:iam:fas:Level500", 500),
        ("urn:be:fedict:iam:fas:Level450", 450),
        ("urn:be:fedict:iam:fas:Level400", 400),
        ("urn:be:fedict:iam:fas:Level300", 300),
        ("urn:be:fedict:iam:fas:Level999", 0),
        ("urn:be:fedict:iam:fas:Level500 ", 0),
        ("urn:be:fedict:iam:fas:Level٥٠٠", 0),
        ("Level500", 0),
        ("1", 0),
        (500, 0),
        (["urn:be:fedict:iam:fas:Level500"], 0),
        (None, 0),
    ],
)
def test_a_level_that_is_not_known_assures_nothing(bearer: Bearer, sign: Sign, acr: object, assurance: int) -> None:
    assert bearer.identify(sign(acr=acr)).assurance == assurance


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("nl", Language.NL),
        ("DE-be", Language.DE),
        ("en_GB", Language.EN),
        ("it", None),
        ("french", None),
        (1, None),
        (None, None),
    ],
)
def test_a_language_that_we_do_not_speak_is_none(bearer: Bearer, sign: Sign, claim: object, language: object) -> None:
    assert bearer.identify(sign(prefLanguage=claim)).language is language


def test_names_are_kept_in_their_normal_form(bearer: Bearer, sign: Sign) -> None:
    identity = bearer.identify(sign(givenName="  Le\u0301a \u00a0 Marie ", surname="Ŝwięcicki 李"))
    assert (identity.first_name, identity.last_name) == ("Léa Marie", "Ŝwięcicki 李")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": None}, TokenFault.ISSUER),
        ({"iss": "https://idp.example/"}, TokenFault.ISSUER),
        ({"iss": ["https://idp.example"]}, TokenFault.ISSUER),
        ({"aud": None}, TokenFault.AUDIENCE),
        ({"aud": []}, TokenFault.AUDIENCE),
        ({"aud": "gateway2"}, TokenFault.AUDIENCE),
        ({"aud": {"gateway": 1}}, TokenFault.AUDIENCE),
        ({"sub": None}, TokenFault.SUBJECT),
        ({"sub": ""}, TokenFault.SUBJECT),
        ({"sub": 7}, TokenFault.SUBJECT),
        ({"exp": None}, TokenFault.TIMES),
        ({"exp": True}, TokenFault.TIMES),
        ({"exp": str(SECONDS + 300)}, TokenFault.TIMES),
        ({"exp": -1}, TokenFault.TIMES),
        ({"exp": 10**400}, TokenFault.TIMES),
        ({"exp": SECONDS - 60}, TokenFault.EXPIRED),
        ({"nbf": SECONDS + 61}, TokenFault.NOT_YET),
        ({"nbf": "now"}, TokenFault.TIMES),
        ({"iat": SECONDS + 61}, TokenFault.NOT_YET),
        ({"iat": [1]}, TokenFault.TIMES),
        ({"egovNRN": None}, TokenFault.PERSON),
        ({"egovNRN": int(NUMBER)}, TokenFault.PERSON),
        ({"egovNRN": "02070990284"}, TokenFault.PERSON),
        ({"egovNRN": "9" * 5000}, TokenFault.PERSON),
        ({"givenName": None}, TokenFault.PERSON),
        ({"givenName": " \t "}, TokenFault.PERSON),
        ({"surname": ""}, TokenFault.PERSON),
        ({"surname": "x" * 201}, TokenFault.PERSON),
        ({"surname": "a\u0000b"}, TokenFault.PERSON),
        ({"surname": "a\u202eb"}, TokenFault.PERSON),
        ({"surname": "\ud800"}, TokenFault.PERSON),
        ({"surname": {"fr": "Lambert"}}, TokenFault.PERSON),
    ],
)
def test_a_wrong_claim_is_refused(bearer: Bearer, sign: Sign, changes: dict[str, Any], expected: TokenFault) -> None:
    assert fault(bearer, sign(**changes)) is expected


def test_clocks_may_be_a_minute_apart(bearer: Bearer, sign: Sign) -> None:
    assert bearer.identify(sign(exp=SECONDS - 59, iat=SECONDS + 60, nbf=SECONDS + 60.0)).assurance == 500


def test_a_token_is_judged_by_the_clock_of_the_moment(issuer: Issuer, people: PersonKeys, sign: Sign) -> None:
    now = NOW
    later = Bearer(issuer, people, lambda: now)
    later.identify(sign())
    now += timedelta(minutes=6)
    assert fault(later, sign()) is TokenFault.EXPIRED


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"typ": "dpop+jwt"}, TokenFault.TYPE),
        ({"typ": 1}, TokenFault.TYPE),
        ({"crit": ["exp"]}, TokenFault.HEADER),
        ({"crit": [], "b64": False}, TokenFault.HEADER),
        ({"b64": False}, TokenFault.HEADER),
        ({"jku": "https://evil.example/jwks"}, TokenFault.HEADER),
        ({"x5u": "https://evil.example/cert"}, TokenFault.HEADER),
        ({"x5c": ["AAAA"]}, TokenFault.HEADER),
        ({"jwk": {"kty": "RSA"}}, TokenFault.HEADER),
        ({"cty": "JWT"}, TokenFault.HEADER),
        ({"zip": "DEF"}, TokenFault.HEADER),
        ({"alg": "none"}, TokenFault.ALGORITHM),
        ({"alg": "None"}, TokenFault.ALGORITHM),
        ({"alg": "HS256"}, TokenFault.ALGORITHM),
        ({"alg": "RS512"}, TokenFault.ALGORITHM),
        ({"alg": ["RS256"]}, TokenFault.ALGORITHM),
        ({"alg": None}, TokenFault.ALGORITHM),
        ({"alg": "ES256"}, TokenFault.KEY),
        ({"kid": None}, TokenFault.KEY),
        ({"kid": "two"}, TokenFault.KEY),
        ({"kid": "../../dev/null"}, TokenFault.KEY),
        ({"kid": ["one"]}, TokenFault.KEY),
        ({"kid": "curve"}, TokenFault.KEY),
        ({"x5t": 5}, TokenFault.SIGNATURE),
    ],
)
def test_a_wrong_header_is_refused(bearer: Bearer, sign: Sign, header: dict[str, Any], expected: TokenFault) -> None:
    assert fault(bearer, sign(header=header)) is expected


def test_a_token_without_signature_is_refused(bearer: Bearer, sign: Sign) -> None:
    head, body, _ = sign().split(".")
    unsigned = json_b64encode({"alg": "none"}).decode()
    assert fault(bearer, f"{head}.{body}.") is TokenFault.MALFORMED
    assert fault(bearer, f"{unsigned}.{body}.") is TokenFault.MALFORMED
    assert fault(bearer, f"{head}.{body}.AAAA") is TokenFault.SIGNATURE


def test_the_public_key_is_no_secret_to_sign_with(bearer: Bearer, key: RSAKey) -> None:
    for algorithm in ("HS256", "RS256"):
        signing_input = json_b64encode({"alg": algorithm, "kid": "one"}) + b"." + json_b64encode(CLAIMS)
        forged = hmac.new(key.as_pem(private=False), signing_input, hashlib.sha256).digest()
        token = (signing_input + b"." + urlsafe_b64encode(forged)).decode()
        assert fault(bearer, token) in (TokenFault.ALGORITHM, TokenFault.SIGNATURE)


def test_a_key_of_somebody_else_under_our_id_is_refused(bearer: Bearer) -> None:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    assert fault(bearer, jwt.encode({"alg": "RS256", "kid": "one"}, CLAIMS, other)) is TokenFault.SIGNATURE


def test_an_encrypted_token_is_refused(bearer: Bearer) -> None:
    token = jwe.encrypt_compact({"alg": "dir", "enc": "A128CBC-HS256"}, b"{}", OctKey.generate_key(256))
    assert fault(bearer, token) is TokenFault.MALFORMED


def test_a_signature_over_other_claims_is_refused(bearer: Bearer, sign: Sign) -> None:
    head, body, _ = sign().split(".")
    _, _, signature = sign(sub="f2").split(".")
    assert fault(bearer, f"{head}.{body}.{signature}") is TokenFault.SIGNATURE


def test_a_claim_that_stands_twice_is_refused(bearer: Bearer, sign: Sign) -> None:
    twice = json.dumps(CLAIMS)[:-1] + ', "egovNRN": "01031490179"}'
    assert fault(bearer, sign(twice.encode())) is TokenFault.MALFORMED
    nested = json.dumps(CLAIMS)[:-1] + ', "x": {"a": 1, "a": 2}}'
    assert fault(bearer, sign(nested.encode())) is TokenFault.MALFORMED


def test_a_header_that_stands_twice_is_refused(bearer: Bearer, sign: Sign) -> None:
    _, body, signature = sign().split(".")
    head = urlsafe_b64encode(b'{"alg":"RS256","kid":"one","alg":"RS256"}').decode()
    assert fault(bearer, f"{head}.{body}.{signature}") is TokenFault.MALFORMED


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 5000,
        b'{"a":' * 201 + b"1" + b"}" * 201,
        b'{"exp": ' + b"9" * 5000 + b"}",
        b'{"exp": NaN}',
        b'{"exp": Infinity}',
        b"[]",
        b"null",
        b"{} {}",
        b"\xff\xfe",
        json.dumps(CLAIMS).encode("utf-16"),
        b"\xef\xbb\xbf{}",
    ],
)
def test_json_that_readers_could_understand_differently_is_refused(bearer: Bearer, sign: Sign, payload: bytes) -> None:
    assert fault(bearer, sign(payload)) is TokenFault.MALFORMED


def test_an_expiry_beyond_all_numbers_is_refused(bearer: Bearer, sign: Sign) -> None:
    endless = json.dumps(CLAIMS | {"exp": "?"}).replace('"?"', "1e999")
    assert fault(bearer, sign(endless.encode())) is TokenFault.TIMES


@pytest.mark.parametrize(
    "token", ["", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\ud800.a.a", "e30.e30.", "e30=.e30=.e30="]
)
def test_what_is_no_token_is_refused(bearer: Bearer, token: str) -> None:
    assert fault(bearer, token) is TokenFault.MALFORMED


def test_a_huge_token_is_refused_before_it_is_read(bearer: Bearer, sign: Sign) -> None:
    assert fault(bearer, sign(more="x" * 8000)) is TokenFault.TOO_LONG
    assert fault(bearer, "." * 10_000_000) is TokenFault.TOO_LONG


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", fullmatch=True))
def test_no_text_at_all_makes_anything_but_a_refusal(bearer: Bearer, text: str) -> None:
    fault(bearer, text)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_token_that_was_tampered_with_is_refused_or_still_the_same(
    bearer: Bearer, sign: Sign, data: st.DataObject
) -> None:
    token = sign()
    position = data.draw(st.integers(0, len(token) - 1))
    length = data.draw(st.integers(0, 3))
    put_in = data.draw(st.text(st.characters(codec="ascii"), max_size=3))
    try:
        assert bearer.identify(token[:position] + put_in + token[position + length :]) == bearer.identify(token)
    except TokenRefused as refused:
        assert refused.reason in TokenFault


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(CLAIMS)), value=JSON)
def test_a_signed_token_with_any_value_in_any_claim_is_refused_or_identifies(
    bearer: Bearer, sign: Sign, name: str, value: object
) -> None:
    try:
        assert isinstance(bearer.identify(sign(json.dumps(CLAIMS | {name: value}).encode())), Identity)
    except TokenRefused as refused:
        assert refused.reason in TokenFault


@given(name=st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "b64", "x5t", "cty", "new"]), value=JSON)
def test_a_signed_token_with_any_value_in_any_header_is_refused_or_identifies(
    bearer: Bearer, sign: Sign, name: str, value: object
) -> None:
    try:
        assert isinstance(bearer.identify(sign(header={name: value})), Identity)
    except TokenRefused as refused:
        assert refused.reason in TokenFault
