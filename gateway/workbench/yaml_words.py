"""What may stand in a table of a YAML document: its keys, and words of a closed list. All else is a problem."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from gateway.authorization.problem import Problem, presentable
from gateway.authorization.vocabulary import did_you_mean
from gateway.workbench.yaml_document import Items, Node, Table, Text

Known = TypeVar("Known")


def fields_of(
    table: Table, needed: tuple[str, ...], other: tuple[str, ...], problems: list[Problem]
) -> dict[str, Node]:
    """The values by key. Keys that are not known, and needed ones that are not there, are problems."""
    known = {key: key for key in (*needed, *other)}
    fields = {key.text: value for key, value in table.rows if known_word("key", key, known, problems)}
    absent = [key for key in needed if key not in fields]
    problems.extend(table.place.problem(f'no "{key}" here', f"needed are {', '.join(needed)}") for key in absent)
    return fields


def table_of(node: Node, problems: list[Problem]) -> Table | None:
    """The table that is expected here."""
    if isinstance(node, Table):
        return node
    problems.append(node.place.problem("no table here", 'write "key: value"'))
    return None


def items_of(node: Node | None, key: str, problems: list[Problem]) -> tuple[Node, ...]:
    """The items of the list that is expected under a key, one at least."""
    if isinstance(node, Items) and node.items:
        return node.items
    if node:
        problems.append(node.place.problem(f'"{key}" is a list with something in it', f'write "{key}: [...]"'))
    return ()


def sentence_of(node: Node | None, problems: list[Problem]) -> str:
    """The sentence that is expected here, fit for a terminal."""
    if isinstance(node, Text) and node.text:
        return presentable(node.text)
    if node:
        problems.append(node.place.problem("no sentence here", "say it in words"))
    return ""


def words_of(kind: str, node: Node, known: Mapping[str, Known], problems: list[Problem]) -> list[Known]:
    """What one word, or each word of a list, stands for, each once."""
    words = (node,) if isinstance(node, Text) else items_of(node, kind, problems)
    found: dict[str, Known] = {}
    for word in words:
        value = known_word(kind, word, known, problems)
        if isinstance(word, Text) and word.text in found:
            problems.append(word.place.problem(f'the {kind} "{word.text}" stands here twice', "take one out"))
        elif isinstance(word, Text) and value is not None:
            found[word.text] = value
    return list(found.values())


def known_word(kind: str, node: Node | None, known: Mapping[str, Known], problems: list[Problem]) -> Known | None:
    """What the one word that is expected here stands for."""
    if node is None:
        return None
    if isinstance(node, Text) and node.text in known:
        return known[node.text]
    if isinstance(node, Text) and node.text:
        problems.append(node.place.problem(f'unknown {kind} "{node.text}"', _hint(node.text, known)))
    else:
        problems.append(node.place.problem(f"no {kind} here", _hint("", known)))
    return None


def _hint(word: str, known: Iterable[str]) -> str:
    """Did you mean: actions and reasons, which are written in capitals, are compared in small letters."""
    words = list(known)
    if not words:
        return "none is known"
    capitals = all(each.isupper() for each in words)
    hint = did_you_mean(word, [each.lower() for each in words]) if word else f"known are {', '.join(words)}"
    return re.sub(r"[a-z]+(_[a-z]+)+", lambda found: found[0].upper(), hint) if capitals else hint
