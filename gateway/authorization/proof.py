"""The proof that the rules break no invariant, and that PyCasbin reads them as we do.

It works out every decision again, for every set of facts, directly from the parsed rules: without PyCasbin and
without the table. Nothing is sampled, so what passes is proved, and what fails comes with a counterexample.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, facts_of, mask_of, smallest_first
from gateway.authorization.invariants import FLOOR, Facts, Invariant, Kind
from gateway.authorization.policy_file import Line
from gateway.authorization.problem import Problem
from gateway.authorization.rules import Definition, Grant, Inclusion, Rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role

_EVERY_FACTS = tuple(frozenset(facts_of(mask)) for mask in smallest_first(ALL_MASKS))

Decisions = Mapping[Facts, frozenset[Right]]
"""The rights of every set of facts, the small sets first, so that the first counterexample is a smallest one."""


def prove(rules: Rules, invariants: Iterable[Invariant], table: DecisionTable) -> list[Problem]:
    """Every breach of an invariant or of the floor, and every difference between the rules and the table."""
    decisions = work_out(rules)
    rows = tuple(invariants)
    return [
        *_forbidden_yet_allowed(rules, rows, decisions),
        *_promised_yet_denied(rows, decisions),
        *_differences(decisions, table),
    ]


def work_out(rules: Rules) -> Decisions:
    """Every decision of the rules, for each of the 2,048 sets of facts."""
    rights = {role: _rights_of(role, rules) for role in Role}
    decisions = {}
    for facts in _EVERY_FACTS:
        roles = {definition.role for definition in rules.definitions if definition.facts <= facts}
        decisions[facts] = frozenset[Right]().union(*(rights[role] for role in roles))
    return decisions


def _rights_of(role: Role, rules: Rules) -> frozenset[Right]:
    included = rules.included_in(role)
    return frozenset(grant.right for grant in rules.grants if grant.role in included)


class _Cause(NamedTuple):
    """How somebody comes to a right: by the line that makes them a role, and the one that gives it the right."""

    definition: Definition
    grant: Grant
    inclusion: Inclusion | None
    only: Invariant


def _forbidden_yet_allowed(rules: Rules, rows: tuple[Invariant, ...], decisions: Decisions) -> Iterator[Problem]:
    """One problem for each counterexample, naming all that it may and should not."""
    breaches: dict[tuple[Facts, Facts], dict[Right, _Cause]] = {}
    for only in (*rows, *FLOOR):
        if only.kind is Kind.ONLY:
            for facts, cause in _counterexamples(only, rules, decisions):
                lacking = min((needed - facts for needed in only.alternatives), key=len)
                breaches.setdefault((facts, lacking), {}).setdefault(only.right, cause)
    for (facts, lacking), causes in breaches.items():
        acts = _listed([_named(right) for right in causes])
        message = f"With these rules {_somebody(facts, lacking)} may {acts}."
        first = next(iter(causes.values()))
        suspect = first.grant if len(causes) == 1 else first.inclusion or first.definition
        yield suspect.line.problem_with_all(message, _trail(first))


def _counterexamples(only: Invariant, rules: Rules, decisions: Decisions) -> Iterator[tuple[Facts, _Cause]]:
    """For each line that gives the right to somebody who may not have it, the smallest set of facts that shows it."""
    ways = [
        _Cause(definition, grant, _inclusion(rules, definition.role, grant.role), only)
        for definition in rules.definitions
        for grant in rules.grants
        if grant.right == only.right and grant.role in rules.included_in(definition.role)
    ]
    shown: set[Line] = set()
    for facts, rights in decisions.items():
        if only.right in rights and not only.satisfied_by(facts):
            for cause in ways:
                if cause.definition.facts <= facts and cause.grant.line not in shown:
                    shown.add(cause.grant.line)
                    yield facts, cause


def _inclusion(rules: Rules, role: Role, included: Role) -> Inclusion | None:
    """The line by which a role comes to include another, or None if it is the same."""
    links = (link for link in rules.inclusions if link.role is role)
    return next((link for link in links if included in rules.included_in(link.included)), None)


def _trail(cause: _Cause) -> str:
    definition, grant, inclusion, only = cause
    steps = [f"line {definition.line.number} makes them {definition.role}"]
    if inclusion:
        steps.append(f"line {inclusion.line.number} lets {inclusion.role} include {inclusion.included}")
    steps.append(f"line {grant.line.number} lets {grant.role} {grant.right.verb}")
    law = only.line.place if only.line else "the gateway itself"
    return f"{', '.join(steps)}; {law} forbids it"


def _promised_yet_denied(rows: tuple[Invariant, ...], decisions: Decisions) -> Iterator[Problem]:
    for always in rows:
        if always.kind is not Kind.ALWAYS or not always.line:
            continue
        denied = (f for f, rights in decisions.items() if always.satisfied_by(f) and always.right not in rights)
        facts = next(denied, None)
        if facts is not None:
            message = f"With these rules {_somebody(facts, frozenset())} may not {_named(always.right)}."
            yield always.line.problem_with_all(message, "this line says that they always may")


def _differences(decisions: Decisions, table: DecisionTable) -> Iterator[Problem]:
    """Where the table, which PyCasbin filled, says something else than the rules: the first such set of facts."""
    for facts, rights in decisions.items():
        held = table.held[mask_of(facts)]
        if rights != {right for right in RIGHTS if table.granted[right] & held}:
            message = f"PyCasbin and the gateway do not agree on {_somebody(facts, frozenset())}."
            yield Problem("policy.csv", 1, 1, 0, "", message)
            return


def _somebody(facts: Facts, lacking: Facts) -> str:
    having = [fact.value for fact in Fact if fact in facts and fact is not Fact.ANYONE]
    without = [fact.value for fact in Fact if fact in lacking]
    person = f"a person with {_listed(having)}" if having else "anybody at all"
    return f"{person}, without {_listed(without)}," if without else person


def _named(right: Right) -> str:
    side = right.resource.partition("mandate_as_")[2]
    return f"{RIGHTS[right].name} as {side}" if side else RIGHTS[right].name


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
