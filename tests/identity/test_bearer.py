"""A good token identifies a person; whatever is none is refused. Those that attackers make: test_attack_tokens."""

import json
from datetime import timedelta

import pytest
from at_once import at_once
from good_token import CLAIMS, NOW, NUMBER, Sign
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.domain.identifiers import PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.identity import Bearer, Issuer, TokenFault, TokenRefused

SECONDS = int(NOW.timestamp())


def identified(bearer: Bearer, token: str) -> Identity:
    return at_once(bearer.identify(token))


def fault(bearer: Bearer, token: str) -> TokenFault:
    with pytest.raises(TokenRefused) as refused:
        at_once(bearer.identify(token))
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    assert str(refused.value) == refused.value.reason.value
    return refused.value.reason


def test_a_good_token_identifies_a_person(bearer: Bearer, sign: Sign, people: PersonKeys) -> None:
    key = people.of(parse_national_number(NUMBER))
    assert identified(bearer, sign()) == Identity(key, "Léa", "Lambert", Language.FR, 500)


def test_the_national_number_is_nowhere_in_the_identity(bearer: Bearer, sign: Sign) -> None:
    assert NUMBER not in repr(identified(bearer, sign(sub=NUMBER)))


def test_a_token_signed_on_a_curve_is_accepted_where_the_issuer_uses_one(bearer: Bearer, curve_key: ECKey) -> None:
    token = jwt.encode({"alg": "ES256", "kid": "curve"}, CLAIMS, curve_key, algorithms=["ES256"])
    assert identified(bearer, token).first_name == "Léa"


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", None])
def test_the_type_of_an_access_token_or_none_is_accepted(bearer: Bearer, sign: Sign, kind: str | None) -> None:
    assert identified(bearer, sign(header={"typ": kind})).assurance == 500


def test_a_header_that_nobody_knows_means_nothing(bearer: Bearer, sign: Sign) -> None:
    assert identified(bearer, sign(header={"nonce": "n", "x5t": 5})).assurance == 500


def test_one_audience_of_several_is_enough(bearer: Bearer, sign: Sign) -> None:
    assert identified(bearer, sign(aud=["other", "gateway"])).assurance == 500


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
    assert identified(bearer, sign(acr=acr)).assurance == assurance


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
    assert identified(bearer, sign(prefLanguage=claim)).language is language


def test_names_are_kept_in_their_normal_form(bearer: Bearer, sign: Sign) -> None:
    identity = identified(bearer, sign(givenName="  Le\u0301a \u00a0 Marie ", surname="Ŝwięcicki 李"))
    assert (identity.first_name, identity.last_name) == ("Léa Marie", "Ŝwięcicki 李")


@pytest.mark.parametrize("claim", ["givenName", "surname"])
@pytest.mark.parametrize("name", [None, "", " \t ", "x" * 201, 7, {"fr": "Lambert"}], ids=lambda name: str(name)[:9])
def test_somebody_without_a_name_is_nobody(bearer: Bearer, sign: Sign, claim: str, name: object) -> None:
    assert fault(bearer, sign(**{claim: name})) is TokenFault.PERSON


def test_clocks_may_be_a_minute_apart(bearer: Bearer, sign: Sign) -> None:
    assert identified(bearer, sign(exp=SECONDS - 59, iat=SECONDS + 60, nbf=SECONDS + 60.0)).assurance == 500


def test_a_token_is_judged_by_the_clock_of_the_moment(issuer: Issuer, people: PersonKeys, sign: Sign) -> None:
    now = NOW
    later = Bearer([issuer], people, lambda: now)
    identified(later, sign())
    now += timedelta(minutes=6)
    assert fault(later, sign()) is TokenFault.EXPIRED


@pytest.mark.parametrize(
    "token", ["", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\ud800.a.a", "e30.e30.", "e30=.e30=.e30="]
)
def test_what_is_no_token_is_refused(bearer: Bearer, token: str) -> None:
    assert fault(bearer, token) is TokenFault.MALFORMED


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
        assert identified(bearer, token[:position] + put_in + token[position + length :]) == identified(bearer, token)
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
        assert isinstance(identified(bearer, sign(json.dumps(CLAIMS | {name: value}).encode())), Identity)
    except TokenRefused as refused:
        assert refused.reason in TokenFault


@given(name=st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "b64", "x5t", "cty", "new"]), value=JSON)
def test_a_signed_token_with_any_value_in_any_header_is_refused_or_identifies(
    bearer: Bearer, sign: Sign, name: str, value: object
) -> None:
    try:
        assert isinstance(identified(bearer, sign(header={name: value})), Identity)
    except TokenRefused as refused:
        assert refused.reason in TokenFault
