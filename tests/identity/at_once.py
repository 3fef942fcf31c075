"""Identifying somebody by a key that is known waits for nothing: not for a turn of the loop, a lock or a task."""

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def at_once(identifying: Coroutine[Any, Any, T]) -> T:
    """What comes of it, without a loop."""
    try:
        identifying.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise AssertionError("It waits.")
