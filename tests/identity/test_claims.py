"""What each issuer's claims mean is the operator's to say, and nothing else in a token says who somebody is."""

from typing import Any

import pytest
from at_once import at_once
from good_token import AUDIENCE, NOW, NUMBER, URL, Sign
from joserfc.jwk import RSAKey

from gateway.domain.contact import email_of
from gateway.domain.identifiers import PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity
from gateway.identity import Bearer, ClaimNames, FixedKeys, Issuer, TokenFault, TokenRefused

SECONDS = int(NOW.timestamp())
KEYCLOAK = ClaimNames("niss", "given_name", "family_name", "email", "locale", "loa")


def identified(key: RSAKey, people: PersonKeys, token: str, **trusted: Any) -> Identity:
    issuer = Issuer(URL, AUDIENCE, FixedKeys(URL, {"keys": [key.as_dict()]}), **trusted)
    return at_once(Bearer([issuer], people, lambda: NOW).identify(token))


def test_the_claims_of_an_issuer_are_named_by_the_operator(key: RSAKey, sign: Sign, people: PersonKeys) -> None:
    token = sign(
        egovNRN="01031490179",
        niss=NUMBER,
        given_name="Zoé",
        family_name="Peeters",
        email="zoe@example.be",
        locale="nl",
        loa="gold",
    )
    identity = identified(key, people, token, claims=KEYCLOAK, assurance_levels={"gold": 500})

    assert identity == Identity(people.of(parse_national_number(NUMBER)), "Zoé", "Peeters", Language.NL, 500)
    assert email_of(identity) == "zoe@example.be"


def test_a_number_in_any_other_claim_identifies_nobody(key: RSAKey, sign: Sign, people: PersonKeys) -> None:
    token = sign(sub=NUMBER, given_name="Zoé", family_name="Peeters")
    with pytest.raises(TokenRefused) as refused:
        identified(key, people, token, claims=KEYCLOAK)
    assert refused.value.reason is TokenFault.PERSON


@pytest.mark.parametrize(
    ("value", "level"),
    [("gold", 500), ("silver", 300), ("bronze", 0), ("urn:be:fedict:iam:fas:Level500", 0), (["gold"], 0), (None, 0)],
)
def test_where_levels_are_configured_no_other_value_assures_anything(
    key: RSAKey, sign: Sign, people: PersonKeys, value: object, level: int
) -> None:
    levels = {"gold": 500, "silver": 300}
    assert identified(key, people, sign(acr=value), assurance_levels=levels).assurance == level


@pytest.mark.parametrize(
    ("mail", "email"),
    [
        ("lea@example.be", "lea@example.be"),
        (" lea@EXAMPLE.be ", "lea@example.be"),
        ("lea", None),
        ("lea@example.be\nBcc: x@example.be", None),
        (f"{NUMBER}@example.be", None),
        ("x" * 321 + "@example.be", None),
        (["lea@example.be"], None),
        (None, None),
    ],
)
def test_an_address_that_is_none_is_not_shown(
    key: RSAKey, sign: Sign, people: PersonKeys, mail: object, email: str | None
) -> None:
    identity = identified(key, people, sign(mail=mail))
    assert email_of(identity) == email
    assert "@" not in repr(identity)


def test_a_token_may_hold_beyond_all_calendars(key: RSAKey, sign: Sign, people: PersonKeys) -> None:
    until = identified(key, people, sign(exp=2**53 - 1)).until
    assert until is not None and until.year == 9999


@pytest.mark.parametrize("skew", [0, 300])
def test_clocks_may_be_apart_as_far_as_the_operator_says(
    key: RSAKey, sign: Sign, people: PersonKeys, skew: int
) -> None:
    identified(key, people, sign(exp=SECONDS - skew + 1, nbf=SECONDS + skew), clock_skew_seconds=skew)
    for claims, fault in (
        ({"exp": SECONDS - skew}, TokenFault.EXPIRED),
        ({"nbf": SECONDS + skew + 1}, TokenFault.NOT_YET),
        ({"iat": SECONDS + skew + 1}, TokenFault.NOT_YET),
    ):
        with pytest.raises(TokenRefused) as refused:
            identified(key, people, sign(**claims), clock_skew_seconds=skew)
        assert refused.value.reason is fault
