"""The demo's card reader, for its page: signs for any persona. A gateway that serves no demo has no such address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.authorization.gate import Gate
from gateway.domain.proxy import Proxy
from gateway.domain.signature import SignatureForm
from gateway.graphql.mandate import mandate_key
from gateway.http.own_page import asked_for, from_own_page
from gateway.http.personas import not_for_other_pages
from gateway.http.refusal import NOT_STORED, problem
from gateway.storage.proxy import proxies


class Reader(Protocol):
    """What signs with a card."""

    def sign(self, name: str, proxy: Proxy, *, authentication: bool = False) -> SignatureForm:
        """What Web eID would give. Raises KeyError if nobody has this name."""
        ...


@dataclass(frozen=True, slots=True)
class DemoReader:
    """POST /demo/sign with a persona and a mandate: answers a SignMandateInput, whether or not they may sign."""

    gate: Gate
    reader: Reader

    async def post(self, request: Request) -> Response:
        """The signature of this persona's card under the proxy as it is now."""
        if not from_own_page(request):
            return not_for_other_pages()
        asked = await asked_for(request, ("persona", "mandate"))
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
