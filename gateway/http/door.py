"""The door: every request passes here, to be told apart by its token and to have the sign-in take effect."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse

from gateway.authorization.gate import Gate
from gateway.authorization.system_act import SystemAct
from gateway.domain.person import Identity
from gateway.http.budgets import WRONG_TOKEN_COST, Budgets
from gateway.http.language import language_of
from gateway.http.refusal import problem
from gateway.identity import ALGORITHMS, Bearer, Proof, TokenRefused
from gateway.sentences import say
from gateway.telemetry.seen import Outcome, came_to, current
from gateway.use_cases.sign_in import expire_overdue, sign_in, sign_in_due


class WrongToken(Exception):
    """Credentials were sent that identify nobody. `fault` is a constant sentence, and may be shown."""

    def __init__(self, fault: str, challenge: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.challenge = challenge

    @classmethod
    def of(cls, fault: str, *, bound: bool = False, proof: bool = False) -> "WrongToken":
        """`bound`: credentials by DPoP would do (RFC 9449); `proof`: it is their proof that is wrong."""
        error = f'error="{"invalid_dpop_proof" if proof else "invalid_token"}", error_description="{fault}"'
        return cls(fault, f'DPoP {error}, algs="{" ".join(ALGORITHMS)}"' if bound else f"Bearer {error}")


@dataclass(frozen=True, slots=True)
class Door:
    """Identifies callers, and makes the first sign-in of a designated person take effect before they are answered."""

    bearer: Bearer
    gate: Gate
    budgets: Budgets

    async def enter(self, request: Request, cost: int) -> Identity | None:
        """Who is calling; nobody without a token. They pay so much. Raises WrongToken and RateLimited."""
        identity = await self.recognise(request)
        await self.budgets.of(request, identity).spend(cost)
        await self.let_in(identity)
        return identity

    async def recognise(self, request: Request) -> Identity | None:
        """Who is calling, before anything is asked of the database for them. Raises WrongToken and RateLimited."""
        return await self.identify(request.headers.getlist("authorization"), request.headers.getlist("dpop"), request)

    async def identify(self, sent: Sequence[str], proofs: Sequence[str], over: HTTPConnection) -> Identity | None:
        """The same for credentials, and proofs of them, that came by another way than the headers.

        Who tries wrong ones pays for it by their address.
        """
        try:
            return await self._identified(sent, proofs, over)
        except WrongToken:
            await self.budgets.of(over, None).spend(WRONG_TOKEN_COST)
            raise

    async def let_in(self, identity: Identity | None) -> None:
        """Have their first sign-in take effect."""
        if identity:
            await asyncio.shield(self._sign_in(identity))

    async def _identified(self, sent: Sequence[str], proofs: Sequence[str], over: HTTPConnection) -> Identity | None:
        if not sent:
            return None
        scheme, _, token = sent[0].partition(" ")
        scheme = scheme.lower()
        if len(sent) > 1 or scheme not in ("bearer", "dpop"):
            raise WrongToken.of("One bearer token is expected.")
        bound = scheme == "dpop"
        proof = Proof(proofs, over.scope.get("method", "GET"), str(over.url)) if bound else None
        try:
            identity = await self.bearer.identify(token.strip(), proof)
        except TokenRefused as refused:
            fault = refused.reason
            if seen := current():
                seen.token_fault = fault.name
            raise WrongToken.of(fault, bound=bound or fault.asks_for_proof, proof=fault.of_proof) from None
        if seen := current():
            seen.signed_in = True
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
    """401, as RFC 6750 and RFC 9449 have it, and as a GraphQL answer."""
    came_to(Outcome.NOT_IDENTIFIED)
    challenge = error.challenge if isinstance(error, WrongToken) else "Bearer"
    language = language_of(request, None)
    message = say("general.token_refused", language)
    return problem(401, "UNAUTHENTICATED", message, {"WWW-Authenticate": challenge}, language)
