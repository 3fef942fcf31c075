"""Who may do what they must not, by which lines of the rules, as a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gateway.authorization.invariants import Facts, Invariant
from gateway.authorization.policy_file import Line
from gateway.authorization.problem import Problem
from gateway.authorization.rules import Definition, Grant, Inclusion, Rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role

Decisions = Mapping[Facts, frozenset[Right]]
"""The rights of every set of facts, the small sets first, so that the first counterexample is a smallest one."""


class _Breach(NamedTuple):
    """Somebody with these facts has the right, which `only` reserves: made a role here, given the right there."""

    only: Invariant
    facts: Facts
    definition: Definition
    inclusion: Inclusion | None
    grant: Grant

    @property
    def lacking(self) -> Facts:
        return min((needed - self.facts for needed in self.only.alternatives), key=len)


def breaches(reserved: Sequence[Invariant], rules: Rules, decisions: Decisions) -> Iterator[Problem]:
    """A problem for each line that lets somebody do what is reserved for others, naming all that it lets them do."""
    found = [breach for only in reserved for breach in _breaches(only, rules, decisions)]
    grouped: dict[tuple[Line, Facts, Facts], dict[Right, _Breach]] = {}
    for breach in found:
        line = _suspect(breach, found, {only.right for only in reserved}, rules)
        grouped.setdefault((line, breach.facts, breach.lacking), {}).setdefault(breach.only.right, breach)
    for (line, facts, lacking), by_right in grouped.items():
        acts = _listed([named(right) for right in by_right])
        message = f"With these rules {somebody(facts, lacking)} may {acts}."
        yield line.problem_with_all(message, _trail(next(iter(by_right.values()))))


def somebody(facts: Facts, lacking: Facts = frozenset()) -> str:
    """Whoever these facts are true of, and those are not."""
    having = [fact.value for fact in Fact if fact in facts and fact is not Fact.ANYONE]
    without = [fact.value for fact in Fact if fact in lacking]
    person = f"a person with {_listed(having)}" if having else "anybody at all"
    return f"{person}, without {_listed(without)}," if without else person


def named(right: Right) -> str:
    """The right as an action, with the side if it is a mandate's."""
    side = right.resource.partition("mandate_as_")[2]
    return f"{RIGHTS[right].name} as {side}" if side else RIGHTS[right].name


def _breaches(only: Invariant, rules: Rules, decisions: Decisions) -> Iterator[_Breach]:
    """For each way to come to the right that should not be, the smallest set of facts that shows it.

    Who only includes a role that was shown already is not shown again: the fault is not theirs.
    """
    shown: set[tuple[Line | None, Line]] = set()
    ways = list(_ways_to(only.right, rules))
    for facts, rights in decisions.items():
        if only.right in rights and not only.satisfied_by(facts):
            for definition, inclusion, grant in ways:
                way = (None if inclusion else definition.line, grant.line)
                if definition.facts <= facts and way not in shown:
                    shown |= {way, (None, grant.line)}
                    yield _Breach(only, facts, definition, inclusion, grant)


def _ways_to(right: Right, rules: Rules) -> Iterator[tuple[Definition, Inclusion | None, Grant]]:
    for definition in rules.definitions:
        for grant in rules.grants:
            if grant.right == right and grant.role in rules.included_in(definition.role):
                yield definition, _inclusion(rules, definition.role, grant.role), grant


def _inclusion(rules: Rules, role: Role, included: Role) -> Inclusion | None:
    """The line by which a role comes to include another, or None if it is the same."""
    links = (link for link in rules.inclusions if link.role is role)
    return next((link for link in links if included in rules.included_in(link.included)), None)


def _suspect(breach: _Breach, found: Iterable[_Breach], reserved: set[Right], rules: Rules) -> Line:
    """The line most likely to be wrong.

    That which makes the role, if all that is reserved and given to the role is broken by it; or that which includes
    the role, if more than one right is broken by that; else that which gives the right.
    """
    definition, inclusion = breach.definition, breach.inclusion
    alike = {b.grant.right for b in found if (b.definition, b.inclusion) == (definition, inclusion)}
    if len(alike) == 1:
        return breach.grant.line
    if inclusion:
        return inclusion.line
    given = {grant.right for grant in rules.grants if grant.role is definition.role and grant.right in reserved}
    return definition.line if alike == given else breach.grant.line


def _trail(breach: _Breach) -> str:
    only, _, definition, inclusion, grant = breach
    steps = [f"line {definition.line.number} makes them {definition.role}"]
    if inclusion:
        steps.append(f"line {inclusion.line.number} lets {inclusion.role} include {inclusion.included}")
    steps.append(f"line {grant.line.number} lets {grant.role} {grant.right.verb}")
    law = only.line.place if only.line else "the gateway itself"
    return f"{', '.join(steps)}; {law} forbids it"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
