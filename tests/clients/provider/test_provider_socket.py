"""Who stays connected stays for as long as the token holds that a certified provider gave."""

import asyncio

from code_flow import CodeFlow
from provider_gateway import Opened
from provider_process import Provider
from streaming import Socket, closing

from gateway.demo.world import MAES
from gateway.identity import TokenFault


def test_a_token_that_expires_ends_the_sockets_that_it_opened(
    opened: Opened, federal: Provider, flow: CodeFlow
) -> None:
    gateway = opened(federal.trusted(clock_skew_seconds=0))
    gateway.sign_in(flow, "emma")

    async def story() -> None:
        async with gateway.socket("emma") as socket, gateway.socket("emma") as silent:
            await socket.caught_up(gateway.entries(MAES))
            gateway.clock.advance(minutes=59)
            await gateway.meanwhile(gateway.act, "emma", "requestAccountClosure", {"company": MAES})
            assert (await socket.told())["event"] == "CLOSURE_REQUESTED"
            gateway.clock.advance(minutes=1)
            for one in (socket, silent):
                assert await closing(one.connection) == (4403, "The token has expired")
        async with gateway.connect() as connection:
            await Socket(connection).say(type="connection_init", payload=gateway.headers("emma"))
            assert await closing(connection) == (4403, TokenFault.EXPIRED)

    asyncio.run(story())
