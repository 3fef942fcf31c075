"""The statements of a trace: what the database was asked, and never with which values."""

import re
from functools import lru_cache
from types import TracebackType
from typing import Protocol

from opentelemetry.trace import SpanKind, Tracer

from gateway.telemetry.spans import Nothing, Recorded, Span, recorded_by

_STATEMENT = re.compile(r"\s*(\w+)(?:(?<=UPDATE)|.*?\b(?:FROM|INTO))\s+([\w.]+)", re.DOTALL)


class StatementSpan(Span, Protocol):
    """The span of a statement."""

    def sent(self, text: str) -> None:
        """Say what the database was sent: with placeholders, where the values are that go with it."""


class _Unrecorded(Nothing):
    def sent(self, text: str) -> None:
        pass


_UNRECORDED = _Unrecorded()


class _Recorded(Recorded):
    __slots__ = ("_sent", "_statement")

    def __init__(self, tracer: Tracer, statement: object) -> None:
        super().__init__(tracer, "statement", SpanKind.CLIENT, {"db.system.name": "sqlite"})
        self._statement = statement
        self._sent = False

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self._sent:
            self.sent(str(self._statement))
        super().__exit__(kind, error, at)

    def sent(self, text: str) -> None:
        summary = statement_summary(text)
        self._sent = True
        self._span.update_name(summary)
        self._span.set_attributes({"db.query.summary": summary, "db.query.text": text})


def statement_span(statement: object) -> StatementSpan:
    """A statement. What `str` makes of it is its text too, but takes long: that is for one that was not sent."""
    tracer = recorded_by.get()
    return _Recorded(tracer, statement) if tracer else _UNRECORDED


@lru_cache(512)
def statement_summary(text: str) -> str:
    """What a statement does, and to which table first; one that begins with a common table is taken to read."""
    found = _STATEMENT.match(text)
    if found is None:
        return text.partition(" ")[0]
    return f"{'SELECT' if found[1] == 'WITH' else found[1]} {found[2]}"
