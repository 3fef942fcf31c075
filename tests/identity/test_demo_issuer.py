"""The demo's own issuer: one key a folder, kept to its owner, and tokens that a Bearer accepts."""

import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from at_once import at_once
from good_token import CLAIMS, NOW, NUMBER

from gateway.domain.identifiers import PersonKeys
from gateway.identity import Bearer, DemoIssuer, TokenFault, TokenRefused

PERSONA: Mapping[str, object] = {name: CLAIMS[name] for name in ("egovNRN", "givenName", "surname", "acr")}
AN_HOUR = timedelta(hours=1)


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "folder"


@pytest.fixture(scope="module")
def demo(folder: Path) -> DemoIssuer:
    return DemoIssuer(folder, clock)


def test_a_token_of_the_demo_identifies_its_persona(demo: DemoIssuer, people: PersonKeys) -> None:
    identity = at_once(Bearer([demo.issuer], people, clock).identify(demo.sign(PERSONA, AN_HOUR)))
    assert (identity.first_name, identity.assurance) == ("Léa", 500)


def test_a_token_of_the_demo_expires(demo: DemoIssuer, people: PersonKeys) -> None:
    token = demo.sign(PERSONA, AN_HOUR)
    late = Bearer([demo.issuer], people, lambda: NOW + AN_HOUR + timedelta(seconds=61))
    with pytest.raises(TokenRefused) as refused:
        at_once(late.identify(token))
    assert refused.value.reason is TokenFault.EXPIRED


def test_a_persona_cannot_say_who_issues_or_how_long(demo: DemoIssuer, people: PersonKeys) -> None:
    token = demo.sign({**PERSONA, "iss": "https://evil.example", "exp": 2**40, "aud": "x"}, -AN_HOUR)
    with pytest.raises(TokenRefused) as refused:
        at_once(Bearer([demo.issuer], people, clock).identify(token))
    assert refused.value.reason is TokenFault.EXPIRED


def test_the_same_folder_has_the_same_key_and_another_another(demo: DemoIssuer, folder: Path, tmp_path: Path) -> None:
    assert DemoIssuer(folder, clock).jwks() == demo.jwks()
    assert DemoIssuer(tmp_path, clock).jwks() != demo.jwks()


def test_the_key_is_readable_by_its_owner_only(demo: DemoIssuer, folder: Path) -> None:
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_published_key_is_the_public_one(demo: DemoIssuer) -> None:
    (published,) = demo.jwks()["keys"]  # type: ignore[misc]
    assert set(published) == {"kty", "n", "e", "kid", "use", "alg"}


def test_two_starts_at_once_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as starts:
        opened = list(starts.map(lambda _: DemoIssuer(tmp_path, clock).jwks(), range(3)))
    assert opened[0] == opened[1] == opened[2]
    assert len(list(tmp_path.iterdir())) == 1


def test_no_file_of_the_demo_holds_a_national_number(demo: DemoIssuer, folder: Path) -> None:
    demo.sign(PERSONA, AN_HOUR)
    assert all(NUMBER.encode() not in file.read_bytes() for file in folder.iterdir())
    assert NUMBER not in repr(demo)
