"""The rules of policy.csv: what makes a role, which role includes another, what a role may do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gateway.authorization.policy_file import Line, Word, check_columns, read_rules
from gateway.authorization.problem import Problem
from gateway.authorization.vocabulary import ROLES, find, find_facts, find_right
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """``p, role, resource, verb``: the role has the right."""

    role: Role
    right: Right
    line: Line


@dataclass(frozen=True, slots=True)
class Definition:
    """``p2, role, facts``: whoever all these facts are true of has the role. Several lines are alternatives."""

    role: Role
    facts: frozenset[Fact]
    line: Line


@dataclass(frozen=True, slots=True)
class Inclusion:
    """``g, role, included``: the role has every right of the one that it includes."""

    role: Role
    included: Role
    line: Line


Rule = Grant | Definition | Inclusion


@dataclass(frozen=True, slots=True)
class Rules:
    """All the rules of a policy, each kind in the order of the file."""

    grants: tuple[Grant, ...]
    definitions: tuple[Definition, ...]
    inclusions: tuple[Inclusion, ...]

    @property
    def lines(self) -> list[Line]:
        """The lines that hold a rule."""
        rules: list[Rule] = [*self.grants, *self.definitions, *self.inclusions]
        return [rule.line for rule in rules]

    def included_in(self, role: Role) -> frozenset[Role]:
        """The role itself and every role that it includes, directly or not."""
        return _reached(role, self.inclusions)


def parse_rules(file: str, content: bytes, problems: list[Problem]) -> Rules:
    """Read policy.csv. Rules that are wrong are left out, and named in `problems`."""
    rules = [rule for line in read_rules(file, content, problems) if (rule := _parse(line, problems))]
    problems.extend(_repeated(rules))
    problems.extend(_circles(rules))
    return Rules(
        tuple(rule for rule in rules if isinstance(rule, Grant)),
        tuple(rule for rule in rules if isinstance(rule, Definition)),
        tuple(rule for rule in rules if isinstance(rule, Inclusion)),
    )


def _parse(line: Line, problems: list[Problem]) -> Rule | None:
    words = line.words()
    kind = find("kind of rule", words[0], _KINDS, line, problems)
    if not kind:
        return None
    columns, parse = kind
    return parse(line, words, problems) if check_columns(line, words, columns, problems) else None


def _parse_grant(line: Line, words: list[Word], problems: list[Problem]) -> Grant | None:
    role = find("role", words[1], ROLES, line, problems)
    right = find_right(words[2], words[3], line, problems)
    return Grant(role, right, line) if role and right else None


def _parse_definition(line: Line, words: list[Word], problems: list[Problem]) -> Definition | None:
    role = find("role", words[1], ROLES, line, problems)
    facts = find_facts(words[2], line, problems)
    if role is Role.PUBLIC and facts and facts != {Fact.ANYONE}:
        problems.append(line.problem_with(words[2], "everybody is the public", 'write "anyone"'))
    return Definition(role, facts, line) if role and facts else None


def _parse_inclusion(line: Line, words: list[Word], problems: list[Problem]) -> Inclusion | None:
    role = find("role", words[1], ROLES, line, problems)
    included = find("role", words[2], ROLES, line, problems)
    if role is Role.PUBLIC and included:
        hint = "the role that includes the other stands first"
        problems.append(line.problem_with(words[1], "the public, which is everybody, includes no role", hint))
        return None
    return Inclusion(role, included, line) if role and included else None


_KINDS: dict[str, tuple[str, Callable[[Line, list[Word], list[Problem]], Rule | None]]] = {
    "p": ("p, role, resource, verb", _parse_grant),
    "p2": ("p2, role, facts", _parse_definition),
    "g": ("g, role, included role", _parse_inclusion),
}


def _repeated(rules: Iterable[Rule]) -> Iterator[Problem]:
    first: dict[object, Line] = {}
    for rule in rules:
        match rule:
            case Grant(role, right):
                meaning: object = (role, right)
            case Definition(role, facts):
                meaning = (role, facts)
            case Inclusion(role, included):
                meaning = (role, included)
        if meaning in first:
            yield rule.line.problem_with_all(f"this rule stands already in line {first[meaning].number}")
        else:
            first[meaning] = rule.line


def _circles(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Inclusions that close a circle, each at the line that closes it."""
    accepted: list[Inclusion] = []
    for rule in rules:
        if not isinstance(rule, Inclusion):
            continue
        if rule.role in _reached(rule.included, accepted):
            hint = "the role that includes the other stands first, and includes no role that includes it"
            yield rule.line.problem_with(rule.line.words()[2], f'"{rule.role}" would include itself', hint)
        else:
            accepted.append(rule)


def _reached(role: Role, inclusions: Iterable[Inclusion]) -> frozenset[Role]:
    links = list(inclusions)
    reached = {role}
    waiting = [role]
    while waiting:
        here = waiting.pop()
        further = {link.included for link in links if link.role is here} - reached
        reached |= further
        waiting.extend(further)
    return frozenset(reached)
