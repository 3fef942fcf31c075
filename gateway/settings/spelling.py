"""How lists and JSON are spelled in a variable. What cannot be read is told by place, never by content."""

import json


def between_commas(value: object) -> object:
    """The parts of a text; what is no text is left as it is."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def from_json(value: object) -> object:
    """What a text in JSON says, no name twice; what is no text is left as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, object_pairs_hook=_each_once)
    except json.JSONDecodeError as wrong:
        raise ValueError(f"this is no JSON, from line {wrong.lineno}, column {wrong.colno} on") from None
    except RecursionError:
        raise ValueError("this is JSON with too much inside one another") from None


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has one name twice")
    return made
