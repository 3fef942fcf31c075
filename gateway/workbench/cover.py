"""Many sets of facts in few words: as people who have some facts and lack others.

A set of sets of facts is a number with one bit for each of the 1,024 sets that `anyone` stands in; the others are true
of nobody. So to ask whether one lies in another is a single operation, and nothing need be sampled or guessed.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from gateway.authorization.invariants import Facts
from gateway.domain.facts import Fact

_ASKED = tuple(fact for fact in Fact if fact is not Fact.ANYONE)
SETS: tuple[Facts, ...] = tuple(
    frozenset({Fact.ANYONE, *(fact for position, fact in enumerate(_ASKED) if number >> position & 1)})
    for number in range(1 << len(_ASKED))
)
"""Every set of facts that can be true of somebody. The position of a set is its bit."""
EVERYBODY = (1 << len(SETS)) - 1
_STEPS = 20_000


class Group(NamedTuple):
    """Everybody who has these facts and lacks those. What is true of anyone is not named."""

    having: Facts
    lacking: Facts

    @property
    def members(self) -> int:
        """The sets of facts of the group, a bit each."""
        return bits_of(number for number, facts in enumerate(SETS) if self.having <= facts and not self.lacking & facts)


class _Prime(NamedTuple):
    """A group that would be no smaller part of what is described with any word less. Facts are bits here."""

    having: int
    lacking: int
    members: int

    @property
    def words(self) -> int:
        return (self.having | self.lacking).bit_count()


def bits_of(numbers: Iterable[int]) -> int:
    """A number with these bits."""
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


@lru_cache(maxsize=512)
def fewest_groups(wanted: int, tolerated: int = 0) -> tuple[Group, ...]:
    """As few groups as can be that have together exactly the members wanted; of as few, those of the fewest words.

    Groups may overlap, and have members that are tolerated. The widest stand first.
    """
    primes = sorted(
        _primes(wanted | tolerated, len(_ASKED)), key=lambda prime: (prime.words, prime.having, prime.lacking)
    )
    rows = {bits_of(n for n, prime in enumerate(primes) if prime.members >> member & 1) for member in _bits(wanted)}
    chosen = _Choice([prime.words for prime in primes]).fewest(_needed(rows))
    return tuple(Group(_facts(primes[n].having), _facts(primes[n].lacking)) for n in _bits(chosen))


@lru_cache(maxsize=8_192)
def _primes(wanted: int, facts: int) -> tuple[_Prime, ...]:
    """All prime groups over the first so many facts, by what they are without the last fact, with it, and either way.

    A group that is prime among those without the last fact stays so, unless it is wanted with the fact as well.
    """
    half = 1 << (facts - 1) if facts else 0
    if not wanted:
        return ()
    if wanted == (1 << (1 << facts)) - 1:
        return (_Prime(0, 0, wanted),)
    without, having, fact = wanted & ((1 << half) - 1), wanted >> half, 1 << (facts - 1)
    either = (_Prime(p.having, p.lacking, p.members | p.members << half) for p in _primes(without & having, facts - 1))
    lacks = (p._replace(lacking=p.lacking | fact) for p in _primes(without, facts - 1) if p.members & ~having)
    has = (
        _Prime(p.having | fact, p.lacking, p.members << half)
        for p in _primes(having, facts - 1)
        if p.members & ~without
    )
    return (*either, *lacks, *has)


def _needed(rows: Iterable[int]) -> frozenset[int]:
    """The rows that are not served by serving another one."""
    needed: list[int] = []
    for row in sorted(rows, key=int.bit_count):
        if not any(less & row == less for less in needed):
            needed.append(row)
    return frozenset(needed)


class _Choice:
    """Chooses primes so that each row, which is the bits of those that would do, has one of them.

    The search is complete unless it takes more than so many steps, which no policy of the few roles there are has
    been seen to do; then the best that was found is answered, which is still exact, and at most not the shortest.
    """

    def __init__(self, words: list[int]) -> None:
        self._words = words
        self._steps = 0
        self._best = 0

    def fewest(self, rows: frozenset[int]) -> int:
        self._best = self._greedy(rows)
        self._search(rows, 0)
        return self._best

    def _greedy(self, rows: frozenset[int]) -> int:
        chosen = 0
        while rows:
            best = max(_bits(_any(rows)), key=lambda n: (sum(row >> n & 1 for row in rows), -self._words[n]))
            chosen |= 1 << best
            rows = _left(rows, best)
        return chosen

    def _search(self, rows: frozenset[int], chosen: int) -> None:
        self._steps += 1
        if not rows:
            self._best = min(self._best, chosen, key=self._cost)
            return
        at_least, words = self._cost(chosen)
        if self._steps > _STEPS or (at_least + _apart(rows), words) >= self._cost(self._best):
            return
        for prime in _bits(min(rows, key=lambda row: (row.bit_count(), row))):
            self._search(_left(rows, prime), chosen | 1 << prime)

    def _cost(self, chosen: int) -> tuple[int, int]:
        return chosen.bit_count(), sum(self._words[n] for n in _bits(chosen))


def _left(rows: frozenset[int], prime: int) -> frozenset[int]:
    return frozenset(row for row in rows if not row >> prime & 1)


def _apart(rows: frozenset[int]) -> int:
    """How many of the rows have no prime in common: each takes one of its own."""
    seen = count = 0
    for row in sorted(rows, key=lambda row: (row.bit_count(), row)):
        if not row & seen:
            seen |= row
            count += 1
    return count


def _any(rows: Iterable[int]) -> int:
    bits = 0
    for row in rows:
        bits |= row
    return bits


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _facts(bits: int) -> Facts:
    return frozenset(_ASKED[position] for position in _bits(bits))
