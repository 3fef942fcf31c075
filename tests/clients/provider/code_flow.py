"""Signing in as an app has people do it: the authorization code flow with PKCE, over the pages of the provider."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from ssl import create_default_context
from typing import Self
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from authority import Authority
from possession import Possession, digest_of
from provider_process import APP, BACK, Provider

FORM = re.compile(r'<form autocomplete="off" action="([^"]+)" method="post">')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Tokens:
    """What somebody gets who has signed in."""

    access: str
    identity: str
    kind: str


class CodeFlow:
    """An app that has people sign in, and the browser in which they do: a new one for each."""

    def __init__(self, provider: Provider, authority: Authority) -> None:
        self._provider = provider
        self._browser = httpx.Client(verify=create_default_context(cafile=authority.trusted), timeout=20)
        found = self._browser.get(f"{provider.url}/.well-known/openid-configuration").json()
        self._authorization, self._token = found["authorization_endpoint"], found["token_endpoint"]
        self._verifier = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()

    def sign_in(self, who: str, resource: str | None = None, possession: Possession | None = None) -> Tokens:
        """The tokens of somebody, for the gateway or for another resource, bound to a key if there is one."""
        code = self.arrive(who, resource=resource or self._provider.resource)["code"]
        answer = self.exchange(code, possession=possession).json()
        return Tokens(answer["access_token"], answer["id_token"], answer["token_type"])

    def arrive(self, who: str, **asked: str) -> dict[str, str]:
        """With what somebody is sent back to the app: a code, or an error. An empty text leaves a parameter out."""
        self._browser.cookies.clear()
        self._verifier = secrets.token_urlsafe(32)
        terms = {**self._terms(), **asked}
        page = self._browser.get(self._authorization, params={name: value for name, value in terms.items() if value})
        while not (there := urljoin(str(page.url), page.headers.get("location", "."))).startswith(BACK):
            page = self._browser.get(there) if page.is_redirect else self._fill_in(page, who)
        back = dict(parse_qsl(urlsplit(there).query))
        assert (back["state"], back["iss"]) == (terms["state"], self._provider.url)
        return back

    def exchange(self, code: str, possession: Possession | None = None, **changed: str) -> httpx.Response:
        """What the provider answers an app that shows a code."""
        proof = {"DPoP": possession.proof("POST", self._token)} if possession else {}
        terms = {"grant_type": "authorization_code", "client_id": APP, "redirect_uri": BACK, "code": code}
        return self._browser.post(
            self._token, data={**terms, "code_verifier": self._verifier, **changed}, headers=proof
        )

    def _terms(self) -> Mapping[str, str]:
        return {
            "response_type": "code",
            "client_id": APP,
            "redirect_uri": BACK,
            "scope": "openid",
            "state": secrets.token_urlsafe(8),
            "code_challenge": digest_of(self._verifier),
            "code_challenge_method": "S256",
        }

    def _fill_in(self, page: httpx.Response, who: str) -> httpx.Response:
        """Sign in on a page that asks for a name, agree on one that asks for consent."""
        form = FORM.search(page.text)
        assert form, page.text
        hidden: dict[str, str] = dict(HIDDEN.findall(page.text))
        return self._browser.post(unescape(form[1]), data={**hidden, "login": who, "password": "-"})
