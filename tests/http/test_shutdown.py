"""Shutting down in good order: what is being written is written first."""

import asyncio

from running import Prepared

from gateway.authorization.tally import Tally
from gateway.storage.database import Database


def test_what_is_being_written_down_is_waited_for(prepared: Prepared) -> None:
    """The writer is busy when the counting is told to stop: it stops only once what it holds is written."""
    order: list[str] = []

    class Busy(Tally):
        async def write_down(self) -> None:
            order.append("begun")
            await asyncio.sleep(0.05)
            order.append("written")

    async def stop_while_writing() -> None:
        keeping = asyncio.create_task(Busy(Database.at(prepared.settings.database_url)).keep_writing_down(0))
        await asyncio.sleep(0.02)
        keeping.cancel()
        await asyncio.wait([keeping])
        assert keeping.cancelled()
        assert order == ["begun", "written"]

    asyncio.run(stop_while_writing())
