"""What no test needs: rules that could be taken out, and facts that need not be asked for, and every test would hold.

Each line is taken out in turn, and each fact of each definition. Where no test is answered otherwise then, nobody
would notice the mistake of taking it out. Only whether it is allowed counts, not the reason that is given.

The answers are worked out from the parsed rules alone: PyCasbin was proved to agree with them, and is not asked again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gateway.authorization.policy_file import Word, split
from gateway.authorization.problem import Problem
from gateway.authorization.rules import Definition, Rule, Rules
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.superfluous import rights_of_roles
from gateway.workbench.test_file import Case, Person

_Asked = tuple[Person, Right]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many lines and facts there are, and those of which no test depends on any, in the order of the file."""

    lines: int
    facts: int
    not_needed: tuple[Problem, ...]

    @property
    def all(self) -> int:
        """Everything that a test can depend on."""
        return self.lines + self.facts

    @property
    def needed(self) -> int:
        """How much of it a test does depend on."""
        return self.all - len(self.not_needed)

    @property
    def percent(self) -> float:
        """The part that is needed, rounded down to a tenth: only all of it is 100."""
        return 1000 * self.needed // self.all / 10 if self.all else 100.0


def coverage(rules: Rules, cases: Iterable[Case]) -> Coverage:
    """On what of the rules the cases depend."""
    asked = tuple(dict.fromkeys((case.person, case.right) for case in cases))
    before = answers(rules, asked)
    every: list[Rule] = [*rules.grants, *rules.definitions, *rules.inclusions]
    facts = [(definition, word, fact) for definition in rules.definitions for word, fact in _asked_for(definition)]
    not_needed = [_line_problem(rule) for rule in every if answers(_without(rule, rules), asked) == before]
    for definition, word, fact in facts:
        if answers(_widened(definition, fact, rules), asked) == before:
            hint = f'nobody is tested who would be {definition.role} if not for "{fact}"'
            not_needed.append(definition.line.problem_with(word, "no test needs this fact", hint))
    return Coverage(len(every), len(facts), tuple(sorted(not_needed, key=lambda found: (found.line, found.column))))


def answers(rules: Rules, asked: Iterable[_Asked]) -> tuple[bool, ...]:
    """Whether each of the people may what they are asked about."""
    rights = rights_of_roles(rules)
    people = dict.fromkeys(person for person, _ in asked)
    may = {person: frozenset[Right]().union(*(rights[role] for role in _roles(person, rules))) for person in people}
    return tuple(right in may[person] for person, right in asked)


def _roles(person: Person, rules: Rules) -> frozenset[Role]:
    if person.role:
        return frozenset({person.role})
    held = (d.role for d in rules.definitions if any(d.facts <= candidate.facts for candidate in person.candidates))
    return frozenset(held)


def _without(rule: Rule, rules: Rules) -> Rules:
    return Rules(
        tuple(grant for grant in rules.grants if grant is not rule),
        tuple(definition for definition in rules.definitions if definition is not rule),
        tuple(inclusion for inclusion in rules.inclusions if inclusion is not rule),
    )


def _widened(definition: Definition, fact: Fact, rules: Rules) -> Rules:
    """The rules with one fact less to ask for."""
    wider = replace(definition, facts=definition.facts - {fact})
    return replace(rules, definitions=tuple(wider if each is definition else each for each in rules.definitions))


def _asked_for(definition: Definition) -> Iterator[tuple[Word, Fact]]:
    """The facts of a definition, as they are written. What is true of anyone is not asked for."""
    words = split(definition.line.words()[2], "&")
    return ((word, Fact(word.text)) for word in words if word.text != Fact.ANYONE)


def _line_problem(rule: Rule) -> Problem:
    return rule.line.problem_with_all("no test needs this line", "every test is answered alike without it")
