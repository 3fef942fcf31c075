"""The GraphQL endpoint: questions come by POST, or by GET if they only read."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gateway.domain.person import Identity
from gateway.graphql.answer import UNFIT_COST, Answer, ChangesNotAllowed, Executor
from gateway.graphql.deferred import Incremental
from gateway.graphql.documents import Prepared
from gateway.graphql.not_now import NotNow, TimedOut
from gateway.graphql.question import Caller, Question
from gateway.http.budgets import MinuteBudget
from gateway.http.crowd import counted_as
from gateway.http.door import Door, WrongToken, wrong_token
from gateway.http.event_stream import EventStreams, wants_events
from gateway.http.forgery import PREFLIGHT, may_be_forged
from gateway.http.language import language_of
from gateway.http.media_type import Accept, MediaType
from gateway.http.multipart import PartsResponse
from gateway.http.not_now import not_now
from gateway.http.question import Malformed, question_of, reads_only
from gateway.http.reply import PLAIN, Reply
from gateway.storage.deadline import OutOfTime

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
LONGEST_KEY = 255
PAGE = MediaType("text/html")


@dataclass(frozen=True, slots=True)
class GraphQL:
    """Answers at /graphql. `page` is what a browser gets that asks for HTML, if there is such a page.

    `by_draft`: with the status codes of the draft, where the audits of graphql-http expect others; see `reply`.
    """

    door: Door
    executor: Executor
    event_streams: EventStreams
    page: Callable[[], Response] | None
    by_draft: bool

    async def handle(self, request: Request) -> Response:
        """One request, one answer."""
        accept = Accept.read(request.headers.getlist("accept"))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        if self.page and _wants_page(request, accept):
            return self.page()
        reply = Reply.to(accept, by_draft=self.by_draft)
        streams = wants_events(accept) and request.method != "HEAD"
        # As long as nobody is known by name, what is asked is on the account of the address.
        identity, budget = None, self.door.budgets.of(request, None)
        try:
            identity = await self.door.recognise(request)
            budget = self.door.budgets.of(request, identity)
            response = await self._answered(request, reply, identity, budget, streams=streams)
        except WrongToken as wrong:
            response = (reply or self._plain).refusal(await wrong_token(request, wrong))
        except Malformed as malformed:
            response = (reply or self._plain).malformed(malformed)
        except (NotNow, OutOfTime) as late:
            refused = late if isinstance(late, NotNow) else TimedOut()
            response = (reply or self._plain).refusal(not_now(refused, language_of(request, identity)))
        response.headers.update(await budget.headers(response.headers.get("retry-after")))
        return response

    async def _answered(
        self, request: Request, reply: Reply | None, identity: Identity | None, budget: MinuteBudget, *, streams: bool
    ) -> Response:
        """First it is paid for, and then it is done. Whoever has nothing left is not read at all."""
        await budget.demand()
        try:
            question, key = await _question(request, accepted=streams or reply is not None), _idempotency_key(request)
        except Malformed:
            await budget.spend(UNFIT_COST)
            raise
        language, counted = language_of(request, identity), counted_as(request, identity)
        caller = Caller(identity, language, str(request.base_url), key, counted, budget)
        prepared = await self.executor.paid(question, caller)
        if isinstance(prepared, Prepared):
            async with self.executor.turns.turn(counted):
                await self.door.let_in(identity)
        try:
            if reply is None or streams:
                return self.event_streams.answer(prepared, question, caller)
            return await self._replied(reply, prepared, question, caller)
        except ChangesNotAllowed:
            raise Malformed(405, "Only queries can be asked by GET.", {"Allow": "POST"}) from None

    async def _replied(self, reply: Reply, prepared: Prepared | Answer, question: Question, caller: Caller) -> Response:
        if isinstance(prepared, Answer):
            return reply.answer(prepared, caller.language)
        execute = self.executor.execute_in_parts if reply.in_parts else self.executor.execute
        answer = await execute(prepared, question, caller)
        if isinstance(answer, Incremental):
            return PartsResponse(answer, caller.language, self.event_streams.crowd, caller.counted_as)
        return reply.answer(answer, caller.language)

    @property
    def _plain(self) -> Reply:
        """For a client that accepts nothing that there is."""
        return Reply(PLAIN, self.by_draft)


def _wants_page(request: Request, accept: Accept) -> bool:
    """Whether somebody looks, in a browser, at the address itself: a question is answered as one."""
    asks = {"query", "documentId", "extensions"} & set(request.query_params)
    return reads_only(request) and not asks and accept.prefers((PLAIN, PAGE)) == PAGE


async def _question(request: Request, *, accepted: bool) -> Question:
    if not accepted:
        raise Malformed(406, "Answers are application/graphql-response+json or application/json, in UTF-8.")
    if may_be_forged(request):
        raise Malformed(400, f"From another origin, a header {PREFLIGHT} is needed.")
    return await question_of(request)


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Malformed(400, f"An Idempotency-Key has from 1 to {LONGEST_KEY} characters.")
    return key
