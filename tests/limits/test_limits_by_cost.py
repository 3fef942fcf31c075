"""Whoever has asked for enough in a minute is told so, and since when they can go on; nothing else happens."""

import asyncio
import re
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from asking import Asking, contact, mutation_document
from running import Running
from sqlalchemy import Engine, event
from streaming import Live, Socket, following

from gateway.demo.world import LAMBERT, MAES
from gateway.graphql.documents import LEAST_PRICE

Limited = Callable[..., Running]
CARD = '{ company(number: "0000000196") { name } }'
MODERN = {"Accept": "application/graphql-response+json"}
ORIGIN = "https://app.example"


def spend_all(gateway: Asking, who: str | None, query: str = "{") -> httpx.Response:
    """Ask for what cannot be answered, on and on, until it is refused."""
    for _ in range(100):
        response = gateway.post(who, {"query": query})
        if response.status_code == 429:
            return response
        assert response.status_code in (200, 400, 401), response.text
    raise AssertionError("Nobody was ever refused.")


def refusal(response: httpx.Response) -> dict[str, Any]:
    """The one error of a 429."""
    assert response.status_code == 429, response.text
    body = response.json()
    assert body.keys() == {"errors"}
    [error] = body["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert str(error["extensions"]["retryAfter"]) == response.headers["retry-after"]
    return dict(error)


def left_after(response: httpx.Response) -> int:
    """What is left of a budget."""
    return int(response.headers["ratelimit"].split("r=")[1].split(";")[0])


class Statements:
    """Everything that is asked of any database meanwhile."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(Engine, "before_cursor_execute", self._count)
        return self.asked

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "data_version" not in statement:
            self.asked.append(statement)


def test_an_act_that_is_refused_for_its_cost_leaves_no_trace(limited: Limited) -> None:
    """Neither its own, nor that of a first sign-in, nor a refusal in the trail: the database is not even asked."""
    gateway = limited(caller_cost_a_minute=2_000)
    given = {"company": LAMBERT, "manager": contact("petra")}
    assert gateway.act("lea", "designateChiefAccessManager", given)["errors"] == []
    spend_all(gateway, "petra")
    kept, trail, people = gateway.kept(), gateway.rows("audit"), gateway.rows("person")
    with Statements() as asked:
        activating = {"company": LAMBERT, "notificationEmail": "post@lambert.example"}
        body = {"query": mutation_document("activateEbox"), "variables": {"input": activating}}
        refusal(gateway.post("lea", body))
        refusal(gateway.post("petra", {"query": CARD}))
    assert asked == []
    assert (gateway.kept(), gateway.rows("audit"), gateway.rows("person")) == (kept, trail, people)


def test_what_does_not_fit_any_more_is_refused_while_less_still_fits(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=1_500)
    given = f'company: "{LAMBERT}", notificationEmail: "post@lambert.example"'
    body = {"query": f"mutation {{ activateEbox(input: {{{given}}}) {{ ebox {{ status }} }} }}"}
    assert gateway.post("lea", body).status_code == 200
    refusal(gateway.post("lea", body))
    assert gateway.post("lea", {"query": CARD}).status_code == 200


def test_after_the_time_given_one_is_let_in(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=5_000)
    for _ in range(4):
        refused = spend_all(gateway, "lea")
        gateway.clock.advance(seconds=int(refused.headers["retry-after"]))
        assert gateway.post("lea", {"query": CARD}).status_code == 200


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Vous avez demandé beaucoup en peu de temps : réessayez dans {} s."),
        ("nl", "U hebt op korte tijd veel gevraagd: probeer het opnieuw over {} s."),
        ("de", "Sie haben in kurzer Zeit viel angefragt: Versuchen Sie es in {} s erneut."),
        ("en", "You have asked for a lot in a short time: try again in {} s."),
    ],
)
def test_it_is_said_in_the_language_of_the_caller(limited: Limited, language: str, sentence: str) -> None:
    gateway = limited(caller_cost_a_minute=2_000)
    seconds = spend_all(gateway, "lea").headers["retry-after"]
    response = gateway.post("lea", {"query": CARD}, language)
    assert refusal(response)["message"].replace("\N{NO-BREAK SPACE}", " ") == sentence.format(seconds)
    assert response.headers["content-language"] == language


def test_every_answer_says_what_there_is_and_what_is_left(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=3_000, cors_origins=(ORIGIN,))
    headers = {**gateway.headers("lea"), **MODERN, "Origin": ORIGIN}
    left = []
    for query in (CARD, CARD, "{", "{ nothing }"):
        response = gateway.send("POST", "/graphql", json={"query": query}, headers=headers)
        assert response.headers["ratelimit-policy"] == '"cost";q=3000;w=60'
        said = re.fullmatch(r'"cost";r=(\d+);t=(\d+)', response.headers["ratelimit"])
        assert said
        left.append(int(said[1]))
        shown = response.headers["access-control-expose-headers"].lower()
        assert {"retry-after", "ratelimit", "ratelimit-policy"} <= set(shown.replace(" ", "").split(","))
    assert 3_000 > left[0] > left[1] > left[2]
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert response.headers["ratelimit"].endswith(f";t={response.headers['retry-after']}")


@pytest.mark.parametrize("path", ["/graphql?query={__typename}", "/letters/1"])
def test_whoever_is_refused_is_not_heard_any_further_on_the_same_connection(
    limited_live: Callable[..., Live], path: str
) -> None:
    live = limited_live(address_cost_a_minute=1_000)
    host, _, port = live.address.partition(":")
    asked = f"GET {path} HTTP/1.1\r\nHost: {live.address}\r\nAuthorization: Bearer nobody\r\n\r\n".encode()
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(asked * 5)
        told = b"".join(iter(lambda: client.recv(65536), b""))
    assert told.count(b"HTTP/1.1 401") == 2
    assert told.count(b"HTTP/1.1 429") == 1


def test_where_there_is_no_limit_none_is_told_of(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=0)
    assert "ratelimit" not in gateway.post("lea", {"query": CARD}).headers


RUBBISH: dict[str, dict[str, Any]] = {
    "a wrong token": {"json": {"query": CARD}, "headers": {"Authorization": "Bearer nobody"}},
    "no JSON": {"content": b"{", "headers": {"Content-Type": "application/json"}},
    "no GraphQL": {"json": {"query": "{"}},
    "a field that there is not": {"json": {"query": "{ nothing }"}},
    "nothing that is accepted": {"json": {"query": CARD}, "headers": {"Accept": "image/png"}},
}


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_on_the_account_of_the_address_and_of_no_person(limited: Limited, rubbish: str) -> None:
    gateway = limited(address_cost_a_minute=10_000, caller_cost_a_minute=10_000)
    statuses = [gateway.send("POST", "/graphql", **RUBBISH[rubbish]).status_code for _ in range(25)]
    assert statuses[0] != 429
    assert statuses[-1] == 429
    refusal(gateway.send("POST", "/graphql", **RUBBISH[rubbish]))
    assert gateway.post("lea", {"query": CARD}).status_code == 200


def test_rubbish_of_somebody_who_is_signed_in_is_on_their_own_account(limited: Limited) -> None:
    gateway = limited(address_cost_a_minute=10_000, caller_cost_a_minute=10_000)
    refusal(spend_all(gateway, "lea"))
    assert gateway.post(None, {"query": CARD}).status_code == 200
    assert gateway.post("bruno", {"query": CARD}).status_code == 200


def test_whoever_has_nothing_left_is_not_even_read(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=2_000)
    spend_all(gateway, "lea")
    headers = {**gateway.headers("lea"), "Content-Type": "application/json"}
    refusal(gateway.send("POST", "/graphql", content=b"{", headers=headers))


@pytest.mark.parametrize("path", ["/letters/A-1", "/proxies/1"])
def test_papers_are_limited_too(limited: Limited, path: str) -> None:
    gateway = limited(caller_cost_a_minute=5_000)
    statuses = [gateway.send("GET", path, headers=gateway.headers("lea")).status_code for _ in range(3)]
    assert statuses == [403, 403, 429]
    refusal(gateway.send("GET", path, headers=gateway.headers("lea")))


def test_probes_are_not_limited(limited: Limited) -> None:
    gateway = limited(address_cost_a_minute=1)
    spend_all(gateway, None)
    for path in ("/livez", "/readyz", "/metrics"):
        assert gateway.send("GET", path).status_code == 200


def test_the_shortest_question_costs_as_much_as_it_takes_to_answer_it(limited: Limited) -> None:
    gateway = limited(address_cost_a_minute=10_000)
    left = [left_after(gateway.post(None, {"query": "{ __typename }"})) for _ in range(3)]
    assert left[1] - left[2] == LEAST_PRICE


def test_a_new_document_costs_more_than_one_that_is_known(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=100_000)
    left = [left_after(gateway.post("lea", {"query": CARD + " " * 10_000})) for _ in range(2)]
    assert 100_000 - left[0] > 1_000
    assert left[0] - left[1] < 100


def test_a_stream_that_does_not_fit_is_refused_before_it_begins(limited: Limited) -> None:
    gateway = limited(caller_cost_a_minute=2_000)
    spend_all(gateway, "emma")
    headers = {**gateway.headers("emma"), "Accept": "text/event-stream"}
    refusal(gateway.send("POST", "/graphql", json=following(), headers=headers))


def test_what_is_asked_over_a_socket_counts_too(limited_live: Callable[..., Live]) -> None:
    async def story() -> None:
        gateway = limited_live(caller_cost_a_minute=400)
        async with gateway.socket("emma") as socket:
            for number in range(200):
                await socket.ask({"query": CARD}, str(number))
                message = await socket.hear()
                if message["type"] == "error":
                    break
                assert (await socket.hear())["type"] == "complete"
            [error] = message["payload"]
            assert error["extensions"]["code"] == "RATE_LIMITED"
            assert error["extensions"]["retryAfter"] >= 1

    asyncio.run(story())


def test_a_socket_is_not_opened_to_whoever_has_nothing_left(limited_live: Callable[..., Live]) -> None:
    async def story() -> None:
        gateway = limited_live(caller_cost_a_minute=2_000)
        spend_all(gateway, "emma")
        async with gateway.connect() as connection:
            socket = Socket(connection)
            await socket.say(type="connection_init", payload=gateway.headers("emma"))
            assert await socket.closed() == 1013

    asyncio.run(story())


def test_turns_that_do_not_fit_wait_and_miss_nothing(limited_live: Callable[..., Live]) -> None:
    async def story() -> None:
        gateway = limited_live(caller_cost_a_minute=10_000)
        async with gateway.socket("dries") as socket:
            await socket.caught_up(gateway.entries())
            gateway.clock.time = gateway.clock.time.replace(second=58) + timedelta(minutes=2)
            spend_the_rest(gateway, "dries")
            activating = {"company": MAES, "notificationEmail": "post@maes.example"}
            await gateway.meanwhile(gateway.act, "emma", "activateEbox", activating)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(socket.connection.recv(), 0.3)
            gateway.clock.advance(minutes=1)
            assert (await socket.told())["event"] == "EBOX_ACTIVATED"

    asyncio.run(story())


def spend_the_rest(gateway: Live, who: str) -> None:
    """Ask for little with a document that is so long that reading it costs all that there is."""
    body = {"query": "{ __typename }"}
    left = left_after(gateway.post(who, body))
    response = gateway.post(who, {"query": body["query"].ljust(10 * (left - LEAST_PRICE))})
    assert '"cost";r=0;' in response.headers["ratelimit"]
