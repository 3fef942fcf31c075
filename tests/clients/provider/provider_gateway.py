"""A gateway that trusts real providers, and what it says to the tokens that they gave."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from asking import Asking
from code_flow import CodeFlow
from joserfc import jwt
from joserfc.jwk import RSAKey
from provider_process import Provider
from running import Clock
from streaming import STUCK, Live

from gateway.app import issuers_of
from gateway.settings import IssuerSettings, Settings

WHO = {"query": "{ viewer { person { firstName lastName } } }"}
LEA = "Léa Lambert"
OWN = RSAKey.generate_key(2048)
"""A key of nobody's."""


class Ahead(Clock):
    """The time that it is at the providers, or later, when told so."""

    def __init__(self) -> None:
        self._by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._by

    def advance(self, **by: float) -> None:
        self._by += timedelta(**by)


class SignedIn(Asking):
    """A gateway to whom people are who they have signed in as at a provider."""

    address: str
    tokens: dict[str, str]
    """What people got there, by name."""

    def sign_in(self, flow: CodeFlow, who: str) -> None:
        """Let somebody sign in; what is asked as them from now on carries the token that they got."""
        self.tokens[who] = flow.sign_in(who).access

    def token(self, who: str, **claims: object) -> str:
        return self.tokens[who]

    @property
    def endpoint(self) -> str:
        """The address that a proof of possession has to name."""
        return f"http://{self.address}/graphql"

    def says(self, token: str, scheme: str = "Bearer", **headers: str) -> str:
        """Who one is with a token, or what is wrong with it."""
        return said(self.send("POST", "/graphql", json=WHO, headers={"Authorization": f"{scheme} {token}", **headers}))


class Gateway(SignedIn, Live):
    """In this process, with the world of the demo, and on a clock that tests can turn."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        clock = Ahead()
        super().__init__(settings, folder, issuers_of(settings, clock), clock)
        self.tokens = {}


Opened = Callable[[IssuerSettings], Gateway]
Judged = Callable[[IssuerSettings, str], str]


def said(answer: httpx.Response) -> str:
    """The name that an answer has, or the fault."""
    if answer.status_code == 200:
        person = answer.json()["data"]["viewer"]["person"]
        return f"{person['firstName']} {person['lastName']}"
    assert answer.status_code == 401, answer.text
    return answer.headers["www-authenticate"].partition('error_description="')[2].partition('"')[0]


async def said_at_once(gateway: Gateway, tokens: Sequence[str]) -> list[str]:
    """What it says to many tokens that come at the same time."""
    limits = httpx.Limits(max_connections=len(tokens))
    async with httpx.AsyncClient(base_url=gateway.client.base_url, timeout=STUCK, limits=limits) as client:
        asked = (client.post("/graphql", json=WHO, headers={"Authorization": f"Bearer {token}"}) for token in tokens)
        return [said(answer) for answer in await asyncio.gather(*asked)]


def forged(provider: Provider, kid: str) -> str:
    """A token that has all that a token of this provider has, but for the key."""
    claims = {"iss": provider.url, "aud": provider.kind.audience, "sub": "lea", "exp": int(time.time()) + 600}
    return jwt.encode(
        {"alg": "RS256", "kid": kid}, {**provider.kind.people["lea"], **claims}, OWN, algorithms=["RS256"]
    )
