"""Acts on mandates at the same moment: rounds of them on one file, and what must be so after any of them."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from mandate_house import NOW, MandateHouse

from gateway.domain.errors import Conflict, Invalid
from gateway.domain.mandate import Mandate
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

ROUNDS = 6
Story = Callable[[MandateHouse, MandateHouse], Awaitable[None]]


def play(template: Path, folder: Path, gateways: int, story: Story) -> None:
    """Let a story happen at one gateway, or at two on the same file; and look whether what it left is sound."""

    async def begin() -> None:
        async with MandateHouse.copied(template, folder / "house") as house, MandateHouse(house.folder) as other:
            await story(house, other if gateways == 2 else house)
            look_over(house)

    asyncio.run(begin())


def look_over(house: MandateHouse) -> None:
    """A signature counts exactly if it is under the present version; what is in force is told once to either side."""
    given = {(row["mandate"], row["version"], row["side"]) for row in house.rows("SELECT * FROM proxy_signature")}
    drawn_up = [(row["mandate"], row["version"]) for row in house.rows("SELECT * FROM proxy")]
    in_force = 0
    for row in house.rows("SELECT * FROM mandate"):
        counted = {side for side in Side if row[f"{side}_signed_at"]}
        assert counted == {side for side in Side if (row["id"], row["version"], side) in given}
        assert (row["id"], row["version"]) in drawn_up
        in_force += counted == set(Side)
    assert len(house.rows("SELECT 1 FROM audit WHERE event = 'mandate_in_force'")) == 2 * in_force


async def at_once(*acts: Awaitable[Mandate]) -> list[Mandate | str]:
    """What each of some acts comes to, begun within a few milliseconds: a mandate, or why not."""

    async def soon(act: Awaitable[Mandate]) -> Mandate | str:
        await asyncio.sleep(random.random() / 200)
        try:
            return await act
        except Conflict as refused:
            return f"{refused.kind}: {refused.sentence.key}"
        except Invalid as refused:
            return ", ".join(problem.sentence.key for problem in refused.problems)

    return await asyncio.gather(*(soon(act) for act in acts))


def refusals(results: list[Mandate | str]) -> list[str]:
    """Why some of the acts were not done."""
    return [result for result in results if isinstance(result, str)]


def quarters(each: int = 1) -> Iterator[list[Quarter]]:
    """Quarters in a row for each round, from this one on, so that no round meets what another has left."""
    for begun in range(0, ROUNDS * each, each):
        yield [Quarter(NOW.year + place // 4, place % 4 + 1) for place in range(begun, begun + each)]
