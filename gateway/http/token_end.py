"""A connection that stays ends with the token that opened it, and without one after a while."""

from datetime import timedelta
from typing import NamedTuple

from gateway.authorization.gate import Gate
from gateway.domain.person import Identity
from gateway.http.socket_message import Closed, Code

LONGEST = timedelta(hours=1)
"""Nobody stays for longer whom no token ends: those who still look come back."""


class TokenEnd(NamedTuple):
    """When the connection of somebody is to end."""

    gate: Gate
    identity: Identity | None

    def demand_in_time(self) -> None:
        """Raises Closed with the code after which clients come back with another token.

        To the second, whatever clocks may be apart: within that time they would come back with the same one for ever.
        """
        until = self.identity.until if self.identity else None
        if until and until <= self.gate.clock():
            raise Closed(Code.FORBIDDEN, "The token has expired")

    async def come(self) -> None:
        """Wait until it is so late. Raises Closed."""
        until = (self.identity.until if self.identity else None) or self.gate.clock() + LONGEST
        with self.gate.changes.waiting(until) as waiting:
            waiting.companies = frozenset()
            while self.gate.clock() < until:
                await waiting.woken()
                waiting.look()
        self.demand_in_time()
        raise Closed(Code.TRY_AGAIN_LATER, "Connect again")
