"""The electronic proxy of a mandate as a readable PDF, for those who may read the mandate."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gateway.authorization.gate import Gate
from gateway.domain.application_group import ApplicationGroups
from gateway.domain.errors import Refused
from gateway.domain.rights import Action
from gateway.graphql.mandate import mandate_key
from gateway.http.budgets import PAPER_COST
from gateway.http.door import Door
from gateway.http.language import language_of
from gateway.http.pdf import pdf_response
from gateway.http.refusal import refusal
from gateway.letter import ProxyLetter, ProxySigned, proxy_letter
from gateway.storage.mandate import parties_of
from gateway.use_cases.proxy import SignedProxy, signed_proxy


@dataclass(frozen=True, slots=True)
class Proxies:
    """GET /proxies/{id}. Who may not read a mandate gets the same answer whether or not there is one."""

    door: Door
    gate: Gate
    groups: ApplicationGroups

    async def get(self, request: Request) -> Response:
        """The PDF of the present version, in the language of the request."""
        identity = await self.door.enter(request, PAPER_COST)
        language, key = language_of(request, identity), mandate_key(request.path_params["id"])
        shown: SignedProxy | Refused
        async with self.gate.operation(identity) as operation:
            view = await operation.view()
            parties = await parties_of(view.reading, key)
            if parties is None or not view.decide(Action.MANDATE_READ, parties).allowed:
                shown = view.refuse_as_stranger(Action.MANDATE_READ)
            else:
                shown = await signed_proxy(view.reading, key)
        if isinstance(shown, Refused):
            return refusal(shown, language)
        pdf = await asyncio.to_thread(proxy_letter, self._drawn_up(shown), language)
        return pdf_response(pdf, f"{key}-{shown.proxy.version}", language)

    def _drawn_up(self, shown: SignedProxy) -> ProxyLetter:
        named = [self.groups[code] for code in shown.proxy.content()["applicationGroups"] if code in self.groups]
        signatures = [
            ProxySigned(row.side, f"{by.first_name} {by.last_name}", row.signed_at, row.algorithm, row.fingerprint)
            for row, by in shown.signatures
        ]
        return ProxyLetter(shown.proxy, tuple(named), tuple(signatures))
