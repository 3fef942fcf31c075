"""Sets of facts as numbers, one bit a fact: there are 2,048 of them, few enough to look at every one."""

from collections.abc import Iterable, Mapping

from gateway.domain.facts import Fact

BITS: Mapping[Fact, int] = {fact: 1 << position for position, fact in enumerate(Fact)}
ALL_MASKS = range(1 << len(BITS))


def mask_of(facts: Iterable[Fact]) -> int:
    """The number of a set of facts."""
    mask = 0
    for fact in facts:
        mask |= BITS[fact]
    return mask


def facts_of(mask: int) -> tuple[Fact, ...]:
    """The facts of a number, in the order in which a denial names them."""
    return tuple(fact for fact, bit in BITS.items() if mask & bit)


def smallest_first(masks: Iterable[int]) -> list[int]:
    """The masks with few facts before those with many."""
    return sorted(masks, key=lambda mask: (mask.bit_count(), mask))
