"""How lines of the log look, for machines and for people, whoever logs."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gateway.telemetry.logs import fields, handler
from gateway.telemetry.tracing import Tracing

REFUSED = "The policy files are refused.\npolicy.csv:3:4: no such role\n  p, persn, viewer, read\n     ^^^^^"


@contextmanager
def logging_to(stream: io.StringIO, form: str, name: str = "gateway.somewhere") -> Iterator[logging.Logger]:
    """A logger that writes to a stream, and to nothing else."""
    logger, writing = logging.getLogger(name), handler(form, stream)
    logger.addHandler(writing)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger
    logger.removeHandler(writing)
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def written(form: str, message: str, *args: object, name: str = "gateway.somewhere", **given: Any) -> str:
    stream = io.StringIO()
    with logging_to(stream, form, name) as logger:
        logger.warning(message, *args, **given)
    return stream.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_for_machines_is_one_json_object_however_many_lines_it_says() -> None:
    line = written("json", "%s", REFUSED, extra=fields(route="/graphql", cost=3, denied={"EBOX_READ:NO_ROLE": 2}))
    assert line.count("\n") == 1
    told = json.loads(line)
    when = told.pop("timestamp")
    assert when.endswith("Z") and "T" in when
    assert told == {
        "level": "warning",
        "logger": "gateway.somewhere",
        "event": REFUSED,
        "route": "/graphql",
        "cost": 3,
        "denied": {"EBOX_READ:NO_ROLE": 2},
    }


def test_accents_are_written_as_they_are() -> None:
    assert "Léa" in written("json", "Léa")


def test_a_line_for_people_shows_a_caret_where_it_belongs() -> None:
    line = written("console", REFUSED, extra=fields(cost=3))
    assert "policy.csv:3:4: no such role\n  p, persn, viewer, read\n     ^^^^^" in line
    assert "[warning" in line
    assert line.rstrip().endswith("cost=3")


@pytest.mark.parametrize(
    ("form", "stream", "colours", "machine"),
    [
        ("auto", Terminal(), True, False),
        ("auto", io.StringIO(), False, True),
        ("console", Terminal(), True, False),
        ("console", io.StringIO(), False, False),
        ("json", Terminal(), False, True),
        ("json", io.StringIO(), False, True),
    ],
    ids=["auto-terminal", "auto-pipe", "console-terminal", "console-pipe", "json-terminal", "json-pipe"],
)
def test_colours_are_for_terminals_and_json_is_for_pipes(
    form: str, stream: io.StringIO, colours: bool, machine: bool
) -> None:
    with logging_to(stream, form) as logger:
        logger.info("So it is.")
    line = stream.getvalue()
    assert ("\x1b[" in line, line.startswith("{")) == (colours, machine)


def test_a_line_says_its_trace_in_a_request_and_only_there() -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    with Tracing().begin_request({"traceparent": parent}, "POST"):
        inside = json.loads(written("json", "In it."))
    outside = json.loads(written("json", "Out of it."))
    assert inside["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert len(inside["span_id"]) == 16 and inside["span_id"] != "00f067aa0ba902b7"
    assert not {"trace_id", "span_id"} & outside.keys()


@pytest.mark.parametrize("name", ["gateway.http.observed", "uvicorn.error", "alembic.runtime.migration"])
def test_what_we_and_the_server_say_is_said_in_full(name: str) -> None:
    assert json.loads(written("json", "Running on %s (Press CTRL+C)\n", "http://[::1]:8000", name=name))["event"] == (
        "Running on http://[::1]:8000 (Press CTRL+C)"
    )


LIBRARIES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "a task": (
        "Task exception was never retrieved\nfuture: <Task E('canary')>",
        (),
        "Task exception was never retrieved",
    ),
    "a callback": ("Exception in callback P.data_received(b'canary')", (), "Exception in callback P.data_received…"),
    "a handle": ("Exception in <_Fd transport=<T canary> data='canary'>", (), "Exception in …"),
    "a warning": ("a.py:3: UserWarning: canary canary", (), "a.py:3…"),
    "values": ("Dropping %s of %.20r", ("canary", "canary"), "Dropping … of …"),
    "quotes": ("unknown claim 'canary' and \"canary\"", (), "unknown claim … and …"),
    "brackets": ("no such header [canary] {canary: 1}", (), "no such header … …"),
    "an assignment": ("value=canary, more", (), "value…"),
    "a number": ("number 01.03.14-901.79 is there", (), "number … is there"),
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_other_libraries_say_is_said_without_values(library: str) -> None:
    said, args, shown = LIBRARIES[library]
    assert json.loads(written("json", said, *args, name="library.part"))["event"] == shown
