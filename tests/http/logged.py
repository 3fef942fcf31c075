"""What the gateway of a test logs, as a machine reads it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gateway.telemetry.logs import handler

Line = dict[str, Any]


class Log:
    """The lines that were logged up to now."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.text.splitlines()]

    def told(self, event: str) -> list[Line]:
        """The lines of one kind."""
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def logged() -> Iterator[Log]:
    """Everything that is logged meanwhile, from the finest level on, by everybody in this process but the client."""
    stream = io.StringIO()
    writing, root, gateway = handler("json", stream), logging.getLogger(), logging.getLogger("gateway")
    writing.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore", "websockets")))
    levels = root.level, gateway.level
    root.addHandler(writing)
    root.setLevel(logging.INFO)
    gateway.setLevel(logging.DEBUG)
    try:
        yield Log(stream)
    finally:
        root.removeHandler(writing)
        root.setLevel(levels[0])
        gateway.setLevel(levels[1])
