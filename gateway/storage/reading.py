"""What every query function needs: something that answers statements within one snapshot."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Executable, Row


class Reading(Protocol):
    """A transaction, seen by those who only read. Every answer is of the same snapshot."""

    async def rows(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement."""
        ...
