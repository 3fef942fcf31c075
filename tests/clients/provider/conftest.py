"""Two certified providers, each a process of its own that is started once, and gateways that trust them."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from authority import Authority
from code_flow import CodeFlow
from provider_gateway import Gateway, Judged, Opened
from provider_kinds import ENTERPRISE, FEDERAL
from provider_process import Provider, providing
from running import Prepared

from gateway.app import issuers_of, now
from gateway.identity import Bearer, TokenRefused
from gateway.settings import IssuerSettings

BOTH = ("RS256", "ES256")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def trusted(authority: Authority) -> Iterator[None]:
    """All gateways here trust the authority of the providers' certificates."""
    with authority.trusted_meanwhile():
        yield


@pytest.fixture(scope="session")
def federal_process(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with providing(FEDERAL, authority, tmp_path_factory.mktemp("federal")) as provider:
        yield provider


@pytest.fixture(scope="session")
def enterprise_process(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with providing(ENTERPRISE, authority, tmp_path_factory.mktemp("enterprise")) as provider:
        yield provider


@pytest.fixture
def federal(federal_process: Provider) -> Iterator[Provider]:
    """A provider as the federal authentication service; a test may do to it whatever it likes."""
    federal_process.asked()
    yield federal_process
    federal_process.as_before()


@pytest.fixture
def enterprise(enterprise_process: Provider) -> Iterator[Provider]:
    """A provider as the Keycloak of an enterprise."""
    enterprise_process.asked()
    yield enterprise_process
    enterprise_process.as_before()


@pytest.fixture
def flow(federal: Provider, authority: Authority) -> Iterator[CodeFlow]:
    """Signs people in at the federal provider."""
    with CodeFlow(federal, authority) as flow:
        yield flow


@pytest.fixture
def enterprise_flow(enterprise: Provider, authority: Authority) -> Iterator[CodeFlow]:
    """Signs people in at the enterprise's."""
    with CodeFlow(enterprise, authority) as flow:
        yield flow


@pytest.fixture
def opened(prepared: Prepared, tmp_path: Path) -> Iterator[Opened]:
    """Opens a gateway that trusts a provider and has not heard of it yet."""
    with ExitStack() as held:

        def open_it(issuer: IssuerSettings) -> Gateway:
            return held.enter_context(gateway_of(prepared, tmp_path / "world", issuer))

        yield open_it


@pytest.fixture(scope="session")
def both_known(
    prepared: Prepared,
    authority: Authority,
    federal_process: Provider,
    enterprise_process: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    issuers = (federal_process.trusted(algorithms=BOTH), enterprise_process.trusted(algorithms=BOTH))
    with authority.trusted_meanwhile():
        gateway = gateway_of(prepared, tmp_path_factory.mktemp("both") / "world", *issuers)
    with gateway:
        yield gateway


@pytest.fixture
def both(both_known: Gateway, federal: Provider, enterprise: Provider) -> Gateway:
    """A gateway that trusts both and knows their keys, which are to stay as they are."""
    return both_known


@pytest.fixture
def judged(prepared: Prepared) -> Judged:
    """Judges a token where one provider is trusted, on terms of the test's: who it is, or what is wrong."""

    def judge(issuer: IssuerSettings, token: str) -> str:
        settings = prepared.settings.model_copy(update={"issuers": (issuer,)})
        try:
            identity = asyncio.run(Bearer(issuers_of(settings), settings.person_keys, now).identify(token))
        except TokenRefused as refused:
            return refused.reason
        return f"{identity.first_name} {identity.last_name}"

    return judge


def gateway_of(prepared: Prepared, folder: Path, *issuers: IssuerSettings) -> Gateway:
    """A gateway with a world of its own that trusts these issuers and no others."""
    return Gateway(prepared.copy_to(folder).model_copy(update={"issuers": issuers}), folder)
