"""The tests of a folder of rules: people, what they ask for, and what is to be answered. Read strictly.

A word that is not known would be a test that is never run; so each is refused with its place, like one in the rules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.authorization.plain_file import UnfitFile, read_plain
from gateway.authorization.problem import PolicyRefused, Problem
from gateway.authorization.vocabulary import FACTS, ROLES
from gateway.domain.decision import DenialReason
from gateway.domain.facts import Fact
from gateway.domain.rights import Action, Right, Role
from gateway.domain.side import Side
from gateway.domain.standing import Candidate
from gateway.workbench.yaml_document import Items, Node, Place, Table, read_document
from gateway.workbench.yaml_words import fields_of, items_of, known_word, sentence_of, table_of, words_of

SHARED = "people.yaml"
"""The people of this file are known to every file beside it."""

ACTIONS: Mapping[str, Action] = {action.name: action for action in Action}
SIDES: Mapping[str, Side] = {side.value: side for side in Side}
REASONS: Mapping[str, DenialReason] = {
    reason.name: reason
    for reason in (
        DenialReason.NOT_AUTHENTICATED,
        DenialReason.ASSURANCE_TOO_LOW,
        DenialReason.NO_ROLE,
        DenialReason.NO_FUNCTION,
        DenialReason.FUNCTION_ENDED,
        DenialReason.FUNCTION_DOES_NOT_REPRESENT,
        DenialReason.NO_SIGNING_POWER,
        DenialReason.WRONG_PARTY,
    )
}
"""The reasons that follow from facts alone. The others depend on dates and on the state of the company."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with facts, one set a function; or with a role and nothing else, and then without candidates."""

    name: str
    who: str
    candidates: tuple[Candidate, ...]
    role: Role | None


@dataclass(frozen=True, slots=True)
class Expected:
    """The answer. `reason` and `missing` are None where the test does not say."""

    allowed: bool
    reason: DenialReason | None = None
    missing: frozenset[Fact] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One person who asks for one right, and the sentence that says why the answer is as it is."""

    place: Place
    because: str
    person: Person
    right: Right
    expected: Expected


def read_cases(files: Iterable[Path]) -> dict[str, tuple[Case, ...]]:
    """The cases of every file. Raises PolicyRefused with all that is wrong with any of them."""
    paths = tuple(files)
    problems: list[Problem] = []
    beside = {path.with_name(SHARED) for path in paths}
    shared = {path: _shared(path, problems) if path.is_file() else {} for path in beside}
    # Without these people, every test that asks about one of them would seem to be wrong.
    _refuse_if_any(problems)
    cases = {
        path.as_posix(): _read(path, shared[path.with_name(SHARED)], problems) for path in paths if path.name != SHARED
    }
    _refuse_if_any(problems)
    return cases


def _refuse_if_any(problems: list[Problem]) -> None:
    if problems:
        raise PolicyRefused(problems)


def _shared(path: Path, problems: list[Problem]) -> Mapping[str, Person]:
    root = _root(path, problems)
    if not root:
        return {}
    return _people(fields_of(root, ("people",), (), problems).get("people"), {}, problems)


def _read(path: Path, shared: Mapping[str, Person], problems: list[Problem]) -> tuple[Case, ...]:
    root = _root(path, problems)
    if not root:
        return ()
    fields = fields_of(root, ("tests",), ("people",), problems)
    people = {**shared, **_people(fields.get("people"), shared, problems)}
    tests = items_of(fields.get("tests"), "tests", problems)
    return tuple(case for test in tests for case in _cases(test, people, problems))


def _root(path: Path, problems: list[Problem]) -> Table | None:
    try:
        content = read_plain(path)
    except UnfitFile as unfit:
        problems.append(Problem(path.as_posix(), 1, 1, 0, "", unfit.message))
        return None
    except OSError:
        problems.append(Problem(path.as_posix(), 1, 1, 0, "", "this file cannot be read"))
        return None
    root = read_document(path.as_posix(), content, problems)
    return table_of(root, problems) if root else None


def _people(node: Node | None, taken: Mapping[str, Person], problems: list[Problem]) -> dict[str, Person]:
    table = table_of(node, problems) if node else None
    people = {}
    for key, value in table.rows if table else ():
        if not _NAME.fullmatch(key.text):
            problems.append(key.place.problem("this is no name", "names are of small letters, digits and underscores"))
        elif key.text in taken:
            problems.append(key.place.problem(f'"{key.text}" is known from {SHARED}', "choose another name"))
        elif described := table_of(value, problems):
            people[key.text] = _person(key.text, described, problems)
    return people


def _person(name: str, table: Table, problems: list[Problem]) -> Person:
    fields = fields_of(table, ("who",), ("facts", "role"), problems)
    if "facts" in fields and "role" in fields:
        problems.append(table.place.problem("facts and a role", "somebody is described by the one or the other"))
    elif "facts" not in fields and "role" not in fields:
        problems.append(table.place.problem("neither facts nor a role", 'write "facts: [...]" with all that is true'))
    role = known_word("role", fields.get("role"), ROLES, problems)
    sets = _sets(fields["facts"], problems) if "facts" in fields else ()
    candidates = tuple(Candidate(_facts(each, problems) | {Fact.ANYONE}) for each in sets)
    return Person(name, sentence_of(fields.get("who"), problems), candidates, role)


def _sets(node: Node, problems: list[Problem]) -> tuple[Node, ...]:
    """The sets of facts: one, or for somebody with several functions a list of them."""
    if not isinstance(node, Items) or not any(isinstance(item, Items) for item in node.items):
        return (node,)
    for item in node.items:
        if not isinstance(item, Items):
            hint = "a function is a list of its own, with all that is true of somebody by it"
            problems.append(item.place.problem("a fact beside lists of facts", hint))
    return node.items


def _facts(node: Node, problems: list[Problem]) -> frozenset[Fact]:
    facts = words_of("fact", node, FACTS, problems)
    if Fact.ANYONE in facts and len(facts) > 1:
        problems.append(node.place.problem('"anyone" adds nothing to other facts', "it is true of everybody"))
    return frozenset(facts)


def _cases(node: Node, people: Mapping[str, Person], problems: list[Problem]) -> Iterator[Case]:
    table = table_of(node, problems)
    if not table:
        return
    fields = fields_of(table, ("because", "action"), ("side", "allow", "deny"), problems)
    because = sentence_of(fields.get("because"), problems)
    rights = _rights(fields, problems)
    expected = [*_allowed(fields.get("allow"), people, problems), *_denied(fields.get("deny"), people, problems)]
    if "allow" not in fields and "deny" not in fields:
        problems.append(table.place.problem("nobody is asked for", 'write "allow: [...]", "deny: [...]" or both'))
    first: dict[str, Place] = {}
    for place, person, answer in expected:
        if person.name in first:
            where = f"line {first[person.name].line.number} asks for them already"
            problems.append(place.problem(f'"{person.name}" stands in this test twice', where))
        first.setdefault(person.name, place)
        yield from (Case(place, because, person, right, answer) for right in rights)


def _rights(fields: Mapping[str, Node], problems: list[Problem]) -> list[Right]:
    node, side = fields.get("action"), fields.get("side")
    actions = words_of("action", node, ACTIONS, problems) if node else []
    sides = words_of("side", side, SIDES, problems) if side else []
    for action in actions:
        if node and action.about_mandate and not side:
            hint = 'write "side: principal", "side: mandatary" or "side: [principal, mandatary]"'
            problems.append(node.place.problem(f"{action.name} is asked for a side", hint))
        elif side and not action.about_mandate:
            problems.append(side.place.problem(f"{action.name} has no sides", "only mandates have two sides"))
    return [
        right
        for action in actions
        for right in ([action.right_as(each) for each in sides] if action.about_mandate else action.rights)
    ]


_Answer = tuple[Place, Person, Expected]


def _allowed(node: Node | None, people: Mapping[str, Person], problems: list[Problem]) -> Iterator[_Answer]:
    for name in items_of(node, "allow", problems) if node else ():
        if person := known_word("person", name, people, problems):
            yield name.place, person, Expected(allowed=True)


def _denied(node: Node | None, people: Mapping[str, Person], problems: list[Problem]) -> Iterator[_Answer]:
    """Those who may not: their names in a list, or in a table that says also why not."""
    if not isinstance(node, Table):
        for name in items_of(node, "deny", problems) if node else ():
            if person := known_word("person", name, people, problems):
                yield name.place, person, Expected(allowed=False)
        return
    for key, value in node.rows:
        person = known_word("person", key, people, problems)
        table = table_of(value, problems)
        if not person or not table:
            continue
        fields = fields_of(table, (), ("reason", "missing"), problems)
        if fields and person.role:
            problems.append(key.place.problem(f'"{key.text}" is a role', "a reason is given to people with facts"))
        reason = known_word("reason", fields.get("reason"), REASONS, problems)
        missing = _missing(fields["missing"], problems) if "missing" in fields else None
        yield key.place, person, Expected(allowed=False, reason=reason, missing=missing)


def _missing(node: Node, problems: list[Problem]) -> frozenset[Fact]:
    """The facts that a denial names; whoever has no part in the company is told of none."""
    if isinstance(node, Items) and not node.items:
        return frozenset()
    return frozenset(words_of("fact", node, FACTS, problems))
