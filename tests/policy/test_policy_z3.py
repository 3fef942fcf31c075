"""A second opinion on the law: Z3 proves from the parsed rules what the gateway proves over every set of facts.

Facts are symbols here, and nothing is enumerated: Z3 is asked for anybody who breaks a statement, and finds nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.authorization.casbin_engine import ask_everything, load_rules
from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, mask_of
from gateway.authorization.invariants import FLOOR, Invariant, Kind, parse_invariants
from gateway.authorization.policy import read_files, shipped_policies
from gateway.authorization.problem import Problem
from gateway.authorization.proof import prove, work_out
from gateway.authorization.rules import Rules, parse_rules
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role

z3 = pytest.importorskip("z3", reason="the second opinion is Z3's: pip install z3-solver")

SHIPPED = read_files(shipped_policies()).contents
POLICY = SHIPPED["policy.csv"].decode()
SYMBOLS = {fact: z3.Bool(fact.value) for fact in Fact}

LAW = frozenset(
    {
        Fact.AUTHENTICATED,
        Fact.HIGH_ASSURANCE,
        Fact.REGISTERED_IN_STATUTES,
        Fact.MANDATE_ACTIVE,
        Fact.FUNCTION_REPRESENTS,
        Fact.SIGNING_POWER,
    }
)
MISSION = (
    Right("manager", "designate"),
    Right("manager", "replace"),
    Right("mandate_as_principal", "draft"),
    Right("mandate_as_principal", "withdraw"),
    Right("mandate_as_principal", "sign"),
    Right("mandate_as_principal", "refuse"),
    Right("mandate_as_principal", "amend"),
    Right("mandate_as_principal", "end"),
    Right("mandate_as_mandatary", "sign"),
    Right("mandate_as_mandatary", "refuse"),
    Right("mandate_as_mandatary", "amend"),
    Right("mandate_as_mandatary", "end"),
    Right("ebox", "activate"),
    Right("account", "request_closure"),
    Right("account", "cancel_closure"),
)
"""What only a legal representative may, and what a legal representative always may."""

Formula = z3.BoolRef


def all_of(facts: Iterable[Fact]) -> Formula:
    return z3.And(*(SYMBOLS[fact] for fact in facts))


@dataclass(frozen=True)
class Symbolic:
    """What parsed rules say, as formulas over the facts. Nothing of the gateway's own reasoning is used."""

    rules: Rules

    def made(self, role: Role) -> Formula:
        """The facts make somebody this role."""
        return z3.Or(*(all_of(rule.facts) for rule in self.rules.definitions if rule.role is role))

    def acts_as(self, role: Role) -> Formula:
        """Somebody is this role, or one that includes it."""
        above = (self.acts_as(rule.role) for rule in self.rules.inclusions if rule.included is role)
        return z3.Or(self.made(role), *above)

    def may(self, right: Right) -> Formula:
        return z3.Or(*(self.acts_as(rule.role) for rule in self.rules.grants if rule.right == right))


def counterexample(statement: Formula) -> frozenset[Fact] | None:
    """The facts of somebody for whom the statement is not true; None if it is true of everybody."""
    solver = z3.Solver()
    solver.add(z3.Not(statement))
    verdict = solver.check()
    if verdict == z3.unsat:
        return None
    assert verdict == z3.sat
    model = solver.model()
    return frozenset(fact for fact, symbol in SYMBOLS.items() if z3.is_true(model.eval(symbol, model_completion=True)))


def stated(invariant: Invariant, may: Formula) -> Formula:
    """What an invariant says about whoever may."""
    having = z3.Or(*(all_of(facts) for facts in invariant.alternatives))
    return z3.Implies(may, having) if invariant.kind is Kind.ONLY else z3.Implies(having, may)


def by_masks(masks: frozenset[int]) -> Formula:
    """A formula that is true of these sets of facts and no others: a decision on one fact after the other."""

    @cache
    def decided(position: int, true_of: frozenset[int]) -> Formula:
        if not true_of:
            return z3.BoolVal(False)
        if len(true_of) == 1 << (len(facts) - position):
            return z3.BoolVal(True)
        without = frozenset(mask >> 1 for mask in true_of if not mask & 1)
        having = frozenset(mask >> 1 for mask in true_of if mask & 1)
        return z3.If(SYMBOLS[facts[position]], decided(position + 1, having), decided(position + 1, without))

    facts = list(Fact)
    return decided(0, masks)


def allowed_masks(table: DecisionTable, right: Right) -> frozenset[int]:
    return frozenset(mask for mask in ALL_MASKS if table.held[mask] & table.granted[right])


def parsed(text: str) -> Rules:
    problems: list[Problem] = []
    rules = parse_rules("policy.csv", text.encode(), problems)
    assert not problems, problems
    return rules


def table_of(text: str) -> DecisionTable:
    return ask_everything(load_rules(text.encode()))


def rows(content: bytes) -> tuple[Invariant, ...]:
    problems: list[Problem] = []
    found = parse_invariants("invariants.csv", content, problems)
    assert not problems, problems
    return found


INVARIANTS = rows(SHIPPED["invariants.csv"])
RULES = Symbolic(parsed(POLICY))
TABLE = table_of(POLICY)


def named(invariant: Invariant) -> str:
    return f"{invariant.kind} {' '.join(invariant.right)}"


# The shipped rules.


@pytest.mark.parametrize("invariant", [*INVARIANTS, *FLOOR], ids=named)
def test_the_shipped_rules_keep_every_invariant(invariant: Invariant) -> None:
    assert counterexample(stated(invariant, RULES.may(invariant.right))) is None


@pytest.mark.parametrize("right", MISSION, ids=" ".join)
def test_whoever_may_is_a_legal_representative_and_a_legal_representative_may(right: Right) -> None:
    assert counterexample(RULES.may(right) == all_of(LAW)) is None


@pytest.mark.parametrize("right", [Right("company", "read"), Right("representatives", "read")], ids=" ".join)
def test_the_public_search_is_open_to_everybody(right: Right) -> None:
    assert counterexample(z3.Implies(SYMBOLS[Fact.ANYONE], RULES.may(right))) is None


@pytest.mark.parametrize("right", RIGHTS, ids=" ".join)
def test_the_table_says_of_every_right_what_the_rules_say(right: Right) -> None:
    assert counterexample(RULES.may(right) == by_masks(allowed_masks(TABLE, right))) is None


@pytest.mark.parametrize("role", Role)
def test_the_table_says_of_every_role_what_the_rules_say(role: Role) -> None:
    held = frozenset(mask for mask in ALL_MASKS if TABLE.held[mask] & ROLE_BITS[role])
    assert counterexample(RULES.made(role) == by_masks(held)) is None


def test_one_answer_that_is_wrong_in_the_table_is_found_by_the_facts_that_it_is_wrong_for() -> None:
    right, facts = Right("ebox", "activate"), frozenset({Fact.ANYONE, Fact.DESIGNATED, Fact.OFFICER})
    wrong = allowed_masks(TABLE, right) ^ {mask_of(facts)}
    assert counterexample(RULES.may(right) == by_masks(wrong)) == facts


# The invariants, whatever the rules: `may` stands for any answer at all.


@pytest.mark.parametrize("right", MISSION, ids=" ".join)
def test_the_shipped_invariants_leave_one_answer_only(right: Right) -> None:
    may = z3.Bool("may")
    kept = z3.And(*(stated(row, may) for row in INVARIANTS if row.right == right))
    assert counterexample(z3.Implies(kept, may == all_of(LAW))) is None


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("right", MISSION, ids=" ".join)
def test_neither_direction_of_the_rule_follows_from_the_other(right: Right, kind: Kind) -> None:
    """So that the test above does not pass because somebody wrote the one where the other was meant."""
    may = z3.Bool("may")
    kept = z3.And(*(stated(row, may) for row in INVARIANTS if row.right == right and row.kind is not kind))
    assert counterexample(z3.Implies(kept, may == all_of(LAW))) is not None


@pytest.mark.parametrize("right", MISSION, ids=" ".join)
def test_the_gateway_itself_lets_nobody_else_whatever_the_files_say(right: Right) -> None:
    may = z3.Bool("may")
    kept = z3.And(*(stated(row, may) for row in FLOOR if row.right == right))
    assert counterexample(z3.Implies(kept, z3.Implies(may, all_of(LAW)))) is None


@pytest.mark.parametrize("right", MISSION, ids=" ".join)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL_REPRESENTATIVE])
def test_the_floor_holds_when_its_lines_are_taken_out_of_the_file(right: Right, role: Role) -> None:
    rules = parsed(f"{POLICY}p, {role}, {right.resource}, {right.verb}\n")
    assert counterexample(z3.Implies(Symbolic(rules).may(right), all_of(LAW))) is not None
    # A right changes no role: the table is the shipped one with a bit more, so that PyCasbin is not asked 90 times.
    wider = sum(bit for other, bit in ROLE_BITS.items() if role in rules.included_in(other))
    table = DecisionTable(TABLE.held, {**TABLE.granted, right: TABLE.granted[right] | wider})
    problems = prove(rules, [row for row in INVARIANTS if row.kind is Kind.ALWAYS], table)
    assert problems
    assert all(problem.hint.endswith("the gateway itself forbids it") for problem in problems)


# Edits that are unlawful, and edits of any kind.

DEFINITION = next(line for line in POLICY.splitlines() if line.startswith("p2, legal_representative, "))


def instead(old: str, new: str) -> str:
    assert f"{old}\n" in POLICY
    return POLICY.replace(f"{old}\n", new)


UNLAWFUL = {
    **{
        f"a representative without {fact}": instead(
            DEFINITION, "p2, legal_representative, " + " & ".join(LAW - {fact}) + "\n"
        )
        for fact in sorted(LAW)
    },
    "an officer who designates": f"{POLICY}p, officer, manager, designate\n",
    "a manager who signs": f"{POLICY}p, chief_access_manager, mandate_as_mandatary, sign\n",
    "everybody activates": f"{POLICY}p, public, ebox, activate\n",
    "a provider who is a representative": f"{POLICY}g, mandated_provider, legal_representative\n",
    "another way to be a representative": f"{POLICY}p2, legal_representative, designated & designation_active\n",
    "a representative who may not replace": instead("p, legal_representative, manager, replace", ""),
    "nobody is a representative": instead(DEFINITION, ""),
    "a representative must be more": instead(DEFINITION, f"{DEFINITION} & designated\n"),
}


@cache
def having(row: Invariant) -> frozenset[int]:
    """The sets of facts of which an invariant speaks."""
    return frozenset(mask for mask in ALL_MASKS if any(mask_of(needed) & ~mask == 0 for needed in row.alternatives))


def broken_for(row: Invariant, allowed: frozenset[int]) -> frozenset[int]:
    """The sets of facts whose answer is against the invariant, by looking at each, if these are allowed."""
    return allowed - having(row) if row.kind is Kind.ONLY else having(row) - allowed


@pytest.mark.parametrize("edit", UNLAWFUL)
def test_an_unlawful_edit_has_a_counterexample_that_is_one_for_the_table_as_well(edit: str) -> None:
    rules, table = Symbolic(parsed(UNLAWFUL[edit])), table_of(UNLAWFUL[edit])
    found = [
        (row, facts) for row in INVARIANTS if (facts := counterexample(stated(row, rules.may(row.right)))) is not None
    ]
    assert found
    assert all(mask_of(facts) in broken_for(row, allowed_masks(table, row.right)) for row, facts in found)
    assert prove(rules.rules, INVARIANTS, table)


LINES = [line for line in POLICY.splitlines() if line and not line.startswith("#")]
ONE_ROLE = st.sampled_from([role for role in Role if role is not Role.PUBLIC])
GRANTS = st.builds(
    lambda role, right: f"p, {role}, {', '.join(right)}", st.sampled_from(Role), st.sampled_from(list(RIGHTS))
)
FACTS = st.frozensets(st.sampled_from([fact for fact in Fact if fact is not Fact.ANYONE]), min_size=1, max_size=6)
DEFINITIONS = st.builds(lambda role, facts: f"p2, {role}, {' & '.join(sorted(facts))}", ONE_ROLE, FACTS)
INCLUSIONS = st.builds(lambda role, included: f"g, {role}, {included}", ONE_ROLE, st.sampled_from(Role))


@st.composite
def edited(draw: st.DrawFn) -> Rules:
    """The shipped rules without some, and with others; those that the loader would refuse are left out again."""
    taken_out = draw(st.sets(st.sampled_from(LINES), max_size=3))
    added = draw(st.lists(st.one_of(GRANTS, DEFINITIONS, INCLUSIONS), max_size=4))
    lines = [line for line in LINES if line not in taken_out]
    for line in added:
        problems: list[Problem] = []
        parse_rules("policy.csv", "\n".join([*lines, line]).encode(), problems)
        lines += [line] * (not problems)
    return parsed("\n".join(lines))


often = settings(deadline=None, max_examples=max(1, settings().max_examples // 5))


def test_z3_the_proof_and_the_table_agree_on_any_edit_lawful_or_not() -> None:
    seen: Counter[bool] = Counter()

    @often
    @given(edited())
    def agree(rules: Rules) -> None:
        symbolic, table = Symbolic(rules), table_of("\n".join(line.text for line in rules.lines))
        decisions = {mask_of(facts): rights for facts, rights in work_out(rules).items()}
        allowed = {right: allowed_masks(table, right) for right in RIGHTS}
        lawful = True
        for right in RIGHTS:
            assert allowed[right] == {mask for mask, rights in decisions.items() if right in rights}
            assert counterexample(symbolic.may(right) == by_masks(allowed[right])) is None
        for row in INVARIANTS:
            facts = counterexample(stated(row, symbolic.may(row.right)))
            broken = broken_for(row, allowed[row.right])
            assert (facts is None) if not broken else (facts is not None and mask_of(facts) in broken)
            lawful = lawful and not broken
        assert lawful is (prove(rules, INVARIANTS, table) == [])
        seen[lawful] += 1

    agree()
    assert min(seen[True], seen[False]) >= 3
