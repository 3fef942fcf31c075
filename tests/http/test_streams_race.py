"""Many act at once, and readers come and go: what each is told, put together, is the history, and nothing else."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from streaming import STUCK, Live, following

from gateway.demo.world import MAES
from gateway.graphql.node import global_id

ROUNDS = 6
Tell = Callable[[], Awaitable[dict[str, Any]]]


async def act(live: Live, dice: random.Random) -> None:
    """Acts that are done, that meet a conflict, or that are refused, as it happens; each is in the history."""
    acts: list[tuple[str, str, dict[str, object]]] = [
        ("emma", "requestAccountClosure", {"company": MAES}),
        ("emma", "cancelAccountClosure", {"company": MAES}),
        ("dries", "activateEbox", {"company": MAES, "notificationEmail": "post@maes.example"}),
        ("ines", "requestAccountClosure", {"company": MAES}),
    ]
    for _ in range(ROUNDS):
        await live.meanwhile(live.act, *dice.choice(acts))
        await asyncio.sleep(dice.random() / 50)


async def read(live: Live, dice: random.Random, over: asyncio.Event, way: str) -> list[str]:
    """Everything that a reader is told who loses the connection again and again, from the beginning to the end."""
    seen, since = [], global_id("Company", MAES)
    async with asyncio.timeout(3 * STUCK):
        while not (over.is_set() and len(seen) >= len(live.entries())):
            left = dice.randrange(1, 6)
            async with aclosing(events(live, way, since)) as told:
                while left and not (over.is_set() and len(seen) >= len(live.entries())):
                    try:
                        async with asyncio.timeout(0.5):
                            event = await anext(told)
                    except TimeoutError:
                        break
                    since = event["id"]
                    seen.append(since)
                    left -= 1
    return seen


async def events(live: Live, way: str, since: str) -> AsyncGenerator[dict[str, Any], None]:
    """What is told over one connection; how it ends is left to whoever stops listening."""
    if way == "socket":
        async with live.socket("emma") as socket:
            await socket.ask(following(since=since))
            while True:
                yield await socket.told()
    else:
        async with live.events("ines", following(since=since)) as stream:
            while True:
                yield await stream.told()


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.slow) if seed else seed for seed in range(10)])
def test_readers_who_come_and_go_are_told_the_whole_history_once_and_in_order(live: Live, seed: int) -> None:
    dice = random.Random(seed)

    async def story() -> list[list[str]]:
        over = asyncio.Event()
        ways = ["socket", "events", "socket", "events"]
        reading = [asyncio.create_task(read(live, random.Random(dice.random()), over, way)) for way in ways]
        await asyncio.gather(*(act(live, random.Random(dice.random())) for _ in range(4)))
        over.set()
        return await asyncio.gather(*reading)

    told = asyncio.run(story())
    rows = [row for row in live.rows("audit") if row["company"] == MAES and row["event"]]
    history = [global_id("CompanyEvent", row["id"]) for row in rows]
    assert len(history) > 4 * ROUNDS
    assert told == [history] * len(told)
