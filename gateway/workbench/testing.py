"""Running the tests of a folder of rules: what the deciding table answers, beside what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gateway.authorization.breach import named
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.decision import Decision
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.opened import OpenedPolicy
from gateway.workbench.test_file import Case
from gateway.workbench.way import ways_to
from gateway.workbench.why import explained
from gateway.workbench.why_text import proof_tree

_ANY_DAY = date.min
"""Facts hold on the day that is meant; only functions with a begin and an end would need to know it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that does not hold: what was expected, what the rules say, and by which lines they come to it."""

    case: Case
    expected: str
    answered: str
    why: str

    @property
    def who(self) -> str:
        """The person, with what is said of them."""
        return f"{self.case.person.name}, {self.case.person.who}"

    @property
    def act(self) -> str:
        """What they ask for."""
        return named(self.case.right)


def failures(cases: Iterable[Case], opened: OpenedPolicy) -> tuple[Failure, ...]:
    """The cases to which the rules answer something else than the test expects."""
    return tuple(failure for case in cases if (failure := _failure(case, opened)))


def _failure(case: Case, opened: OpenedPolicy) -> Failure | None:
    if case.person.role:
        return _failure_of_role(case, case.person.role, opened)
    table, action = opened.policy.table, RIGHTS[case.right]
    decision = table.decide(action, case.person.candidates, _ANY_DAY, right=case.right)
    if _as_expected(case, decision):
        return None
    why = proof_tree(explained(opened, action, case.right, case.person.candidates, _ANY_DAY))
    return Failure(case, _expected(case), _answered(decision, case), why)


def _failure_of_role(case: Case, role: Role, opened: OpenedPolicy) -> Failure | None:
    allowed = opened.policy.grants(role, case.right)
    if allowed is case.expected.allowed:
        return None
    return Failure(case, _expected(case), "allowed" if allowed else "denied", _why_role(role, case.right, opened))


def _why_role(role: Role, right: Right, opened: OpenedPolicy) -> str:
    ways = ways_to(right, role, opened.rules)
    if ways:
        return "\n".join(f"{line.file}:{line.number}: {line.text.strip()}" for line in ways[0].lines)
    return f"no line grants {right.resource}, {right.verb} to {role}, or to a role that it includes"


def _as_expected(case: Case, decision: Decision) -> bool:
    expected = case.expected
    return (
        decision.allowed is expected.allowed
        and expected.reason in (None, decision.reason)
        and (expected.missing is None or expected.missing == frozenset(decision.missing))
    )


def _expected(case: Case) -> str:
    expected = case.expected
    told = ["allowed" if expected.allowed else "denied"]
    if expected.reason:
        told.append(expected.reason.name)
    if expected.missing is not None:
        told.append(_missing(expected.missing))
    return ", ".join(told)


def _answered(decision: Decision, case: Case) -> str:
    """The answer, as far as the test asks for it."""
    if decision.allowed or not decision.reason:
        return "allowed"
    told = ["denied", decision.reason.name]
    if case.expected.missing is not None:
        told.append(_missing(frozenset(decision.missing)))
    return ", ".join(told)


def _missing(facts: frozenset[Fact]) -> str:
    return f"missing {', '.join(fact for fact in Fact if fact in facts)}" if facts else "missing nothing"
