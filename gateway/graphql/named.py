"""Documents asked by an id instead of their text: those trusted beforehand, and those that somebody has sent before.

Three ways lead here: `documentId` of the specification GraphQL over HTTP, `extensions.persistedQuery` of Apollo's
clients with the text (which is then kept under its hash), and the same without.
"""

import re
from typing import Any

from gateway.graphql.question import Question
from gateway.graphql.recent import Recent
from gateway.graphql.trusted import Mode, Trusted, hash_of
from gateway.graphql.unfit import Unfit

MOST_KEPT = 1_000
MOST_BYTES = 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Named:
    """Finds the text of a question. What was sent is known to this process alone, as long as there is room for it."""

    def __init__(self, trusted: Trusted) -> None:
        self._trusted = trusted
        self._sent: Recent[str, str] = Recent(MOST_KEPT, MOST_BYTES)

    def text_of(self, question: Question) -> str:
        """The document that a question asks by its text or by an id. Raises Unfit."""
        sent_hash = _sent_hash(question)
        if question.text is None:
            return self._known(question.document_id, sent_hash)
        if question.document_id is not None:
            raise Unfit.saying("BAD_REQUEST", "A request has a query or a documentId, not both.")
        if sent_hash is not None and sent_hash != hash_of(question.text):
            raise Unfit.saying("BAD_REQUEST", "The sha256Hash is not that of the query.")
        if not self._trusted.admits(question.text):
            raise Unfit.saying("DOCUMENT_NOT_TRUSTED", "Only documents that the gateway knows are answered.", 403)
        return question.text

    def keep(self, question: Question) -> None:
        """Keep a document that proved to be valid, if it was sent to be kept."""
        if question.text is not None and _sent_hash(question) and self._trusted.mode is not Mode.ONLY:
            self._sent.keep(hash_of(question.text), question.text, len(question.text.encode()))

    def _known(self, document_id: str | None, sent_hash: str | None) -> str:
        key = sent_hash if document_id is None else document_id
        if key is None:
            raise Unfit.saying("BAD_REQUEST", "A request has a query, or the id of a document.")
        found = self._trusted.find(key) or (self._sent.get(key) if key == sent_hash else None)
        if found is not None:
            return found
        # The messages are part of Apollo's protocol: its clients answer to them by sending the text.
        if self._trusted.mode is Mode.ONLY or (document_id is not None and self._trusted.mode is Mode.OFF):
            raise Unfit.saying("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
        raise Unfit.saying("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", 404)


def _sent_hash(question: Question) -> str | None:
    """The hash by which one of Apollo's clients names a document, if it does."""
    given: Any = question.extensions.get("persistedQuery")
    if given is None:
        return None
    named = given.get("sha256Hash") if isinstance(given, dict) and given.get("version") == 1 else None
    if not isinstance(named, str) or not _SHA256.fullmatch(named):
        raise Unfit.saying("BAD_REQUEST", "A persistedQuery has version 1 and a sha256Hash of 64 hexadecimal digits.")
    return named
