"""The door: every request passes here, to be told apart by its token and to have the sign-in take effect."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.authorization.gate import Gate
from gateway.authorization.system_act import SystemAct
from gateway.domain.person import Identity
from gateway.http.language import language_of
from gateway.http.refusal import problem
from gateway.identity import Bearer, TokenRefused
from gateway.sentences import say
from gateway.use_cases.sign_in import expire_overdue, sign_in, sign_in_due


class WrongToken(Exception):
    """A token was sent that identifies nobody. `fault` is a constant sentence, and may be shown."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Door:
    """Identifies callers, and makes the first sign-in of a designated person take effect before they are answered."""

    bearer: Bearer
    gate: Gate

    async def enter(self, request: Request) -> Identity | None:
        """Who is calling; nobody without a token. Raises WrongToken."""
        return await self.admit(request.headers.getlist("authorization"))

    async def admit(self, sent: Sequence[str]) -> Identity | None:
        """The same for credentials that came by another way than the header."""
        if not sent:
            return None
        scheme, _, token = sent[0].partition(" ")
        if len(sent) > 1 or scheme.lower() != "bearer":
            raise WrongToken("One bearer token is expected.")
        try:
            identity = self.bearer.identify(token.strip())
        except TokenRefused as refused:
            raise WrongToken(str(refused)) from None
        await asyncio.shield(self._sign_in(identity))
        return identity

    async def _sign_in(self, identity: Identity) -> None:
        """Mostly a look that finds nothing to do; else acts of the system, each in a transaction of its own.

        Once begun it is finished: a transaction that is cancelled while it begins would lock the others out.
        """
        async with self.gate.operation(identity) as operation:
            due = await sign_in_due(await operation.snapshot(), identity, operation.now)
        if due.overdue:
            async with self.gate.system_act(SystemAct.EXPIRY) as work:
                await expire_overdue(work)
        if due.sign_in:
            async with self.gate.system_act(SystemAct.SIGN_IN) as work:
                await sign_in(work, identity)


async def wrong_token(request: Request, error: Exception) -> JSONResponse:
    """401, as RFC 6750 has it, and as a GraphQL answer."""
    fault = error.fault if isinstance(error, WrongToken) else ""
    challenge = f'Bearer error="invalid_token", error_description="{fault}"'
    language = language_of(request, None)
    message = say("general.token_refused", language)
    return problem(401, "UNAUTHENTICATED", message, {"WWW-Authenticate": challenge}, language)
