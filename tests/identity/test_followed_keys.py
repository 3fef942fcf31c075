"""Keys are followed while the gateway runs; whatever a provider does, the keys that are known go on counting."""

import asyncio
import gzip
import json
import logging
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from good_token import AUDIENCE, CLAIMS, NOW
from joserfc import jwt
from joserfc.jwk import RSAKey
from publishing import DISCOVERY, KEYS, Publisher, certificate_in, publishing, send

from gateway.domain.identifiers import PersonKeys
from gateway.identity import Bearer, FollowedKeys, Issuer, KeysUnavailable, TokenFault, TokenRefused
from gateway.identity import followed_keys as followed_module
from gateway.identity import source as source_module
from gateway.identity.source import KeyFile

STUCK = 20.0


@pytest.fixture(scope="session")
def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "new", "use": "sig", "alg": "RS256"})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("provider"))


@pytest.fixture
def publisher(certificate: Path, monkeypatch: pytest.MonkeyPatch, key: RSAKey) -> Iterator[Publisher]:
    """A provider that publishes `key`, and that we trust."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with publishing(certificate) as publisher:
        publisher.publish(key)
        yield publisher


def following(publisher: Publisher, jwks: str | None = None, refetch: float = 60, refresh: float = 600) -> FollowedKeys:
    return FollowedKeys.of(publisher.url, jwks, lambda: NOW, refetch, refresh)


def run(story: Any) -> Any:
    """A story that ends; whoever waits longer is stuck."""

    async def told() -> Any:
        async with asyncio.timeout(STUCK):
            return await story

    return asyncio.run(told())


async def until(happens: Callable[[], object]) -> None:
    async with asyncio.timeout(STUCK):
        while not happens():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def followed_until(keys: FollowedKeys, happens: Callable[[], object]) -> None:
    """Keep them fresh until something is so, and stop between two fetches."""
    fresh = asyncio.create_task(keys.keep_fresh())
    await until(lambda: happens() and keys._flight is None)
    fresh.cancel()
    await asyncio.gather(fresh, return_exceptions=True)


def token(key: RSAKey, url: str) -> str:
    header = {"typ": "at+jwt", "alg": "RS256", "kid": key.kid}
    return jwt.encode(header, {**CLAIMS, "iss": url}, key, algorithms=["RS256"])


@pytest.mark.parametrize("explicit", [False, True], ids=["discovery", "explicit"])
def test_keys_are_found_by_discovery_or_where_the_operator_says(publisher: Publisher, explicit: bool) -> None:
    keys = following(publisher, publisher.url + KEYS if explicit else None)

    assert run(keys.key("one")) is not None
    assert publisher.asked == ([KEYS] if explicit else [DISCOVERY, KEYS])
    assert (keys.state.url, keys.state.keys, keys.state.fetched_at) == (publisher.url, 1, NOW)
    assert (keys.state.failures, keys.state.last_failure) == (0, None)


def test_the_discovery_document_of_an_issuer_with_a_path_is_below_the_path(publisher: Publisher) -> None:
    url = f"{publisher.url}/realms/firm/"
    publisher.answers[f"/realms/firm{DISCOVERY}"] = {"issuer": url, "jwks_uri": publisher.url + KEYS}

    assert run(FollowedKeys.of(url, None, lambda: NOW, 60, 600).key("one")) is not None


def test_keys_are_rotated_without_a_restart(
    publisher: Publisher, key: RSAKey, new_key: RSAKey, people: PersonKeys
) -> None:
    keys = following(publisher, refetch=0)
    bearer = Bearer([Issuer(publisher.url, AUDIENCE, keys)], people, lambda: NOW)

    async def story() -> None:
        await bearer.identify(token(key, publisher.url))
        publisher.publish(key, new_key)
        await bearer.identify(token(new_key, publisher.url))
        await bearer.identify(token(key, publisher.url))
        publisher.publish(new_key)
        await keys.key("unknown")
        await bearer.identify(token(new_key, publisher.url))
        with pytest.raises(TokenRefused) as refused:
            await bearer.identify(token(key, publisher.url))
        assert refused.value.reason is TokenFault.KEY

    run(story())


def test_hundreds_of_made_up_ids_cause_one_fetch_and_hold_nobody_up(publisher: Publisher, key: RSAKey) -> None:
    keys = following(publisher)

    async def story() -> None:
        await followed_until(keys, lambda: keys.state.keys)
        publisher.seconds = 0.2
        made_up = [asyncio.create_task(keys.key(f"made-up-{number}")) for number in range(300)]
        await until(lambda: publisher.fetches() > 1 or publisher.asked.count(DISCOVERY) > 1)
        assert await keys.key("one") is not None
        assert not any(task.done() for task in made_up)
        assert await asyncio.gather(*made_up) == [None] * 300
        assert await asyncio.gather(*(keys.key(f"later-{number}") for number in range(300))) == [None] * 300

    run(story())
    assert publisher.fetches() == 2


def test_a_known_id_makes_no_task_and_takes_no_turn_of_the_loop(publisher: Publisher) -> None:
    keys = following(publisher)

    async def story() -> None:
        await keys.key("one")
        before = asyncio.all_tasks()
        looked_up = keys.key("one")
        with pytest.raises(StopIteration):
            looked_up.send(None)
        assert asyncio.all_tasks() == before

    run(story())


def test_those_who_go_away_do_not_break_off_the_fetch_of_the_others(publisher: Publisher) -> None:
    keys = following(publisher)
    publisher.seconds = 0.1

    async def story() -> None:
        first = asyncio.create_task(keys.key("one"))
        await until(lambda: publisher.asked)
        second = asyncio.create_task(keys.key("one"))
        await asyncio.sleep(0)
        first.cancel()
        assert await second is not None

    run(story())
    assert publisher.fetches() == 1


def test_a_key_that_was_published_while_others_were_fetched_is_had_by_all_who_wait(
    publisher: Publisher, key: RSAKey, new_key: RSAKey
) -> None:
    keys = following(publisher)
    publisher.seconds = 0.1
    publisher.answers[KEYS] = lambda request: rotated(request, publisher, key, new_key)

    async def story() -> None:
        fresh = asyncio.create_task(keys.keep_fresh())
        await until(lambda: publisher.asked)
        assert None not in await asyncio.gather(*(keys.key("new") for _ in range(20)))
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)

    run(story())
    assert publisher.fetches() == 2


def rotated(request: BaseHTTPRequestHandler, publisher: Publisher, old: RSAKey, new: RSAKey) -> None:
    """The last answer before the keys are others."""
    publisher.publish(new)
    send(request, 200, json.dumps({"keys": [old.as_dict()]}).encode())


def test_nobody_waits_long_for_a_slow_provider(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed_module, "WAIT_SECONDS", 0.05)
    keys = following(publisher)
    publisher.seconds = 0.2

    async def story() -> None:
        assert await keys.key("one") is None
        await until(lambda: keys.state.keys)
        assert await keys.key("one") is not None

    run(story())
    assert publisher.fetches() == 1


def test_keys_are_fetched_at_the_start_and_anew_when_they_are_old(publisher: Publisher, new_key: RSAKey) -> None:
    keys = following(publisher, refresh=0.02)

    async def story() -> None:
        await followed_until(keys, lambda: keys.state.keys)
        publisher.publish(new_key)
        await followed_until(keys, lambda: publisher.fetches() > 2)
        assert (await keys.key("one"), keys.state.keys) == (None, 1)
        assert await keys.key("new") is not None

    run(story())


class Mistaken:
    """A source with a mistake in it, for a while."""

    def __init__(self, key: RSAKey) -> None:
        self.mistakes = 2
        self.document = {"keys": [key.as_dict()]}

    async def read(self) -> Any:
        self.mistakes -= 1
        if self.mistakes >= 0:
            raise RuntimeError
        return self.document


def test_a_mistake_of_ours_does_not_end_what_keeps_keys_fresh(key: RSAKey) -> None:
    keys = FollowedKeys("https://idp.example", Mistaken(key), lambda: NOW, refetch_seconds=0.01, refresh_seconds=600)

    async def story() -> None:
        await followed_until(keys, lambda: keys.state.last_failure)
        assert "the log has" in str(keys.state.last_failure)
        await followed_until(keys, lambda: keys.state.keys)

    run(story())


class Silent:
    """A source that answers once, and knows whether it is still waited for."""

    def __init__(self, key: RSAKey) -> None:
        self.answers = [{"keys": [key.as_dict()]}]
        self.waiting = 0

    async def read(self) -> Any:
        if self.answers:
            return self.answers.pop()
        self.waiting += 1
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)  # As closing a connection takes.
            self.waiting -= 1


def test_when_the_gateway_stops_so_does_a_fetch_that_a_request_began(key: RSAKey) -> None:
    source = Silent(key)
    keys = FollowedKeys("https://idp.example", source, lambda: NOW, refetch_seconds=60, refresh_seconds=600)

    async def story() -> None:
        fresh = asyncio.create_task(keys.keep_fresh())
        await until(lambda: keys.state.keys)
        waiting = asyncio.create_task(keys.key("unknown"))
        await until(lambda: source.waiting)
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)
        assert source.waiting == 0
        await asyncio.gather(waiting, return_exceptions=True)

    run(story())


def test_a_provider_that_is_down_at_the_start_is_asked_again(publisher: Publisher) -> None:
    keys = following(publisher, refetch=0.02)
    published = publisher.answers.pop(KEYS)

    async def story() -> None:
        fresh = asyncio.create_task(keys.keep_fresh())
        await until(lambda: keys.state.failures > 2)
        assert keys.state.last_failure == "The issuer answers otherwise than with a document."
        publisher.answers[KEYS] = published
        await until(lambda: keys.state.keys and keys._flight is None)
        assert keys.state.failures == 0
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)

    run(story())


def redirected(request: BaseHTTPRequestHandler) -> None:
    send(request, 302, b"", Location="/elsewhere")


def packed(request: BaseHTTPRequestHandler) -> None:
    send(request, 200, gzip.compress(b" " * 10_000_000), Content_Encoding="gzip")


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100_000):
        request.wfile.write(b" " * 10_000)


def broken_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"keys": [')


def slow(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(20):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


RUBBISH = {
    "another issuer": (DISCOVERY, {"issuer": "https://evil.example", "jwks_uri": "x"}, "is that of another issuer"),
    "a slash too many": (DISCOVERY, lambda url: {"issuer": f"{url}/", "jwks_uri": url + KEYS}, "of another issuer"),
    "keys without TLS": (DISCOVERY, lambda url: {"issuer": url, "jwks_uri": "http" + url[5:] + KEYS}, "no https"),
    "keys in a file": (DISCOVERY, lambda url: {"issuer": url, "jwks_uri": "file:///etc/passwd"}, "no https"),
    "no address": (DISCOVERY, lambda url: {"issuer": url}, "no https"),
    "a wrong address": (DISCOVERY, lambda url: {"issuer": url, "jwks_uri": "https://[::1"}, "(InvalidURL)"),
    "nobody there": (DISCOVERY, lambda url: {"issuer": url, "jwks_uri": "https://127.0.0.1:1/"}, "(ConnectError)"),
    "a redirection": (KEYS, redirected, "otherwise than with a document"),
    "an error": (KEYS, lambda request: send(request, 500, b"{}"), "otherwise than with a document"),
    "packed": (KEYS, packed, "otherwise than with a document"),
    "endless": (KEYS, endless, "too large"),
    "broken off": (KEYS, broken_off, "(RemoteProtocolError)"),
    "slow": (KEYS, slow, "in time"),
    "no JSON": (KEYS, b"<html>", "no JSON object"),
    "a list": (KEYS, b"[]", "no JSON object"),
    "deep": (KEYS, b"[" * 100_000, "no JSON object"),
    "twice": (KEYS, b'{"keys": [], "keys": []}', "no JSON object"),
    "no keys": (KEYS, {"keys": []}, "no key that counts"),
    "no list": (KEYS, {"keys": {}}, "a list of keys"),
}


@pytest.mark.parametrize("what", RUBBISH)
def test_whatever_a_provider_answers_known_keys_go_on_counting(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path, answer, why = RUBBISH[what]
    keys = following(publisher)
    if what == "slow":
        monkeypatch.setattr(source_module, "FETCH_SECONDS", 0.2)

    async def story() -> None:
        await keys.key("one")
        publisher.answers[path] = answer(publisher.url) if path == DISCOVERY and callable(answer) else answer
        await followed_until(keys, lambda: keys.state.failures)
        assert why in str(keys.state.last_failure)
        assert await keys.key("one") is not None
        assert keys.state.keys == 1

    run(story())
    assert "/elsewhere" not in publisher.asked


@pytest.mark.parametrize("trusted", [False, True], ids=["untrusted", "of another name"])
def test_a_certificate_that_is_not_trusted_is_never_believed(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    if not trusted:
        monkeypatch.delenv("SSL_CERT_FILE")
    address = publisher.url.replace("127.0.0.1", "localhost") if trusted else publisher.url
    keys = FollowedKeys.of(publisher.url, address + KEYS, lambda: NOW, 0.1, 600)

    assert run(keys.key("one")) is None
    assert keys.state.last_failure == "The issuer's certificate is not trusted."
    assert publisher.asked == []


def test_a_failure_is_logged_once_and_its_end_too_and_never_what_was_answered(
    publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    keys = following(publisher, refetch=0.01)
    published = publisher.answers[KEYS]
    caplog.set_level(logging.INFO, logger=followed_module.logger.name)

    async def story() -> None:
        await keys.key("one")
        publisher.answers[KEYS] = b"canary"
        await followed_until(keys, lambda: keys.state.failures > 2)
        publisher.answers[KEYS] = {"keys": "canary"}
        await followed_until(keys, lambda: "list of keys" in str(keys.state.last_failure))
        publisher.answers[KEYS] = published
        await followed_until(keys, lambda: not keys.state.failures)

    run(story())
    said = [record.getMessage().partition(publisher.url)[2] for record in caplog.records if "keys" in record.name]
    assert said == [
        " count: 1.",
        ", those known still count: The issuer's answer is no JSON object.",
        ", those known still count: A JWKS document is an object with a list of keys.",
        " count: 1.",
    ]


def test_an_id_that_nobody_knows_is_never_part_of_an_address(publisher: Publisher) -> None:
    keys = following(publisher, refetch=0)

    async def story() -> None:
        for kid in ("../../keys", "https://evil.example/", "?kid=1", "\x00"):
            assert await keys.key(kid) is None

    run(story())
    assert set(publisher.asked) == {DISCOVERY, KEYS}


def test_a_file_is_read_again_when_it_has_changed(
    tmp_path: Path, key: RSAKey, new_key: RSAKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_module, "FILE_SECONDS", 0.01)
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [key.as_dict()]}))
    keys = FollowedKeys.of("https://idp.example", str(file), lambda: NOW, 60, 600)

    async def story() -> None:
        assert await keys.key("one") is not None
        file.write_text("half of it {")
        await followed_until(keys, lambda: keys.state.failures)
        assert keys.state.last_failure == "The file with the keys is no JSON object."
        file.write_text('{"keys": []}')
        await followed_until(keys, lambda: "no key that counts" in str(keys.state.last_failure))
        await asyncio.gather(keys.key("unknown"), keys.key("unknown"))
        assert keys.state.failures
        file.unlink()
        await followed_until(keys, lambda: "cannot be read" in str(keys.state.last_failure))
        assert await keys.key("one") is not None
        file.write_text(json.dumps({"keys": [new_key.as_dict()]}))
        await followed_until(keys, lambda: not keys.state.failures)
        assert (await keys.key("one"), keys.state.keys, keys.state.fetched_at) == (None, 1, NOW)
        assert await keys.key("new") is not None

    run(story())


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path, key: RSAKey) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [key.as_dict()]}))
    file = KeyFile(path)

    assert run(file.read()) is not None
    assert run(file.read()) is None


@pytest.mark.parametrize("content", ["", "[]", '{"keys": []}', "-----BEGIN PUBLIC KEY-----", None])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "jwks.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(KeysUnavailable):
        FollowedKeys.of("https://idp.example", str(file), lambda: NOW, 60, 600)
