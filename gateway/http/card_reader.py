"""The demo's card reader, for GraphiQL: signs for any persona. A gateway that serves no demo has no such address."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.authorization.gate import Gate
from gateway.domain.proxy import Proxy
from gateway.domain.signature import SignatureForm
from gateway.graphql.mandate import mandate_key
from gateway.http.refusal import NOT_STORED, problem
from gateway.storage.proxy import proxies

LARGEST_BODY = 4096


class Reader(Protocol):
    """What signs with a card; `names`: of those for whom it can."""

    @property
    def names(self) -> Sequence[str]: ...

    def sign(self, name: str, proxy: Proxy, *, authentication: bool = False) -> SignatureForm:
        """What Web eID would give. Raises KeyError if nobody has this name."""
        ...


@dataclass(frozen=True, slots=True)
class DemoReader:
    """POST /demo/sign with a persona and a mandate: answers a SignMandateInput, whether or not they may sign."""

    gate: Gate
    reader: Reader

    async def post(self, request: Request) -> Response:
        """JSON only, so that no page of another origin can send it unasked."""
        asked = await _asked(request)
        if asked is None:
            return problem(400, "BAD_REQUEST", "A persona and a mandate are expected, as JSON.")
        key = mandate_key(asked["mandate"])
        async with self.gate.operation(None) as operation:
            proxy = (await proxies(await operation.snapshot(), [key])).get(key)
        try:
            form = self.reader.sign(asked["persona"], proxy) if proxy else None
        except KeyError:
            form = None
        if form is None:
            return problem(404, "NOT_FOUND", "There is no such persona, or no such mandate.")
        return JSONResponse({"mandate": asked["mandate"], **signed(form)}, headers=NOT_STORED)


def signed(form: SignatureForm) -> Mapping[str, str]:
    """The signature, as a SignMandateInput has it."""
    return {"certificate": form.certificate, "algorithm": form.algorithm.value, "signature": form.signature}


async def _asked(request: Request) -> Mapping[str, Any] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        asked = json.loads(await request.body()) if int(request.headers["content-length"]) <= LARGEST_BODY else None
    except (KeyError, ValueError, RecursionError):
        return None
    names = ("persona", "mandate")
    return asked if isinstance(asked, dict) and all(isinstance(asked.get(name), str) for name in names) else None
