"""The invariants: what no rule file may allow, and what every rule file must allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gateway.authorization.policy_file import Line, Word, check_columns, read_rules, split
from gateway.authorization.problem import Problem
from gateway.authorization.vocabulary import find, find_facts, find_right
from gateway.domain.facts import Fact
from gateway.domain.rights import Right

Facts = frozenset[Fact]


class Kind(StrEnum):
    """`only`: nobody without the facts. `always`: everybody with them."""

    ONLY = "only"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Invariant:
    """``kind, facts, resource, verb``. The facts of one alternative do. `line` is None for the floor."""

    kind: Kind
    alternatives: tuple[Facts, ...]
    right: Right
    line: Line | None = None

    def satisfied_by(self, facts: Facts) -> bool:
        """Whether these are all the facts of an alternative."""
        return any(alternative <= facts for alternative in self.alternatives)


_OFFICER = frozenset({Fact.AUTHENTICATED, Fact.HIGH_ASSURANCE, Fact.OFFICER})
_MANAGER = frozenset({Fact.AUTHENTICATED, Fact.DESIGNATED, Fact.DESIGNATION_ACTIVE})
_REPRESENTATIVE = frozenset(
    {
        Fact.AUTHENTICATED,
        Fact.HIGH_ASSURANCE,
        Fact.REGISTERED_IN_STATUTES,
        Fact.MANDATE_ACTIVE,
        Fact.FUNCTION_REPRESENTS,
        Fact.SIGNING_POWER,
    }
)
_RESERVED = (
    *(Right("manager", verb) for verb in ("designate", "replace")),
    Right("ebox", "activate"),
    *(Right("account", verb) for verb in ("request_closure", "cancel_closure")),
    *(Right("mandate_as_principal", verb) for verb in ("draft", "withdraw")),
    *(Right("mandate_as_principal", verb) for verb in ("sign", "refuse", "amend", "end")),
    *(Right("mandate_as_mandatary", verb) for verb in ("sign", "refuse", "amend", "end")),
)
FLOOR = (
    *(Invariant(Kind.ONLY, (_REPRESENTATIVE,), right) for right in _RESERVED),
    Invariant(Kind.ONLY, (_REPRESENTATIVE, _MANAGER), Right("manager", "read_contact")),
    Invariant(Kind.ONLY, (_REPRESENTATIVE, _MANAGER, _OFFICER), Right("history", "read")),
    Invariant(Kind.ONLY, (_OFFICER,), Right("account", "confirm_closure")),
)
"""What holds whatever the files say, since the authors of rules could edit invariants.csv as well."""


def parse_invariants(file: str, content: bytes, problems: list[Problem]) -> tuple[Invariant, ...]:
    """Read invariants.csv. Lines that are wrong are left out, and named in `problems`."""
    lines = read_rules(file, content, problems)
    invariants = [invariant for line in lines if (invariant := _parse(line, problems))]
    problems.extend(_repeated(invariants))
    problems.extend(_contradictions(invariants))
    return tuple(invariants)


def _parse(line: Line, problems: list[Problem]) -> Invariant | None:
    words = line.words()
    kind = find("kind of invariant", words[0], {kind.value: kind for kind in Kind}, line, problems)
    if not kind or not check_columns(line, words, f"{kind}, facts, resource, verb", problems):
        return None
    alternatives = _alternatives(words[1], line, problems)
    right = find_right(words[2], words[3], line, problems)
    return Invariant(kind, alternatives, right, line) if alternatives and right else None


def _alternatives(whole: Word, line: Line, problems: list[Problem]) -> tuple[Facts, ...]:
    found = [find_facts(word, line, problems) for word in split(whole, "|")]
    return tuple(facts for facts in found if facts) if all(found) else ()


def _repeated(invariants: Iterable[Invariant]) -> Iterator[Problem]:
    first: dict[object, Line] = {}
    for invariant in invariants:
        meaning = (invariant.kind, frozenset(invariant.alternatives), invariant.right)
        if invariant.line and meaning in first:
            message = f"this invariant stands already in line {first[meaning].number}"
            yield invariant.line.problem_with_all(message)
        elif invariant.line:
            first[meaning] = invariant.line


def _contradictions(invariants: Iterable[Invariant]) -> Iterator[Problem]:
    """What no rules could satisfy: somebody always may who, after another line or the floor, never may."""
    rows = tuple(invariants)
    for always in rows:
        if always.kind is Kind.ALWAYS and always.line:
            only = next((only for only in (*rows, *FLOOR) if _contradict(only, always)), None)
            if only:
                where = only.line.place if only.line else "the gateway itself"
                hint = f"{where} reserves it for {' | '.join(written(facts) for facts in only.alternatives)}"
                yield always.line.problem_with(always.line.words()[1], "no rules can satisfy this", hint)


def _contradict(only: Invariant, always: Invariant) -> bool:
    if only.kind is not Kind.ONLY or only.right != always.right:
        return False
    return not all(only.satisfied_by(facts) for facts in always.alternatives)


def written(facts: Facts) -> str:
    """The facts as the files write them, in the order in which a denial names them."""
    return " & ".join(fact for fact in Fact if fact in facts)
