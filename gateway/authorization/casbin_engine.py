"""What the policy files mean: PyCasbin says so, asked once for everything that can be asked.

Nothing else of the gateway knows PyCasbin. It is never asked while a request waits, and never shared.
"""

import logging
from collections.abc import Iterable, Mapping
from itertools import zip_longest

import casbin  # type: ignore[import-untyped]
from casbin.persist.adapter import load_policy_line  # type: ignore[import-untyped]

from gateway.authorization.decision_table import ROLE_BITS, DecisionTable
from gateway.authorization.fact_mask import ALL_MASKS, facts_of, mask_of
from gateway.authorization.model import MODEL
from gateway.authorization.policy_file import Line
from gateway.authorization.problem import Problem
from gateway.authorization.vocabulary import FACTS, RIGHTS
from gateway.domain.rights import Role

# PyCasbin logs every rule that it reads and every question that it is asked; neither belongs in our log.
logging.getLogger("casbin").setLevel(logging.ERROR)

DEFINITIONS = "2"
"""The suffix of the sections that make roles (r2, p2, e2, m2): ``casbin.Enforcer.new_enforce_context(DEFINITIONS)``."""


def holds(have: str, needed: str) -> bool:
    """Whether every fact needed is one of the facts at hand, both written ``a & b & c``, in any order.

    The one function that the model needs from outside: ``enforcer.add_function("holds", holds)``. Where no fact is
    named as needed, nothing holds.
    """
    wanted = {word.strip() for word in needed.split("&")}
    return "" not in wanted and wanted <= {word.strip() for word in have.split("&")}


class CheckedText(casbin.persist.Adapter):  # type: ignore[misc]
    """Gives PyCasbin the text that was checked, line by line as its own FileAdapter does from a file.

    The file is not opened a second time: it may have changed in between.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content

    def load_policy(self, model: object) -> None:
        for line in self._content.split(b"\n"):
            load_policy_line(line.decode().strip(), model)


def load_rules(content: bytes) -> "casbin.Enforcer":
    """An enforcer that holds the rules of policy.csv, which must have passed the strict loader."""
    enforcer = casbin.Enforcer(casbin.Enforcer.new_model(text=MODEL), CheckedText(content))
    enforcer.add_function("holds", holds)
    return enforcer


def misread(enforcer: "casbin.Enforcer", file: str, lines: Iterable[Line]) -> list[Problem]:
    """The lines that PyCasbin does not hold as they are written, and one problem for what it holds beyond them."""
    held = {
        kind: list(assertion.policy)
        for section in ("p", "g")
        for kind, assertion in enforcer.get_model()[section].items()
    }
    written: dict[str, list[Line]] = {kind: [] for kind in held}
    for line in lines:
        written[line.words()[0].text].append(line)
    problems = []
    for kind, rules in held.items():
        for line, rule in zip_longest(written[kind], rules):
            if line is None:
                problems.append(Problem(file, 1, 1, 0, "", "PyCasbin reads a rule that does not stand here"))
            elif [word.text for word in line.words()[1:]] != rule:
                problems.append(line.problem_with_all("PyCasbin does not read this line as it is written"))
    return problems


def ask_everything(enforcer: "casbin.Enforcer") -> DecisionTable:
    """The table of every decision: each right of each role, and each role of each set of facts."""
    granted = dict.fromkeys(RIGHTS, 0)
    for right in RIGHTS:
        for role, bit in ROLE_BITS.items():
            if enforcer.enforce(role.value, right.resource, right.verb):
                granted[right] |= bit
    held = [0] * len(ALL_MASKS)
    for role, bit in ROLE_BITS.items():
        mentioned, makes = _what_makes(role, enforcer)
        for mask in ALL_MASKS:
            if makes[mask & mentioned]:
                held[mask] |= bit
    return DecisionTable(held, granted)


def _what_makes(role: Role, enforcer: "casbin.Enforcer") -> tuple[int, Mapping[int, bool]]:
    """The facts that the definitions of a role mention, and whether each set of those makes the role.

    Facts that no line mentions change nothing, so they are not asked for: 2^6 questions at most as shipped,
    instead of 2^11.
    """
    lines = enforcer.get_filtered_named_policy("p2", 0, role.value)
    mentioned = mask_of(FACTS[word.strip()] for _, facts in lines for word in facts.split("&"))
    context = enforcer.new_enforce_context(DEFINITIONS)
    makes = {
        mask: bool(enforcer.enforce(context, role.value, " & ".join(facts_of(mask))))
        for mask in ALL_MASKS
        if mask & mentioned == mask
    }
    return mentioned, makes
