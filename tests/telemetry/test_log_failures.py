"""An exception in the log: its class and its place, but no message that may quote, and never a variable."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwt import decode
from pydantic import TypeAdapter
from test_log_lines import written

from gateway.telemetry.failure import MOST_FRAMES, Told, as_text, told

CANARY = "01031490179"


def caught(act: Callable[[], object]) -> BaseException:
    try:
        act()
    except BaseException as error:
        return error
    raise AssertionError("Nothing was raised.")


def raising(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def chained() -> None:
    try:
        int(f"{CANARY}x")
    except ValueError as error:
        raise KeyError(CANARY) from error


def noted() -> None:
    error = RuntimeError(CANARY)
    error.add_note(CANARY)
    raise error


QUOTING: dict[str, Callable[[], object]] = {
    "a number that is none": lambda: int(f"{CANARY}x"),
    "a key that is not there": lambda: {}[CANARY],
    "an attribute that is not there": lambda: getattr(object(), f"a{CANARY}"),
    "JSON": lambda: json.loads(f'{{"a": {CANARY}x'),
    "characters": lambda: f"{CANARY}é".encode("ascii"),
    "a file": lambda: Path(f"/nowhere/{CANARY}").read_text(),
    "a model": lambda: TypeAdapter(bool).validate_python(CANARY),
    "a token": lambda: decode(CANARY, "key"),
    "code": lambda: compile(f"{CANARY} x", CANARY, "eval"),
    "SQL": lambda: sqlite3.connect(":memory:").execute(f'SELECT "{CANARY}" FROM "{CANARY}"'),
    "a cause": chained,
    "a note": noted,
    "a group": raising(ExceptionGroup(CANARY, [ValueError(CANARY), ExceptionGroup(CANARY, [KeyError(CANARY)])])),
    "the end of a process": raising(SystemExit(CANARY)),
}


@pytest.mark.parametrize("quoting", QUOTING)
def test_a_message_that_quotes_what_was_typed_is_not_told(quoting: str) -> None:
    error = caught(QUOTING[quoting])
    chain = told(error)
    assert CANARY not in json.dumps(chain)
    assert CANARY not in as_text(chain)
    assert type(error).__name__ in chain[0]["type"]
    assert any("test_log_failures.py:" in place for place in chain[0]["at"])


@given(st.text(min_size=3).map(lambda text: f"canary{text}"))
def test_no_message_and_no_variable_is_told_whatever_it_is(typed: str) -> None:
    def act(token: str) -> None:
        held = token
        raise ValueError(held)

    chain = told(caught(lambda: act(typed)))
    assert "canary" not in json.dumps(chain, ensure_ascii=False).replace('f"canary{text}"', "")


def test_where_it_was_raised_is_told_with_the_line_of_code() -> None:
    [one] = told(caught(noted))
    assert one["type"] == "RuntimeError"
    assert one["at"][-1].endswith(" in noted: raise error")


def test_a_cause_comes_after_what_it_caused() -> None:
    assert [each["type"] for each in told(caught(chained))] == ["KeyError", "ValueError"]


def test_of_a_group_each_is_told() -> None:
    [group] = told(caught(QUOTING["a group"]))
    assert [[inner["type"] for inner in each] for each in group["of"]] == [["ValueError"], ["ExceptionGroup"]]
    assert as_text([group]).splitlines()[-1].strip() == "KeyError"


def test_what_went_on_without_end_is_told_in_short() -> None:
    def endless() -> None:
        endless()

    [one] = told(caught(endless))
    assert (one["type"], len(one["at"])) == ("RecursionError", MOST_FRAMES)


def lost(folder: Path) -> None:
    with sqlite3.connect(folder / "lost.sqlite") as connection:
        connection.execute("SELECT 1 FROM ebox")


def test_what_a_disk_or_the_database_says_of_itself_is_told(tmp_path: Path) -> None:
    assert told(caught(lambda: lost(tmp_path)))[0]["message"] == "no such table: ebox"
    assert told(OSError(28, "anything", CANARY))[0]["message"] == os.strerror(28)


def test_a_line_of_the_log_holds_the_failure_and_people_read_it_below(tmp_path: Path) -> None:
    error = caught(lambda: lost(tmp_path))
    line = json.loads(written("json", "Lost.", exc_info=error))
    shown: list[Told] = line["exception"]
    assert [(each["type"], each["message"]) for each in shown] == [("sqlite3.OperationalError", "no such table: ebox")]
    lines = written("console", "Lost.", exc_info=error).splitlines()
    assert lines[1] == "sqlite3.OperationalError: no such table: ebox"
    assert lines[-1].strip().endswith('in lost: connection.execute("SELECT 1 FROM ebox")')
