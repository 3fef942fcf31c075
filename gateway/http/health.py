"""Whether the process lives, and whether it can answer."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.authorization.gate import Gate
from gateway.authorization.in_force import InForce


@dataclass(frozen=True, slots=True)
class Health:
    """/livez for whoever restarts the process, /readyz for whoever sends it requests."""

    gate: Gate

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """The database answers, and a policy is in force: the last good one, if what stands in its folder is not."""
        async with self.gate.operation(None) as operation:
            await operation.view()
        return JSONResponse({"database": "ok", "policy": _detail(operation.in_force)})


def _detail(in_force: InForce) -> dict[str, object]:
    error = in_force.last_error
    return {
        "version": in_force.policy.version,
        "meaning": in_force.policy.meaning,
        "loaded_at": in_force.loaded_at.isoformat(),
        "reloads": in_force.reloads,
        "failures": in_force.failures,
        "last_error": {"at": error.at.isoformat(), "message": error.message} if error else None,
    }
