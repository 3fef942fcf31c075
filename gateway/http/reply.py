"""Answers and refusals as responses: in which media type, and with which status.

Only under `application/graphql-response+json` may the status say what became of a question: anything else with a
status of 400 may come from a machine on the way. Where the audits of npm's graphql-http and the draft of GraphQL over
HTTP (as of September 2026) want different ones, a setting chooses.
"""

import json
from dataclasses import dataclass
from typing import Self

from starlette.responses import Response

from gateway.domain.language import Language
from gateway.graphql.answer import Answer
from gateway.http.media_type import Accept, MediaType
from gateway.http.multipart import HEADERS, wants_parts
from gateway.http.question import Malformed
from gateway.http.refusal import problem

MODERN = MediaType.read("application/graphql-response+json; charset=utf-8")
PLAIN = MediaType.read("application/json; charset=utf-8")
PARTIAL_SUCCESS = 294
NOT_EVEN_ASKED = ("BAD_REQUEST", "DOCUMENT_NOT_TRUSTED")
"""What is refused for how it comes, and not for what it asks: with its status to clients of old as well."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How a client is answered.

    `by_draft`: with the status codes of the draft, not those of the audits; `in_parts`: what is deferred comes
    after the rest.
    """

    media_type: MediaType
    by_draft: bool
    in_parts: bool = False

    @classmethod
    def to(cls, accept: Accept, *, by_draft: bool) -> Self | None:
        """As the client prefers; None if there is nothing that it accepts."""
        preferred = accept.prefers((MODERN, PLAIN) if by_draft else (PLAIN, MODERN))
        return cls(preferred, by_draft, wants_parts(accept, preferred)) if preferred else None

    def answer(self, answer: Answer, language: Language) -> Response:
        """An answer, with every character as it is. What is wrong with a question itself is told in English."""
        spoken = {"Content-Language": language if answer.executed else Language.EN}
        status = self._status(answer)
        content = json.dumps(answer.body(), ensure_ascii=False, separators=(",", ":"))
        return Response(content, status, {**HEADERS, **spoken, "Content-Type": str(self._type_of(status))})

    def malformed(self, malformed: Malformed) -> Response:
        """What is wrong with a request that is no question."""
        status = malformed.status if self.by_draft or malformed.status != 422 else 400
        return self.refusal(problem(status, "BAD_REQUEST", str(malformed), malformed.headers))

    def refusal(self, response: Response) -> Response:
        """A refusal is a GraphQL answer too, and comes in the same media type."""
        response.headers.update({**HEADERS, "Content-Type": str(self._type_of(response.status_code))})
        return response

    def _type_of(self, status: int) -> MediaType:
        """The draft has failures always say what they are, to clients of old as well."""
        return MODERN if self.by_draft and status >= 400 else self.media_type

    def _status(self, answer: Answer) -> int:
        if answer.executed:
            return PARTIAL_SUCCESS if answer.errors and self.media_type == MODERN else 200
        code = answer.errors[0]["extensions"]["code"]
        if self.by_draft:
            return 422 if answer.status == 400 and code != "GRAPHQL_PARSE_FAILED" else answer.status
        return answer.status if self.media_type == MODERN or code in NOT_EVEN_ASKED else 200
