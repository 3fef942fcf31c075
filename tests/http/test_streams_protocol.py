"""graphql-transport-ws, message by message: whoever breaks the protocol is closed with the code that says why."""

import asyncio
import json
import logging
from typing import Any

import pytest
from asking import contact
from hypothesis import given
from hypothesis import strategies as st
from running import Prepared
from streaming import POLICY, Live, Socket, closing, following, until
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from gateway.demo.world import LAMBERT, MAES
from gateway.http import conversation, crowd, websocket
from gateway.http.socket_message import Closed, Message

WHO = "{ viewer { person { firstName } } }"


def codes(live: Live, *messages: str | bytes, greeted: bool = False) -> tuple[int, str]:
    """How a connection ends on which this is sent."""

    async def story() -> tuple[int, str]:
        async with live.connect() as connection:
            if greeted:
                await connection.send('{"type": "connection_init"}')
            for message in messages:
                await connection.send(message)
            return await closing(connection)

    return asyncio.run(story())


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", ""])
def test_a_page_of_another_origin_is_refused_before_it_is_connected(shared_live: Live, origin: str) -> None:
    async def story() -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with shared_live.connect(additional_headers={"Origin": origin}):
                raise AssertionError("It is connected.")
        assert refused.value.response.status_code == 403
        assert origin.encode() not in refused.value.response.body or not origin

    asyncio.run(story())


def test_pages_of_our_origin_and_of_those_set_may_connect(prepared: Prepared, tmp_path: Any) -> None:
    settings = prepared.copy_to(tmp_path / "world").model_copy(update={"cors_origins": ("https://app.example",)})
    with Live(settings, tmp_path / "world") as shared_live:

        async def story() -> None:
            for origin in ("https://app.example", f"http://{shared_live.address}"):
                async with shared_live.socket(None, additional_headers={"Origin": origin}):
                    pass

        asyncio.run(story())


def test_another_subprotocol_is_not_spoken(shared_live: Live) -> None:
    async def story() -> None:
        for subprotocols in (None, ["graphql-ws"]):
            async with shared_live.connect(subprotocols=subprotocols) as connection:
                assert (await closing(connection))[0] == 4406

    asyncio.run(story())


def test_who_says_nothing_is_closed(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "INIT_SECONDS", 0.1)
    assert codes(shared_live) == (4408, "Connection initialisation timeout")
    assert codes(shared_live, '{"type": "ping"}') == (4408, "Connection initialisation timeout")


ASKED = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": POLICY}})


def test_who_breaks_the_protocol_is_closed(shared_live: Live) -> None:
    init = '{"type": "connection_init"}'
    assert codes(shared_live, ASKED) == (4401, "Unauthorized")
    assert codes(shared_live, init, init) == (4429, "Too many initialisation requests")
    assert codes(shared_live, ASKED, ASKED, greeted=True) == (4409, "Subscriber for this id already exists")
    assert codes(shared_live, " " * 300_000)[0] == 1009


INVALID = [
    *("", "{}", "[]", "null", "1" * 5_000, "[" * 100_000, '{"type": 1}', '{"type": "next", "id": "1"}', "\ufeff{}"),
    *('{"type": "connection_init", "payload": []}', '{"type": "ping", "payload": "x"}', '{"type": "complete"}'),
    *('{"type": "ping", "type": "pong"}', '{"type": "ping", "payload": {"x": "\\ud800"}}'),
]


@pytest.mark.parametrize("place", range(len(INVALID)))
def test_what_is_no_message_is_refused_without_repeating_it(shared_live: Live, place: int) -> None:
    assert codes(shared_live, INVALID[place]) == (4400, "Invalid message")


def test_bytes_and_questions_without_an_id_are_no_messages(shared_live: Live) -> None:
    assert codes(shared_live, b'{"type": "connection_init"}') == (4400, "Invalid message")
    for key in ("", 1, None, "x" * 101):
        asked = json.dumps({"type": "subscribe", "id": key, "payload": {"query": WHO}})
        assert codes(shared_live, asked, greeted=True) == (4400, "Invalid message")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
)


@given(
    st.text()
    | ANY_JSON.map(json.dumps)
    | st.dictionaries(st.sampled_from(["type", "id", "payload"]), ANY_JSON).map(json.dumps)
)
def test_every_text_is_a_message_or_refused(text: str) -> None:
    try:
        message = Message.read(text)
    except Closed as closed:
        assert closed.code == 4400
    else:
        assert isinstance(message.payload, dict) and isinstance(message.key, str)


def test_a_wrong_token_is_refused_and_not_repeated(shared_live: Live) -> None:
    for given_ in ("Bearer secret", "Basic secret", shared_live.headers("emma")["Authorization"][:-4] + "AAAA"):
        message = json.dumps({"type": "connection_init", "payload": {"Authorization": given_}})
        code, reason = codes(shared_live, message)
        assert code == 4403
        assert "secret" not in reason


def test_a_ping_is_answered_before_and_after_the_greeting(shared_live: Live) -> None:
    async def story() -> None:
        async with shared_live.connect() as connection:
            socket = Socket(connection)
            for payload in ({}, {"payload": {"n": 1}}):
                await socket.say(type="ping", **payload)
                assert await socket.hear() == {"type": "pong", **payload}
            await socket.say(type="pong")
            await socket.say(type="connection_init")
            assert await socket.hear() == {"type": "connection_ack"}
            await socket.say(type="ping")
            assert await socket.hear() == {"type": "pong"}

    asyncio.run(story())


def test_a_query_is_answered_once(shared_live: Live) -> None:
    async def story() -> None:
        async with shared_live.socket("emma") as socket:
            for _ in range(2):
                await socket.ask({"query": WHO})
                assert await socket.told("viewer") == {"person": {"firstName": "Emma"}}
                assert await socket.hear() == {"type": "complete", "id": "1"}

    asyncio.run(story())


def test_a_mutation_is_refused_and_changes_nothing(shared_live: Live) -> None:
    before = shared_live.kept()

    async def story() -> None:
        async with shared_live.socket("emma") as socket:
            given_ = {"company": MAES, "notificationEmail": "post@maes.example"}
            mutation = "mutation ($input: ActivateEboxInput!) { activateEbox(input: $input) { errors { code } } }"
            await socket.ask({"query": mutation, "variables": {"input": given_}})
            assert "POST" in (await socket.refused())["message"]

    asyncio.run(story())
    assert shared_live.kept() == before


WRONG = {
    "GRAPHQL_PARSE_FAILED": {"query": "subscription {"},
    "GRAPHQL_VALIDATION_FAILED": {
        "query": "subscription { policyChanged { version } other: policyChanged { version } }"
    },
    "OPERATION_RESOLUTION_FAILURE": {"query": POLICY, "operationName": "Other"},
    "BAD_USER_INPUT": {"query": following()["query"], "variables": {"number": "0000000000"}},
    "BAD_REQUEST": {"query": 1},
}


def test_what_cannot_be_asked_is_an_error_and_the_connection_goes_on(shared_live: Live) -> None:
    async def story() -> None:
        async with shared_live.socket(None) as socket:
            for code, question in WRONG.items():
                await socket.ask(question)
                message = await socket.hear()
                assert (message["type"], message["id"]) == ("error", "1")
                assert {error["extensions"]["code"] for error in message["payload"]} == {code}

    asyncio.run(story())


def test_what_was_completed_is_told_no_more_and_its_id_is_free(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket:
            await socket.ask(following(), "1")
            await socket.say(type="complete", id="1")
            await socket.say(type="complete", id="unknown")
            await socket.ask({"query": POLICY}, "1")
            assert await socket.told("policyChanged")
            await live.meanwhile(live.act, "emma", "requestAccountClosure", {"company": MAES})
            await socket.ask({"query": WHO}, "2")
            assert (await socket.hear())["id"] == "2"

    asyncio.run(story())


def test_only_so_much_is_asked_at_the_same_time(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "MOST_AT_ONCE", 2)

    async def story() -> None:
        async with shared_live.socket(None) as socket:
            for key in ("1", "2", "3"):
                await socket.ask({"query": POLICY}, key)
            heard = [await socket.hear() for _ in range(3)]
            assert {message["id"]: message["type"] for message in heard} == {"1": "next", "2": "next", "3": "error"}
            await socket.say(type="complete", id="1")
            await socket.ask({"query": POLICY}, "4")
            assert (await socket.hear())["type"] == "next"

    asyncio.run(story())


FULL = 1013, "Too many connections"


def test_nobody_takes_all_places(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not told apart by a token is counted by the address, and keeps nobody from it who is."""
    monkeypatch.setattr(crowd, "MOST_OF_ONE", 2)
    emma = shared_live.headers("emma")

    async def story() -> None:
        async with shared_live.socket("emma"), shared_live.events("emma", {"query": POLICY}) as events:
            assert (await events.next())[0] == "next"
            async with shared_live.connect() as connection:
                await Socket(connection).say(type="connection_init", payload=emma)
                assert await closing(connection) == FULL
            asked = {"json": {"query": POLICY}, "headers": emma | {"Accept": "text/event-stream"}}
            refused = await shared_live.meanwhile(shared_live.send, "POST", "/graphql", **asked)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
            async with shared_live.socket("dries"), shared_live.socket(None), shared_live.socket(None):
                init = '{"type": "connection_init"}'
                assert await shared_live.meanwhile(codes, shared_live, init) == FULL
                async with shared_live.socket("farid"):
                    pass
        async with shared_live.socket("emma"), shared_live.socket("emma"):
            pass

    asyncio.run(story())


def test_there_is_a_bound_for_all_together(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MOST", 2)

    async def story() -> None:
        async with shared_live.socket("emma"), shared_live.socket("dries"), shared_live.connect() as connection:
            assert await closing(connection) == FULL

    asyncio.run(story())


def test_who_does_not_read_is_not_waited_for(shared_live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are sent more than any buffer on the way holds. Their place is free again, and others are answered."""
    monkeypatch.setattr(conversation, "SEND_SECONDS", 0.2)
    monkeypatch.setattr(websocket, "CLOSE_SECONDS", 0.2)
    present = shared_live.server.config.app.state.crowd._present  # type: ignore[union-attr]

    async def never_read(connection: ClientConnection) -> None:
        await Socket(connection).say(type="connection_init")
        while True:
            await Socket(connection).say(type="ping", payload={"sent back": "x" * 200_000})

    async def story() -> None:
        async with shared_live.connect(max_queue=1, ping_interval=None) as connection:
            sending = asyncio.create_task(never_read(connection))
            await until(lambda: present)
            await until(lambda: not present)
            sending.cancel()
            async with shared_live.socket("emma") as other:
                await other.ask({"query": WHO})
                assert await other.told("viewer")
            connection.transport.abort()

    asyncio.run(story())


def test_when_the_server_stops_everybody_is_told_to_come_back(live: Live) -> None:
    async def story() -> None:
        async with live.socket("emma") as socket, live.events("emma", following()) as events:
            await socket.ask(following())
            await socket.ask({"query": POLICY}, "2")
            await socket.told("policyChanged")
            await live.meanwhile(live.stop)
            assert await socket.closed() == 1012
            assert await events.next() == ("end", None)

    asyncio.run(story())


def test_no_address_gets_into_the_log(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")  # Another server of this process may have raised it.
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    logging.getLogger("uvicorn.error").addHandler(handler)

    async def story() -> None:
        async with connect(f"ws://{live.address}/graphql?token=secret", subprotocols=["graphql-transport-ws"]):  # type: ignore[list-item]
            pass

    try:
        asyncio.run(story())
        live.stop()
    finally:
        logging.getLogger("uvicorn.error").removeHandler(handler)
    assert records
    assert not [record for record in records if "secret" in record.getMessage()]


def test_a_first_sign_in_takes_effect_over_a_connection_too(live: Live) -> None:
    live.act("lea", "designateChiefAccessManager", {"company": LAMBERT, "manager": contact("petra")})

    async def story() -> None:
        async with live.socket("petra") as socket:
            await socket.ask({"query": f'{{ company(number: "{LAMBERT}") {{ account {{ status }} }} }}'})
            assert (await socket.told("company"))["account"] == {"status": "ACTIVE"}

    asyncio.run(story())


def test_the_language_can_be_said_where_no_header_can(shared_live: Live) -> None:
    async def story() -> None:
        for language, word in (("fr", "Identifiez"), ("de", "Melden")):
            async with shared_live.socket(None, language) as socket:
                await socket.ask(following())
                assert word in (await socket.refused())["message"]

    asyncio.run(story())
