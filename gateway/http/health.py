"""Whether the process lives, and whether it can answer."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.authorization.gate import Gate


@dataclass(frozen=True, slots=True)
class Health:
    """/livez for whoever restarts the process, /readyz for whoever sends it requests."""

    gate: Gate

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """The database answers, and a policy is in force."""
        async with self.gate.operation(None) as operation:
            await operation.view()
        return JSONResponse({"database": "ok", "policy": self.gate.policy.version})
