"""What would be unsafe does not start: the variable is named, nothing of its value is repeated, and nothing is made."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from gateway.demo.folder import DemoFolder
from gateway.identity.algorithm import ALGORITHMS
from gateway.identity.demo_issuer import DEMO_AUDIENCE, DEMO_URL
from gateway.settings import Settings, WrongSettings, new_key, refuse_to_listen, settings_from_environment
from gateway.settings.keys import refuse_weak
from gateway.signature import DemoCards

Run = Callable[..., Result]

GUESSED = "this key can be guessed"
PLAIN_HTTP = "this must be an https address"
KEYS = {
    "repeated byte": ("ab" * 32, GUESSED),
    "repeated word": (b"password".hex() * 4, GUESSED),
    "repeated half": ("00112233445566778899aabbccddeeff" * 2, GUESSED),
    "few values": ("0123" * 8 + "45670123" * 4, GUESSED),
    "counting up": (bytes(range(32)).hex(), GUESSED),
    "counting down by threes": (bytes((200 - 3 * place) % 256 for place in range(32)).hex(), GUESSED),
    "words": (b"the quick brown fox jumps over a".hex(), GUESSED),
    "words of another language": ("Le clé est bien gardée, oui oui".encode()[:32].hex(), GUESSED),
    "hexadecimal twice": (b"0b52c1a77e0d4f9c88d1e4b6a3f2907c".hex(), GUESSED),
    "a demo's": (b"demo".hex() + new_key()[8:], "this is the key of a demo"),
    "no hexadecimal": ("correct horse battery staple", "this is not hexadecimal"),
    "short": ("0b52c1a77e0d4f9c88d1e4b6a3f2907c", "32 bytes"),
}


def issuer(**fields: object) -> str:
    return json.dumps([{"url": "https://issuer.example", "audience": "gateway", **fields}])


UNSAFE = {
    "issuer by http": ("ISSUERS", issuer(url="http://issuer.example"), f"[0].url: {PLAIN_HTTP}"),
    "issuer by http here": ("ISSUERS", issuer(url="http://127.0.0.1:8080"), f"[0].url: {PLAIN_HTTP}"),
    "issuer with a password": ("ISSUERS", issuer(url="https://me:pw@issuer.example"), f"[0].url: {PLAIN_HTTP}"),
    "issuer with a query": (
        "ISSUERS",
        issuer(url="https://issuer.example?a=b"),
        "[0].url: this address must be without",
    ),
    "issuer with a fragment": (
        "ISSUERS",
        issuer(url="https://issuer.example#"),
        "[0].url: this address must be without",
    ),
    "issuer without a host": ("ISSUERS", issuer(url="https://"), f"[0].url: {PLAIN_HTTP}"),
    "keys by http": ("ISSUERS", issuer(jwks="http://issuer.example/keys"), f"[0].jwks: {PLAIN_HTTP}"),
    "keys in no file": ("ISSUERS", issuer(jwks="/nowhere/keys.json"), "[0].jwks: there is no such file"),
    "shared secret": ("ISSUERS", issuer(algorithms=["HS256"]), "[0].algorithms[0]: Input should be 'RS256'"),
    "no signature": ("ISSUERS", issuer(algorithms=["RS256", "none"]), "[0].algorithms[1]: Input should be 'RS256'"),
    "no algorithm": ("ISSUERS", issuer(algorithms=[]), "[0].algorithms: one or more is needed"),
    "no audience": ("ISSUERS", issuer(audience=""), "[0].audience: this is empty"),
    "clocks far apart": ("ISSUERS", issuer(clock_skew_seconds=301), "[0].clock_skew_seconds: Input should be less"),
    "no issuer": ("ISSUERS", "[]", ": one or more is needed"),
    "one issuer twice": ("ISSUERS", json.dumps(json.loads(issuer()) * 2), ": two issuers have the same url"),
    "a demo's issuer": ("ISSUERS", issuer(url=DEMO_URL), ": an issuer or an audience is that of a demo"),
    "a demo's audience": ("ISSUERS", issuer(audience=DEMO_AUDIENCE), ": an issuer or an audience is that of a demo"),
    "any origin": ("CORS_ORIGINS", "*", "[0]: An origin is a scheme, a host"),
    "the origin of files": ("CORS_ORIGINS", "https://app.example,null", "[1]: An origin is a scheme, a host"),
    "an origin by http": ("CORS_ORIGINS", "http://app.example", "[0]: an origin of plain http must be of this machine"),
    "any host": ("ALLOWED_HOSTS", "*", "[0]: a name with * would let in any Host header"),
    "any host of a domain": ("ALLOWED_HOSTS", "*.gateway.example", "[0]: a name with * would let in any Host header"),
    "a host with a port": ("ALLOWED_HOSTS", "gateway.example:443", "[0]: a host is a name or an address"),
    "no host": ("ALLOWED_HOSTS", ",", ": one or more is needed"),
    "proxies anywhere": ("TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0", "[1]: a proxy that can be anywhere"),
    "proxies by name": ("TRUSTED_PROXIES", "proxy.example", "[0]: this must be addresses or networks"),
    "traces with a password": ("OTLP_ENDPOINT", "https://me:pw@traces.example", ": this must be an http or https"),
    "trusted documents that nobody named": ("DOCUMENTS_MODE", "only", ": without GATEWAY_DOCUMENTS no document"),
    "no folder of certificates": ("SIGNATURE_TRUST", "/nowhere", ": there is no such folder"),
    "no folder of revocation lists": ("SIGNATURE_CRLS", "/nowhere", ": there is no such folder"),
    "another kind of database": (
        "DATABASE_URL",
        "postgresql://me:pw@db.example/gateway",
        ": this must be a SQLite file",
    ),
    "a database with options": ("DATABASE_URL", "sqlite:////var/g.sqlite?mode=ro", ": this must be a SQLite file"),
    "a database that is a folder": ("DATABASE_URL", "sqlite:////var/lib/", ": this must be a SQLite file"),
    "a database in this folder": ("DATABASE_URL", "sqlite:///gateway.sqlite", ": this must be a SQLite file"),
    "no key that must have signed": ("POLICY_KEY", "", ": this is empty"),
}


def assert_refused(answer: Result, message: str, value: str, data: Path) -> None:
    assert answer.exit_code == 2
    assert message in answer.output
    assert len(value) < 2 or value not in answer.output
    assert not data.exists()


@pytest.mark.parametrize("name", ["NATIONAL_NUMBER_KEY", "SEALING_KEY"])
@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_somebody_made_up_is_refused(
    key: str, name: str, run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, message = KEYS[key]
    monkeypatch.setenv(f"GATEWAY_{name}", value)

    assert_refused(run("db", "upgrade"), message, value, set_up)


@pytest.mark.parametrize("state", UNSAFE)
def test_it_is_refused(state: str, run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, value, message = UNSAFE[state]
    monkeypatch.setenv(f"GATEWAY_{name}", value)

    assert_refused(run("db", "upgrade"), f"\nGATEWAY_{name}{message}", value, set_up)


@pytest.mark.parametrize("name", ["NATIONAL_NUMBER_KEY", "SEALING_KEY", "ISSUERS", "SIGNATURE_TRUST", "DATABASE_URL"])
def test_without_it_nothing_starts(name: str, run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"GATEWAY_{name}")

    assert_refused(run("db", "upgrade"), f"\nGATEWAY_{name}: Field required", "", set_up)


def test_one_key_for_two_purposes_is_refused(run: Run, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    monkeypatch.setenv("GATEWAY_SEALING_KEY", key)
    monkeypatch.setenv("GATEWAY_NATIONAL_NUMBER_KEY", key.upper())

    assert_refused(run("db", "upgrade"), "\nGATEWAY_NATIONAL_NUMBER_KEY: this is the sealing key", key, set_up)


def test_the_keys_of_a_demo_are_refused_elsewhere(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = DemoFolder(tmp_path / "demo")
    demo.make()
    monkeypatch.setenv("GATEWAY_SEALING_KEY", demo.keys().sealing_key)
    monkeypatch.setenv("GATEWAY_NATIONAL_NUMBER_KEY", demo.keys().national_number_key)
    answer = run("db", "upgrade")

    assert answer.output.count("this is the key of a demo") == 2
    assert not set_up.exists()


def test_the_cards_of_a_demo_are_refused_elsewhere(
    run: Run, set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = DemoCards(tmp_path / "cards", lambda: datetime.now(UTC))
    monkeypatch.setenv("GATEWAY_SIGNATURE_TRUST", str(cards.trust))

    message = "\nGATEWAY_SIGNATURE_TRUST: a certificate is that of a demo"
    assert_refused(run("db", "upgrade"), message, str(cards.trust), set_up)


def test_listening_to_other_machines_takes_a_name_to_be_called_by(
    set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_from_environment(Settings)
    for here in ("127.0.0.1", "::1", "localhost", "127.0.0.53"):
        refuse_to_listen(settings, here)
    for elsewhere in ("0.0.0.0", "::", "", "192.168.1.5", "gateway.example"):
        with pytest.raises(WrongSettings, match=r"^GATEWAY_ALLOWED_HOSTS: "):
            refuse_to_listen(settings, elsewhere)

    monkeypatch.setenv("GATEWAY_ALLOWED_HOSTS", "gateway.example")
    refuse_to_listen(settings_from_environment(Settings), "0.0.0.0")


def test_the_algorithms_of_the_settings_are_those_that_tokens_may_have(
    set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_ISSUERS", issuer(algorithms=ALGORITHMS))

    assert settings_from_environment(Settings).issuers[0].algorithms == ALGORITHMS


@pytest.mark.parametrize(
    "origin", ["https://app.example", "http://localhost:5173", "http://127.0.0.1", "http://[::1]:80"]
)
def test_an_app_of_this_machine_or_by_https_may_call(
    origin: str, set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", origin)

    assert settings_from_environment(Settings).cors_origins == (origin,)


@pytest.mark.parametrize("host", ["gateway.example", "localhost", "10.0.0.1", "[::1]", "a-b.example"])
def test_names_and_addresses_are_hosts(host: str, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_ALLOWED_HOSTS", host)

    assert settings_from_environment(Settings).allowed_hosts == (host,)


def test_a_new_key_is_never_taken_for_a_weak_one() -> None:
    for _ in range(2_000):
        refuse_weak(bytes.fromhex(new_key()))
