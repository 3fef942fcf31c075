"""The proof that the rules break no invariant, and that PyCasbin reads them as we do.

It works out every decision again, for every set of facts, directly from the parsed rules: without PyCasbin and
without the table. Nothing is sampled, so what passes is proved, and what fails comes with a counterexample.
"""

from collections.abc import Iterable, Iterator

from gateway.authorization.breach import Decisions, breaches, named, somebody
from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, facts_of, mask_of, smallest_first
from gateway.authorization.invariants import FLOOR, Invariant, Kind
from gateway.authorization.problem import Problem
from gateway.authorization.rules import Rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.rights import Right, Role

_EVERY_FACTS = tuple(frozenset(facts_of(mask)) for mask in smallest_first(ALL_MASKS))


def prove(rules: Rules, invariants: Iterable[Invariant], table: DecisionTable) -> list[Problem]:
    """Every breach of an invariant or of the floor, and where the table does not say what the rules say.

    Without a problem, what is proved of the rules holds for the table as well, since they agree on everything.
    """
    decisions = work_out(rules)
    rows = tuple(invariants)
    reserved = [row for row in (*rows, *FLOOR) if row.kind is Kind.ONLY]
    return [
        *breaches(reserved, rules, decisions),
        *_promised_yet_denied(rows, decisions),
        *_differences(rules, decisions, table),
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


def _promised_yet_denied(rows: tuple[Invariant, ...], decisions: Decisions) -> Iterator[Problem]:
    for always in rows:
        if always.kind is not Kind.ALWAYS or not always.line:
            continue
        denied = (f for f, rights in decisions.items() if always.satisfied_by(f) and always.right not in rights)
        facts = next(denied, None)
        if facts is not None:
            message = f"With these rules {somebody(facts)} may not {named(always.right)}."
            yield always.line.problem_with_all(message, "this line says that they always may")


def _differences(rules: Rules, decisions: Decisions, table: DecisionTable) -> Iterator[Problem]:
    """Where the table, which PyCasbin filled, says something else than the rules: the first such set of facts."""
    for facts, rights in decisions.items():
        held = table.held[mask_of(facts)]
        roles = {definition.role for definition in rules.definitions if definition.facts <= facts}
        granted = {right for right in RIGHTS if table.granted[right] & held}
        if rights != granted or roles != {role for role, bit in ROLE_BITS.items() if bit & held}:
            message = f"PyCasbin and the gateway do not agree on {somebody(facts)}."
            yield Problem("policy.csv", 1, 1, 0, "", message)
            return
