"""Two providers at once: each is believed about its own tokens, in its own words, and about no others."""

import asyncio
from dataclasses import replace

import pytest
from code_flow import CodeFlow
from provider_gateway import LEA, Gateway, Judged
from provider_process import Provider
from running import Prepared

from gateway.app import issuers_of, now
from gateway.demo.personas import PERSONAS
from gateway.domain.contact import email_of
from gateway.domain.person import Identity
from gateway.identity import Bearer, TokenFault


def test_the_key_of_one_does_not_sign_for_the_other(
    both: Gateway, federal: Provider, flow: CodeFlow, enterprise: Provider, enterprise_flow: CodeFlow
) -> None:
    """Their keys have the same ids, and each is allowed the other's algorithm: all that is wrong is whose key it is."""
    assert both.says(flow.sign_in("lea").access) == both.says(enterprise_flow.sign_in("lea").access) == LEA
    for liar, signing_in, other in ((enterprise, enterprise_flow, federal), (federal, flow, enterprise)):
        liar.lie("tokens", iss=other.url, aud=other.kind.audience, **other.kind.people["lea"])
        assert both.says(signing_in.sign_in("lea").access) == TokenFault.SIGNATURE


def test_a_token_of_one_for_the_audience_of_the_other_is_refused(
    both: Gateway, federal: Provider, enterprise: Provider, enterprise_flow: CodeFlow
) -> None:
    enterprise.lie("tokens", aud=federal.kind.audience)
    assert both.says(enterprise_flow.sign_in("lea").access) == TokenFault.AUDIENCE


def test_the_words_of_one_mean_nothing_from_the_other(
    both: Gateway, federal: Provider, enterprise: Provider, enterprise_flow: CodeFlow
) -> None:
    """Who may have a claim of their own added at their enterprise does not become somebody else by it."""
    emma = federal.kind.people["emma"]
    enterprise.lie("tokens", **emma)
    assert both.says(enterprise_flow.sign_in("lea").access) == LEA
    enterprise.lie("tokens", nationalRegister=None, **emma)
    assert both.says(enterprise_flow.sign_in("lea").access) == TokenFault.PERSON


def test_a_provider_that_is_not_trusted_is_never_asked(
    judged: Judged, federal: Provider, enterprise: Provider, enterprise_flow: CodeFlow
) -> None:
    token = enterprise_flow.sign_in("lea").access
    enterprise.asked()
    assert judged(federal.trusted(), token) == TokenFault.ISSUER
    assert enterprise.asked() == {"discovery": 0, "keys": 0}


@pytest.mark.parametrize("who", ["lea", "weak-lea", "karin", "jan"])
def test_each_says_in_its_own_words_who_somebody_is(
    prepared: Prepared,
    federal: Provider,
    flow: CodeFlow,
    enterprise: Provider,
    enterprise_flow: CodeFlow,
    who: str,
) -> None:
    """Name, language, e-mail address and assurance; of the national number nothing is left but its keyed hash."""
    settings = prepared.settings.model_copy(update={"issuers": (federal.trusted(), enterprise.trusted())})
    bearer, persona = Bearer(issuers_of(settings), settings.person_keys, now), PERSONAS[who]
    tokens = [one.sign_in(who).access for one in (flow, enterprise_flow)]

    async def identified() -> list[Identity]:
        return [await bearer.identify(token) for token in tokens]

    identities = asyncio.run(identified())
    levels = [persona.level, 450 if persona.level >= 400 else 200]
    assert identities == [replace(persona.identity(settings.person_keys), assurance=level) for level in levels]
    assert {email_of(identity) for identity in identities} == {persona.email}
