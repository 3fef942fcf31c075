"""The log: JSON, one object a line, or lines for people on a terminal; the same for us and for all libraries.

Everybody logs with the standard library, and structlog writes the line. Figures and words that belong to a line come
as `extra=fields(…)`. What libraries say may quote what was sent to us, so that values are taken out of it.
"""

import json
import logging
import re
import sys
import threading
from typing import Any, TextIO

from opentelemetry.trace import get_current_span
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor

from gateway.telemetry.failure import as_text, told

OWN = "gateway"
TRUSTED = ("uvicorn", "alembic")
"""They say what they do, and of what was sent to us nothing; below INFO uvicorn shows every frame of a WebSocket."""
_VALUES = re.compile(r"""'.*?'|".*?"|\(.*\)|<.*>|\[.*\]|\{.*\}|%[\d.-]*\w|\d[\d\W_]{3,}\d|=.*|: .*""")

logger = logging.getLogger(__name__)


def set_up(form: str, level: str, stream: TextIO = sys.stderr) -> None:
    """Have everything that is logged in this process written so. `form`: json, console, or auto: what fits the stream.

    The level is that of the gateway; libraries are heard from INFO, or from WARNING if nobody vouches for them.
    """
    logging.basicConfig(handlers=[handler(form, stream)], level=logging.WARNING, force=True)
    # What cannot be logged is not printed either, with all that it consists of, by the standard library.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    least = logging.getLevelNamesMapping()[level.upper()]
    logging.getLogger(OWN).setLevel(least)
    for library in TRUSTED:
        logging.getLogger(library).setLevel(max(least, logging.INFO))
    sys.excepthook = lambda _kind, error, _at: _left_over(error)
    sys.unraisablehook = lambda left: _left_over(left.exc_value)
    threading.excepthook = lambda left: _left_over(left.exc_value)


def handler(form: str, stream: TextIO) -> logging.Handler:
    """What writes to a stream."""
    people = form == "console" or (form == "auto" and stream.isatty())
    writing = logging.StreamHandler(stream)
    writing.setFormatter(ProcessorFormatter(processors=_for_people(stream) if people else _for_machines()))
    return writing


def fields(**named: Any) -> dict[str, Any]:
    """What belongs to a line, apart from its words: given to the standard library as `extra`."""
    return {"fields": named}


def _for_machines() -> list[Processor]:
    return [*_common(), JSONRenderer(serializer=json.dumps, ensure_ascii=False)]


def _for_people(stream: TextIO) -> list[Processor]:
    return [*_common(), _failure_as_text, ConsoleRenderer(colors=stream.isatty(), sort_keys=False, pad_event_to=0)]


def _common() -> list[Processor]:
    return [TimeStamper("iso", utc=True), add_log_level, add_logger_name, _line]


def _line(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The line in its order: when, how grave, who, what; in which trace; what belongs to it; what went wrong."""
    record: logging.LogRecord = event["_record"]
    line = {name: event[name] for name in ("timestamp", "level", "logger")}
    ours = record.name.partition(".")[0] in (OWN, *TRUSTED)
    line["event"] = event["event"].strip() if ours else _harmless(str(record.msg))
    trace = get_current_span().get_span_context()
    if trace.is_valid:
        line |= {"trace_id": f"{trace.trace_id:032x}", "span_id": f"{trace.span_id:016x}"}
    line |= getattr(record, "fields", {})
    if failed := event.get("exc_info"):
        line["exception"] = told(failed[1])
    return line


def _harmless(template: str) -> str:
    """What another library says, without what it says it of: the first line, and nothing that may be a value."""
    return _VALUES.sub("…", template.partition("\n")[0])


def _failure_as_text(_logger: object, _method: str, line: EventDict) -> EventDict:
    if "exception" in line:
        line["exception"] = as_text(line["exception"])
    return line


def _left_over(error: BaseException | None) -> None:
    logger.error("An exception came where nobody waits for one.", exc_info=error)
