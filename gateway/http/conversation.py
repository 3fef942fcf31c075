"""One connection that speaks graphql-transport-ws: who is there, what they ask, and what they are told."""

import asyncio
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from functools import partial

from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.domain.person import Identity
from gateway.graphql.answer import Answer, ChangesNotAllowed
from gateway.graphql.not_now import NotNow
from gateway.graphql.question import Caller
from gateway.graphql.subscribing import Subscriptions
from gateway.http.budgets import ARRIVAL_COST
from gateway.http.crowd import Crowd, TooMany, counted_as
from gateway.http.door import Door, WrongToken
from gateway.http.language import language_in
from gateway.http.observed import observed
from gateway.http.question import Malformed, read_question
from gateway.http.socket_message import Closed, Code, Message, written
from gateway.http.token_end import TokenEnd
from gateway.storage.deadline import OutOfTime
from gateway.telemetry.seen import Outcome, came_to

INIT_SECONDS = 10.0
"""Within these a connection must say who is there, or that nobody is."""
SEND_SECONDS = 20.0
"""Longer than this nobody is waited for who does not read what they are told."""
MOST_AT_ONCE = 20
"""So much can be asked over one connection at the same time."""
LONGEST_KEY = 100


@dataclass(slots=True)
class Conversation:
    """What is said over one connection. `place` is given up when another is taken, or the connection ends."""

    websocket: WebSocket
    door: Door
    subscriptions: Subscriptions
    crowd: Crowd
    place: ExitStack
    _asked: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _unfinished: set[asyncio.Task[None]] = field(default_factory=set)

    async def go_on(self) -> None:
        """Until the client has gone. Raises Closed or TooMany if it is to go."""
        try:
            async with asyncio.TaskGroup() as tasks:
                caller = await self._begin()
                tasks.create_task(TokenEnd(self.door.gate, caller.identity).come())
                while True:
                    await self._hear(await self._message(), caller, tasks)
        except* (Closed, TooMany) as ended:
            raise _first(ended) from None
        except* WebSocketDisconnect:
            pass

    async def _begin(self) -> Caller:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while (message := await self._message()).kind != "connection_init":
                    if message.kind == "subscribe":
                        raise Closed(Code.UNAUTHORIZED, "Unauthorized")
                    await self._hear_at_any_time(message)
                caller = await self._enter(message)
        except TimeoutError:
            raise Closed(Code.INIT_TIMEOUT, "Connection initialisation timeout") from None
        TokenEnd(self.door.gate, caller.identity).demand_in_time()
        await self._send(written("connection_ack"))
        return caller

    async def _message(self) -> Message:
        received = await self.websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        return Message.read(received.get("text"))

    async def _hear(self, message: Message, caller: Caller, tasks: asyncio.TaskGroup) -> None:
        match message.kind:
            case "connection_init":
                raise Closed(Code.TOO_MANY_INITS, "Too many initialisation requests")
            case "subscribe":
                if self._may_ask(message):
                    asked = tasks.create_task(observed(self.websocket, partial(self._answer, message, caller)))
                    self._asked[message.key] = asked
                    self._unfinished.add(asked)
                    asked.add_done_callback(self._unfinished.discard)
                else:
                    await self._send(_refusal(message.key, f"Only {MOST_AT_ONCE} can be asked at the same time."))
            case _:
                await self._hear_at_any_time(message)

    async def _hear_at_any_time(self, message: Message) -> None:
        match message.kind:
            case "ping":
                await self._send(written("pong", payload=message.payload or None))
            case "pong":
                return
            case "complete" if message.key:
                if asked := self._asked.pop(message.key, None):
                    asked.cancel()
            case _:
                raise Closed(Code.BAD_REQUEST, "Invalid message")

    async def _enter(self, message: Message) -> Caller:
        """Who is there: as they say in the message, or as the handshake said, which no browser can have it say."""
        headers = self.websocket.headers
        sent = _given(message, "Authorization") or headers.getlist("authorization")
        proofs = _given(message, "DPoP") or headers.getlist("dpop")
        spoken = _given(message, "Accept-Language") or headers.getlist("accept-language")
        try:
            identity = await self.door.identify(sent, proofs, self.websocket)
            budget = self.door.budgets.of(self.websocket, identity)
            await budget.spend(ARRIVAL_COST)
            self._take_place(identity)
            await self.door.let_in(identity)
        except WrongToken as wrong:
            came_to(Outcome.NOT_IDENTIFIED)
            raise Closed(Code.FORBIDDEN, wrong.fault) from None
        except (NotNow, OutOfTime):
            raise Closed(Code.TRY_AGAIN_LATER, "Try again later") from None
        language, counted = language_in(",".join(spoken), identity), counted_as(self.websocket, identity)
        return Caller(identity, language, _http(self.websocket), counted_as=counted, budget=budget)

    def _take_place(self, identity: Identity | None) -> None:
        """Up to now they were counted as somebody who arrives from an address. Raises TooMany."""
        self.place.close()
        self.place.enter_context(self.crowd.place(counted_as(self.websocket, identity)))

    def _may_ask(self, message: Message) -> bool:
        """Whether there is room for another question, also beside those that were broken off and are not over yet."""
        if not 1 <= len(message.key) <= LONGEST_KEY:
            raise Closed(Code.BAD_REQUEST, "Invalid message")
        if message.key in self._asked:
            raise Closed(Code.SUBSCRIBER_EXISTS, "Subscriber for this id already exists")
        return len(self._asked) < MOST_AT_ONCE and len(self._unfinished) < 2 * MOST_AT_ONCE

    async def _answer(self, message: Message, caller: Caller) -> None:
        """Everything that is told of one question, up to its end."""
        try:
            answers = await self.subscriptions.ask(read_question(message.payload, reads_only=True), caller)
        except Malformed as malformed:
            came_to(Outcome.MALFORMED)
            end = _refusal(message.key, str(malformed))
        except ChangesNotAllowed:
            came_to(Outcome.MALFORMED)
            end = _refusal(message.key, "Mutations are sent by POST, where they can have an Idempotency-Key.")
        except NotNow as not_now:
            end = written("error", message.key, [not_now.error(caller.language)])
        else:
            end = written("complete", message.key)
            async with aclosing(answers):
                async for told in answers:
                    if told.refused:
                        TokenEnd(self.door.gate, caller.identity).demand_in_time()
                        end = _error(message.key, told.answer)
                        break
                    await self._send(written("next", message.key, told.answer.body()))
        # Once the client hears that it has ended, it may use the id again.
        self._asked.pop(message.key, None)
        await self._send(end)

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.websocket.send_text(text)
        except TimeoutError:
            raise Closed(Code.TRY_AGAIN_LATER, "Nobody reads") from None


def _given(message: Message, header: str) -> list[str]:
    """A header that the payload stands in for, however it is spelt; a browser can set none for a WebSocket."""
    return [str(value) for name, value in message.payload.items() if name.lower() == header.lower()]


def _error(key: str, answer: Answer) -> str:
    return written("error", key, list(answer.errors))


def _refusal(key: str, message: str) -> str:
    return written("error", key, [{"message": message, "extensions": {"code": "BAD_REQUEST"}}])


def _first(group: BaseExceptionGroup[Closed | TooMany]) -> Closed | TooMany:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def _http(websocket: WebSocket) -> str:
    """The address of the gateway as the client knows it, for links."""
    base = websocket.base_url
    return str(base.replace(scheme="https" if base.scheme == "wss" else "http"))
