"""What an operator sees and does of a parent process and its worker, and clients that never pause."""

import asyncio
import json
import re
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from running import Served

from gateway.demo.world import MAES

STUCK = 60.0
"""Longer than this nothing may take."""
QUESTION = {"query": '{ company(number: "0000000196") { name } viewer { person { firstName } } }'}
ACTS = ("requestAccountClosure", "cancelAccountClosure")
DONE = ("closure_requested", "closure_cancelled")


def until(happens: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + STUCK
    while not happens():
        assert time.monotonic() < deadline, "It never is."
        time.sleep(0.05)


def workers(served: Served) -> list[int]:
    """The process ids of the workers that began to serve, in their order."""
    return [int(number) for number in re.findall(r"Worker (\d+) serves", served.printed.read_text())]


def restart(served: Served) -> int:
    """Have a new worker take over, and wait for it; its process id."""
    former = workers(served)
    served.process.send_signal(signal.SIGHUP)
    until(lambda: len(workers(served)) > len(former))
    return workers(served)[-1]


def done(served: Served) -> int:
    """How many of these acts are in the trail."""
    return sum(row["event"] in DONE for row in served.rows("audit"))


def act(number: int) -> dict[str, Any]:
    """A mutation that can be done again and again: whatever an even one does, the next one undoes."""
    name = ACTS[number % 2]
    given, asked = f"{name[0].upper()}{name[1:]}Input", f"{name}(input: $input) {{ errors {{ __typename }} }}"
    return {"query": f"mutation ($input: {given}!) {{ answer: {asked} }}", "variables": {"input": {"company": MAES}}}


@dataclass
class Load:
    """What clients that keep their connections met: each of their requests is answered, or is among the failed."""

    served: Served
    asked: int = 0
    acts: int = 0
    worst: float = 0.0
    failed: list[str] = field(default_factory=list)
    over: bool = False

    async def ask(self, pause: float) -> None:
        """Somebody who asks on one connection, with a pause in which it is idle."""
        async with self._client() as client:
            while not self.over:
                answer = await self._send(client, QUESTION, {})
                if answer and answer.status_code != 200:
                    self.failed.append(f"{answer.status_code} {answer.text}")
                await asyncio.sleep(pause)

    async def act(self) -> None:
        """Somebody who acts without a pause, each act under a key of its own."""
        async with self._client() as client:
            number = done(self.served)
            while not self.over:
                answer = await self._send(client, act(number), {"Idempotency-Key": str(uuid4())})
                number += 1
                if answer and answer.json() == {**answer.json(), "data": {"answer": {"errors": []}}}:
                    self.acts += 1
                elif answer:
                    self.failed.append(answer.text)

    async def ask_raw(self, pause: float) -> None:
        """Somebody who tries nothing a second time, and goes on as long as they are not told to stop."""
        port, body = self.served.client.base_url.port, json.dumps(QUESTION).encode()
        head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        head += f"Authorization: Bearer {self.served.token('emma')}\r\nContent-Length: {len(body)}\r\n\r\n"
        while not self.over:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            told = b""
            while not self.over and b"connection: close" not in told:
                began = time.perf_counter()
                try:
                    writer.write(head.encode() + body)
                    told = (await reader.readuntil(b"\r\n\r\n")).lower()
                    await reader.readexactly(int(told.partition(b"content-length: ")[2].split()[0]))
                except (OSError, EOFError) as error:
                    self.failed.append(repr(error))
                    break
                self._count(began)
                if b" 200 " not in told:
                    self.failed.append(told.decode())
                await asyncio.sleep(pause)
            writer.close()

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """All of them, for as long as this lasts."""
        asking = [self.ask(0.05), self.ask(0.5), self.ask_raw(0.02), self.ask_raw(0.5), self.act()]
        async with asyncio.TaskGroup() as tasks:
            for each in asking:
                tasks.create_task(each)
            yield
            self.over = True

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.served.base, headers=self.served.headers("emma"), timeout=STUCK)

    async def _send(self, client: httpx.AsyncClient, body: object, headers: dict[str, str]) -> httpx.Response | None:
        began = time.perf_counter()
        try:
            return await client.post("/graphql", json=body, headers=headers)
        except httpx.TransportError as error:
            self.failed.append(repr(error))
            return None
        finally:
            self._count(began)

    def _count(self, began: float) -> None:
        self.asked += 1
        self.worst = max(self.worst, time.perf_counter() - began)
