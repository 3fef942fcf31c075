"""The sentences of a difference say exactly what changes, and no fewer sentences could."""

from collections.abc import Iterable
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.authorization.casbin_engine import ask_everything, load_rules
from gateway.authorization.decision_table import DecisionTable
from gateway.authorization.fact_mask import mask_of
from gateway.authorization.policy import Policy, PolicyFiles, read_files, shipped_policies
from gateway.authorization.vocabulary import RIGHTS
from gateway.domain.facts import Fact
from gateway.domain.rights import Right, Role
from gateway.workbench.changed_reasons import changed_reasons
from gateway.workbench.cover import EVERYBODY, SETS, Group, bits_of, fewest_groups
from gateway.workbench.difference import compare
from gateway.workbench.revision import examined

FACTS = [fact for fact in Fact if fact is not Fact.ANYONE]
SHIPPED = read_files(shipped_policies())
LINES = SHIPPED.contents["policy.csv"].decode().splitlines()
RULES = [line for line in LINES if line[:1] not in ("", "#")]

facts = st.lists(st.sampled_from(FACTS), min_size=1, max_size=4, unique=True)
new_rules = st.one_of(
    st.builds(lambda role, fs: f"p2, {role}, {' & '.join(fs)}", st.sampled_from(list(Role)[1:]), facts),
    st.builds(
        lambda role, right: f"p, {role}, {right.resource}, {right.verb}",
        st.sampled_from(list(Role)),
        st.sampled_from(list(RIGHTS)),
    ),
)


def table(rules: list[str]) -> DecisionTable:
    return ask_everything(load_rules("\n".join(rules).encode()))


MASKS = [mask_of(true) for true in SETS]


def may(policy: DecisionTable, right: Right, number: int) -> bool:
    return bool(policy.held[MASKS[number]] & policy.granted[right])


@given(taken_out=st.sets(st.sampled_from(RULES), max_size=3), added=st.lists(new_rules, max_size=3, unique=True))
@settings(max_examples=15, deadline=None)
def test_the_sentences_say_every_decision_that_changes_and_none_else(
    taken_out: set[str], added: list[str], shipped: Policy
) -> None:
    old, new = shipped.table, table([*(rule for rule in RULES if rule not in taken_out), *added])
    difference = compare(old, new)

    said: dict[tuple[Right, bool], set[int]] = {}
    for change in difference.changes:
        members = [n for n, true in enumerate(SETS) if change.group.having <= true and not change.group.lacking & true]
        for number in members:
            for right in change.rights:
                stays = may(old, right, number) and may(new, right, number)
                assert change.unless or not stays
                if not stays:
                    said.setdefault((right, change.gained), set()).add(number)
    changed: dict[tuple[Right, bool], set[int]] = {}
    for right, number in product(RIGHTS, range(len(SETS))):
        before, after = may(old, right, number), may(new, right, number)
        if before != after:
            changed.setdefault((right, after), set()).add(number)
    assert said == changed
    assert difference.decisions == sum(map(len, changed.values()))


def every_group(number_of_facts: int) -> list[Group]:
    asked = FACTS[:number_of_facts]
    return [
        Group(
            frozenset(fact for fact, kind in zip(asked, kinds, strict=True) if kind == "has"),
            frozenset(fact for fact, kind in zip(asked, kinds, strict=True) if kind == "lacks"),
        )
        for kinds in product(("has", "lacks", "either"), repeat=number_of_facts)
    ]


GROUPS = {group: group.members for group in every_group(3)}
CORNERS = [members for group, members in GROUPS.items() if len(group.having | group.lacking) == 3]


@given(st.sets(st.sampled_from(CORNERS), max_size=8), st.sets(st.sampled_from(CORNERS), max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_fewer_groups_and_no_fewer_words_would_do(wanted: set[int], tolerated: set[int]) -> None:
    must, might = sum(wanted), sum(tolerated - wanted)
    found = fewest_groups(must, might)
    together = 0
    for group in found:
        together |= group.members
    assert together & ~might == must

    fitting = {group: members for group, members in GROUPS.items() if not members & ~(must | might)}
    best = next(
        words
        for size in range(9)
        if (
            words := [
                sum(len(group.having | group.lacking) for group in some)
                for some in combinations(fitting, size)
                if not must & ~_union(fitting[group] for group in some)
            ]
        )
    )
    size = next(
        size
        for size in range(9)
        if any(not must & ~_union(fitting[g] for g in some) for some in combinations(fitting, size))
    )
    assert len(found) == size
    assert sum(len(group.having | group.lacking) for group in found) == min(best)


def _union(sets: Iterable[int]) -> int:
    union = 0
    for members in sets:
        union |= members
    return union


def test_everybody_is_one_group_and_nobody_none() -> None:
    assert fewest_groups(EVERYBODY) == (Group(frozenset(), frozenset()),)
    assert fewest_groups(0) == ()


def test_a_circle_of_groups_takes_three_of_its_six() -> None:
    a, b, c = FACTS[:3]
    wanted = bits_of(n for n, true in enumerate(SETS) if len({a, b, c} & true) in (1, 2))

    assert len(fewest_groups(wanted)) == 3


def test_what_no_line_says_otherwise_is_no_difference(shipped: Policy) -> None:
    assert not compare(shipped.table, table(sorted(RULES, reverse=True)))
    assert changed_reasons(shipped.table, table(RULES)) == ()


def test_a_right_that_everybody_has_already_changes_no_decision_and_is_told_of_the_role() -> None:
    without = [rule for rule in RULES if rule != "g, person, public"]
    difference = compare(table(RULES), table(without))

    assert not difference.changes
    assert {(change.role, change.gained) for change in difference.rights} >= {(Role.PERSON, False)}


@pytest.mark.parametrize("broken", ["p, oficer, ebox, read", "p, officer, ebox", "p3, officer, ebox, read"])
def test_rules_that_are_not_understood_are_not_compared(broken: str) -> None:
    contents = {**SHIPPED.contents, "policy.csv": SHIPPED.contents["policy.csv"] + f"{broken}\n".encode()}
    revision = examined("here", PolicyFiles(SHIPPED.folder, contents, ()))

    assert revision.table is None
    assert revision.problems
