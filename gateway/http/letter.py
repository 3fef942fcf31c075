"""The closure letter as a PDF, for a legal representative of the company alone."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gateway.authorization.gate import Gate
from gateway.domain.company import Address, either
from gateway.domain.day import day_in_belgium
from gateway.domain.errors import Refused
from gateway.domain.language import Language
from gateway.domain.rights import Action
from gateway.http.budgets import PAPER_COST
from gateway.http.door import Door
from gateway.http.language import language_of
from gateway.http.pdf import pdf_response
from gateway.http.refusal import refusal
from gateway.letter import ClosureLetter, closure_letter
from gateway.use_cases.letter import Letter, letter, waiting_closure


@dataclass(frozen=True, slots=True)
class Letters:
    """GET /letters/{reference}. Who may not have a letter gets the same answer whether or not there is one."""

    door: Door
    gate: Gate

    async def get(self, request: Request) -> Response:
        """The PDF, in the language of the request."""
        identity = await self.door.enter(request, PAPER_COST)
        language = language_of(request, identity)
        shown: ClosureLetter | Refused
        async with self.gate.operation(identity) as operation:
            view = await operation.view()
            closure = await waiting_closure(view.reading, request.path_params["reference"])
            if closure is None or not view.decide(Action.ACCOUNT_REQUEST_CLOSURE, closure.company).allowed:
                shown = view.refuse_as_stranger(Action.ACCOUNT_REQUEST_CLOSURE)
            else:
                shown = _drawn_up(await letter(view.reading, closure, language), language)
        if isinstance(shown, Refused):
            return refusal(shown, language)
        pdf = await asyncio.to_thread(closure_letter, shown, language)
        return pdf_response(pdf, shown.reference, language)


def _drawn_up(letter: Letter, language: Language) -> ClosureLetter:
    return ClosureLetter(
        reference=letter.closure.reference,
        company=letter.company_name,
        number=letter.closure.company,
        address=_lines(letter.address, language) if letter.address else (),
        requested_at=day_in_belgium(letter.closure.requested_at),
        requested_by=f"{letter.requested_by.first_name} {letter.requested_by.last_name}",
    )


def _lines(address: Address, language: Language) -> tuple[str, ...]:
    """Street and number, postal code and place, and the country if it is not Belgium."""
    street, place, country = (
        either(language, fr, nl)
        for fr, nl in (
            (address.street_fr, address.street_nl),
            (address.municipality_fr, address.municipality_nl),
            (address.country_fr, address.country_nl),
        )
    )
    lines = ((street, address.house_number, address.box), (address.postal_code, place), (country,))
    return tuple(" ".join(part for part in line if part) for line in lines if any(line))
