"""Whether the process lives, and whether it can answer."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.authorization.gate import Gate
from gateway.authorization.in_force import InForce
from gateway.http.crowd import Crowd
from gateway.identity import Issuer, KeysState
from gateway.storage.probe import trouble

LOOK_SECONDS = 2.0
"""Longer than this the database is not waited for: whoever asks wants to know now."""
Part = dict[str, object]


class Health:
    """/livez for whoever restarts the process, /readyz for whoever sends it requests.

    Neither needs a place among the requests, nor a connection of the pool: being busy is not being ill.
    """

    def __init__(self, gate: Gate, database: Path, issuers: Sequence[Issuer], crowd: Crowd) -> None:
        self._gate = gate
        self._issuers = issuers
        self._crowd = crowd
        self._look = _Look(database)

    async def live(self, _request: Request) -> Response:
        """The process answers: one that is stuck does not."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """Whether each part can do what it must. A policy is always in force: the last good one, if need be."""
        keys = [issuer.keys.state for issuer in self._issuers]
        wrong = await self._look.trouble()
        stopping = self._crowd.leaving
        ready = not wrong and any(state.keys for state in keys) and not stopping
        body = {
            "status": "ready" if ready else "stopping" if stopping else "not ready",
            "database": wrong or "ok",
            "policy": _policy(self._gate.in_force),
            "keys": [_keys(state) for state in keys],
        }
        return JSONResponse(body, 200 if ready else 503)


class _Look:
    """One look at the database at a time: while it does not answer, those who ask pile up nothing."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._going_on: asyncio.Task[str | None] | None = None

    async def trouble(self) -> str | None:
        """What is wrong with the database, None if nothing is."""
        if self._going_on is None or self._going_on.done():
            self._going_on = asyncio.create_task(asyncio.to_thread(trouble, self._database))
        done, _ = await asyncio.wait({self._going_on}, timeout=LOOK_SECONDS)
        return self._going_on.result() if done else "The database does not answer."


def _policy(in_force: InForce) -> Part:
    error = in_force.last_error
    return {
        "status": "not what stands in the files" if error else "ok",
        "version": in_force.policy.version,
        "meaning": in_force.policy.meaning,
        "loaded_at": in_force.loaded_at.isoformat(),
        "reloads": in_force.reloads,
        "failures": in_force.failures,
        "last_error": {"at": error.at.isoformat(), "message": error.message} if error else None,
    }


def _keys(state: KeysState) -> Part:
    """Of an issuer that is down the keys that are known still count."""
    return {
        "status": "ok" if state.keys and not state.failures else "old" if state.keys else "none",
        "issuer": state.url,
        "keys": state.keys,
        "fetched_at": state.fetched_at.isoformat() if state.fetched_at else None,
        "failures": state.failures,
        "last_failure": state.last_failure,
    }
