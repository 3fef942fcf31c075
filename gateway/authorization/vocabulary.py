"""The words that policy files may use, and what is answered to any other."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from gateway.authorization.policy_file import Line, Word, split
from gateway.authorization.problem import Problem
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Right, Role

Known = TypeVar("Known")

ROLES: Mapping[str, Role] = {role.value: role for role in Role}
FACTS: Mapping[str, Fact] = {fact.value: fact for fact in Fact}
RIGHTS: Mapping[Right, Action] = {right: action for action in Action for right in action.rights}
"""Every right that a policy can grant, and the action that needs it."""

_CONDITIONS = (
    (r"^(!|-|not\b)", "there is no not: facts are what must be true"),
    (r"\||\bor\b", "alternatives of a role are p2 lines of their own"),
    (r"\band\b|\+", "facts are joined by &"),
)

_VERBS = {
    resource: {right.verb: right for right in RIGHTS if right.resource == resource}
    for resource in {right.resource: None for right in RIGHTS}
}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word, or the two, that come closest, or lists them all if none is close."""
    words, lower = list(known), word.lower()
    begun = [known_word for known_word in words if known_word.startswith(lower)]
    close = [lower] if lower in words else begun[:2] or get_close_matches(lower, words, n=2, cutoff=0.7)
    if close:
        return f"did you mean {' or '.join(_quoted(close))}?"
    return f"known are {', '.join(words)}"


def find(kind: str, word: Word, known: Mapping[str, Known], line: Line, problems: list[Problem]) -> Known | None:
    """What a word stands for. A word that is not known, or missing, is named in `problems`."""
    if word.text in known:
        return known[word.text]
    if word.text:
        message = f'unknown {kind} "{word.text}"'
        problems.append(line.problem_with(word, message, did_you_mean(word.text, known)))
    else:
        problems.append(line.problem_with(word, f"no {kind} here", f"known are {', '.join(known)}"))
    return None


def find_right(resource: Word, verb: Word, line: Line, problems: list[Problem]) -> Right | None:
    """The right that a resource and a verb make."""
    verbs = find("resource", resource, _VERBS, line, problems)
    return find(f"verb of {resource.text}", verb, verbs, line, problems) if verbs else None


def find_facts(whole: Word, line: Line, problems: list[Problem]) -> frozenset[Fact] | None:
    """The facts that ``a & b & c`` asks for: each once, and `anyone`, which asks for nothing, only by itself."""
    words = split(whole, "&")
    facts = [_find_fact(word, line, problems) for word in words]
    found = frozenset(fact for fact in facts if fact)
    for position, word in enumerate(words):
        if facts[position] and facts[position] in facts[:position]:
            problems.append(line.problem_with(word, f'the fact "{word.text}" stands here twice', "take one out"))
        elif facts[position] is Fact.ANYONE and len(words) > 1:
            hint = "it is true of everybody, and stands alone"
            problems.append(line.problem_with(word, '"anyone" adds nothing to other facts', hint))
    return found if len(found) == len(words) else None


def _find_fact(word: Word, line: Line, problems: list[Problem]) -> Fact | None:
    """The fact that a word stands for. Who writes it as a condition of another language is told how it is said here."""
    for said, hint in _CONDITIONS:
        if re.search(said, word.text):
            problems.append(line.problem_with(word, f'unknown fact "{word.text}"', hint))
            return None
    return find("fact", word, FACTS, line, problems)


def _quoted(words: Iterable[str]) -> list[str]:
    return [f'"{word}"' for word in words]
