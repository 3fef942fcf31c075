"""A certified OpenID provider in a process of its own, and what can befall it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from authority import Authority
from provider_kinds import Kind

from gateway.settings import IssuerSettings

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "node_modules" / "oidc-provider"

APP, PAGE = "the-app", "the-page"
"""Its clients, both public: an app that names the resource that it wants a token for, and a page that does not."""
BACK = "http://127.0.0.1/back"
"""Where the app has people sent back to; nothing need listen there."""
ELSEWHERE = "https://elsewhere.example"
"""A resource that is no gateway."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs at the address `url`."""

    kind: Kind
    url: str
    process: subprocess.Popen[str]

    @property
    def resource(self) -> str:
        """What to want a token for, so that it is meant for the gateway."""
        return _resource(self.kind.audience)

    def trusted(self, **otherwise: object) -> IssuerSettings:
        """What a gateway has to be told to trust it."""
        kind = self.kind
        terms = {"algorithms": (kind.algorithm,), "claims": kind.names, "assurance_levels": dict(kind.levels)}
        return IssuerSettings.model_validate({"url": self.url, "audience": kind.audience, **terms, **otherwise})

    def sign_with(self, *names: str) -> None:
        """Sign with the first of these keys from now on, and publish them all."""
        self._tell("keys", names=names)

    def be_down(self, how: str | None) -> None:
        """Be down from now on, refusing, failing or hanging, or be slow; or be back."""
        self._tell("down", how=how)

    def lie(self, where: Literal["discovery", "tokens"], **said: object) -> None:
        """Say this in the discovery document or in tokens from now on, and the truth about all else."""
        self._tell("lies", where=where, said=said)

    def send_back_to(self, address: str) -> None:
        """Let the page have people sent back to this address."""
        self._tell("redirects", client=PAGE, address=address)

    def asked(self) -> dict[str, int]:
        """How often it was asked for `discovery` and for `keys` since the last time."""
        return _tell(self.process, do="asked")

    def as_before(self) -> None:
        """As it was when it was started."""
        self.sign_with("first")
        self.be_down(None)
        self.lie("discovery")
        self.lie("tokens")
        self.asked()

    def _tell(self, what: str, **said: object) -> None:
        _tell(self.process, do=what, **said)


@contextmanager
def providing(kind: Kind, authority: Authority, folder: Path) -> Iterator[Provider]:
    """Start a provider, or skip for want of what it takes; what it has to remark goes to a file of the folder."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not PACKAGE.is_dir():
        pytest.skip("the packages are not installed: npm ci --prefix tests/clients")
    given = {
        "key": authority.key,
        "certificate": authority.certificate,
        "algorithms": ["RS256", "ES256"],
        "people": kind.people,
        "clients": [_client(APP, "native", BACK), _client(PAGE, "web", "https://page.example/")],
        "lies": {},
        "defaults": {PAGE: _resource(kind.audience)},
        "resources": {
            _resource(kind.audience): {"audience": kind.audience, "algorithm": kind.algorithm},
            ELSEWHERE: {"audience": "elsewhere", "algorithm": kind.algorithm},
        },
    }
    command = ["node", str(HERE / "start.mjs")]
    with (
        (folder / "remarks").open("w") as remarks,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=remarks, text=True) as process,
    ):
        try:
            yield Provider(kind, _tell(process, **given)["url"], process)
        finally:
            process.communicate(timeout=20)


def _resource(audience: str) -> str:
    return f"https://{audience}.example"


def _client(name: str, kind: str, address: str) -> dict[str, object]:
    return {
        "client_id": name,
        "application_type": kind,
        "token_endpoint_auth_method": "none",
        "redirect_uris": [address],
    }


def _tell(process: subprocess.Popen[str], **said: object) -> dict[str, Any]:
    """Say one thing, and hear the answer to it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(said) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, "The provider has ended; it says why in its remarks."
    return dict(json.loads(answer))
