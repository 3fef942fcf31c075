"""The demo's persona switcher: whom one can be, and becoming one of them. Without a demo there is no such address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.http.own_page import asked_for, from_own_page
from gateway.http.refusal import NOT_STORED, problem


class Switch(Protocol):
    """Makes tokens of personas."""

    @property
    def personas(self) -> Mapping[str, str]:
        """Who each is, by name."""
        ...

    @property
    def seconds(self) -> int:
        """How long a token holds."""
        ...

    def token(self, name: str) -> str:
        """A bearer token. Raises KeyError if nobody has this name."""
        ...


@dataclass(frozen=True, slots=True)
class DemoSwitch:
    """GET /demo/personas lists whom one can be; POST /demo/token makes one of them of whoever asks."""

    switch: Switch

    async def get(self, request: Request) -> Response:
        """Names, and who that is."""
        if not from_own_page(request):
            return not_for_other_pages()
        personas = [{"name": name, "who": who} for name, who in self.switch.personas.items()]
        return JSONResponse({"personas": personas}, headers=NOT_STORED)

    async def post(self, request: Request) -> Response:
        """A token, and for how many seconds it holds."""
        if not from_own_page(request):
            return not_for_other_pages()
        asked = await asked_for(request, ("persona",))
        if asked is None:
            return problem(400, "BAD_REQUEST", "A persona is expected, as JSON.")
        try:
            token = self.switch.token(asked["persona"])
        except KeyError:
            return problem(404, "NOT_FOUND", "There is no such persona.")
        return JSONResponse({"token": token, "seconds": self.switch.seconds}, headers=NOT_STORED)


def not_for_other_pages() -> JSONResponse:
    """What any page but the demo's own is told."""
    return problem(403, "FORBIDDEN", "This is for the page of the demo on this machine alone.")
