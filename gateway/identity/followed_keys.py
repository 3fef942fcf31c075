"""The keys of an issuer that changes them while the gateway runs."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from joserfc.jwk import Key

from gateway.identity.keys import KeysState, KeysUnavailable, keys_of
from gateway.identity.source import KeyFile, Published, Source

WAIT_SECONDS = 3.0
"""So long a request waits for the keys of an issuer, if its token names one that is not known."""
FILE_SECONDS = 1.0
"""A file is looked at so often."""

logger = logging.getLogger(__name__)


class FollowedKeys:
    """Follows what an issuer publishes. What is known stays known until another document takes its place."""

    def __init__(
        self,
        url: str,
        source: Source,
        clock: Callable[[], datetime],
        *,
        refetch_seconds: float,
        refresh_seconds: float,
        known: Mapping[str, Key] | None = None,
    ) -> None:
        """`refresh_seconds`: how old keys become; `refetch_seconds`: how often an unknown id may have them fetched."""
        self._keys: Mapping[str, Key] = known or {}
        self._source = source
        self._clock = clock
        self._refetch = refetch_seconds
        self._refresh = refresh_seconds
        self._may_ask_from = 0.0
        self._flight: asyncio.Task[None] | None = None
        self.state = KeysState(url, len(self._keys))

    @classmethod
    def of(
        cls, url: str, jwks: str | None, clock: Callable[[], datetime], refetch_seconds: float, refresh_seconds: float
    ) -> "FollowedKeys":
        """Those at an https address, in a file, or where the discovery document says.

        Raises KeysUnavailable if there is a file and it cannot be used: that would be the operator's mistake.
        """
        if jwks is None or jwks.startswith("https://"):
            published = Published(url, jwks)
            return cls(url, published, clock, refetch_seconds=refetch_seconds, refresh_seconds=refresh_seconds)
        file = KeyFile(Path(jwks))
        known = keys_of(file.document() or {})
        return cls(url, file, clock, refetch_seconds=FILE_SECONDS, refresh_seconds=FILE_SECONDS, known=known)

    async def key(self, kid: str) -> Key | None:
        """The key with this id. One that is not known is waited for, if the keys are or may be fetched now."""
        key = self._keys.get(kid)
        return key if key is not None else await self._waited_for(kid)

    async def keep_fresh(self) -> None:
        """Fetch the keys now, and whenever they get old; sooner if that has failed. Until cancelled."""
        try:
            while True:
                await (self._flight or self._begin())
                await asyncio.sleep(self._pause())
        finally:
            if self._flight:
                self._flight.cancel()
                await asyncio.wait([self._flight])

    def _pause(self) -> float:
        failures = self.state.failures
        return min(2.0 ** min(failures - 1, 20), self._refetch, self._refresh) if failures else self._refresh

    async def _waited_for(self, kid: str) -> Key | None:
        """However many wait, they wait for the same fetch; and it goes on if they do not.

        One that was under way already may have been answered before the key was published.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                if self._flight:
                    await asyncio.shield(self._flight)
                if kid not in self._keys and (flight := self._flight or self._begin_for_unknown()):
                    await asyncio.shield(flight)
        return self._keys.get(kid)

    def _begin_for_unknown(self) -> asyncio.Task[None] | None:
        """Anybody can make up an id: so this is done once in a while, however many do."""
        now = time.monotonic()
        if now < self._may_ask_from:
            return None
        self._may_ask_from = now + self._refetch
        return self._begin()

    def _begin(self) -> asyncio.Task[None]:
        self._flight = asyncio.create_task(self._fetch())
        self._flight.add_done_callback(self._landed)
        return self._flight

    def _landed(self, _flight: asyncio.Task[None]) -> None:
        self._flight = None

    async def _fetch(self) -> None:
        try:
            document = await self._source.read()
            keys = keys_of(document) if document is not None else self._keys
        except KeysUnavailable as unavailable:
            self._failed(str(unavailable))
        except Exception:
            # Not even a mistake of ours may end what keeps the keys fresh.
            logger.exception("The keys of %s could not be read.", self.state.url)
            self._failed("The keys could not be read, for a reason that the log has.")
        else:
            # A file that is as it was when it could not be used has not become better.
            if document is not None or not self.state.failures:
                self._succeeded(keys)

    def _failed(self, why: str) -> None:
        if why != self.state.last_failure or not self.state.failures:
            logger.warning("No new keys of %s, those known still count: %s", self.state.url, why)
        self.state = replace(self.state, failures=self.state.failures + 1, last_failure=why)

    def _succeeded(self, keys: Mapping[str, Key]) -> None:
        if self.state.failures or keys.keys() != self._keys.keys():
            logger.info("New keys of %s count: %s.", self.state.url, len(keys))
        self._keys = keys
        self.state = replace(self.state, keys=len(keys), fetched_at=self._clock(), failures=0)
