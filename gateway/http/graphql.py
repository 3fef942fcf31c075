"""The GraphQL endpoint: questions come by POST, or by GET if they only read."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gateway.graphql.answer import ChangesNotAllowed, Executor
from gateway.graphql.question import Caller
from gateway.http.door import Door, WrongToken, wrong_token
from gateway.http.event_stream import EventStreams, wants_events
from gateway.http.forgery import PREFLIGHT, may_be_forged
from gateway.http.language import language_of
from gateway.http.media_type import Accept, MediaType
from gateway.http.question import Malformed, question_of, reads_only
from gateway.http.reply import PLAIN, Reply

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
        try:
            return await self._answered(request, reply, streams=streams)
        except WrongToken as wrong:
            return (reply or self._plain).refusal(await wrong_token(request, wrong))
        except Malformed as malformed:
            return (reply or self._plain).malformed(malformed)

    async def _answered(self, request: Request, reply: Reply | None, *, streams: bool) -> Response:
        identity = await self.door.enter(request)
        if reply is None and not streams:
            raise Malformed(406, "Answers are application/graphql-response+json or application/json, in UTF-8.")
        if may_be_forged(request):
            raise Malformed(400, f"From another origin, a header {PREFLIGHT} is needed.")
        question, key = await question_of(request), _idempotency_key(request)
        caller = Caller(identity, language_of(request, identity), str(request.base_url), key)
        try:
            if reply is None or streams:
                return self.event_streams.answer(request, question, caller)
            answer = await self.executor.answer(question, caller, incremental=reply.in_parts)
            return reply.answer(answer, caller.language)
        except ChangesNotAllowed:
            raise Malformed(405, "Only queries can be asked by GET.", {"Allow": "POST"}) from None

    @property
    def _plain(self) -> Reply:
        """For a client that accepts nothing that there is."""
        return Reply(PLAIN, self.by_draft)


def _wants_page(request: Request, accept: Accept) -> bool:
    """Whether somebody looks, in a browser, at the address itself: a question is answered as one."""
    asks = {"query", "documentId", "extensions"} & set(request.query_params)
    return reads_only(request) and not asks and accept.prefers((PLAIN, PAGE)) == PAGE


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Malformed(400, f"An Idempotency-Key has from 1 to {LONGEST_KEY} characters.")
    return key
