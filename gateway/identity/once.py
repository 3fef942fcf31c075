"""What may count once only, remembered while it could count again."""

import heapq

from gateway.identity.refusal import TokenFault, TokenRefused

MOST = 200_000
"""Some 40 MB; it takes 800 proofs a second for minutes to fill it."""


class Once:
    """A memory with a bound: when it is full, what is new is refused rather than what still counts forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: set[bytes] = set()
        self._ends: list[tuple[float, bytes]] = []

    def check(self, digest: bytes, until: float, now: float) -> None:
        """Remember this until then. Raises TokenRefused if it is here already, or there is no room."""
        while self._ends and self._ends[0][0] < now:
            self._seen.discard(heapq.heappop(self._ends)[1])
        if digest in self._seen:
            raise TokenRefused(TokenFault.PROOF_USED)
        if len(self._seen) >= self._most:
            raise TokenRefused(TokenFault.PROOFS_FULL)
        self._seen.add(digest)
        heapq.heappush(self._ends, (until, digest))
