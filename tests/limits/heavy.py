"""Statements on which SQLite would work for minutes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

HEAVY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) SELECT count(*) AS id FROM n"
)


@contextmanager
def heavy(*beginnings: str) -> Iterator[None]:
    """Make statements heavy that hold one of these texts, for as long as this lasts."""

    def instead(
        _connection: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> tuple[str, object]:
        return (HEAVY, ()) if any(text in statement for text in beginnings) else (statement, parameters)

    event.listen(Engine, "before_cursor_execute", instead, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", instead)
