"""How often what was done, became what, and was refused with which words: told, and asked to be often enough."""

from collections import Counter

OFTEN = 3
DONE = (
    "draft",
    "draft a take-over",
    "sign",
    "sign as both",
    "amend an open proxy",
    "amend a mandate in force",
    "withdraw",
    "refuse",
    "end",
    "close an account",
    "open an account",
)
CHANGES = (
    ("pending", "draft"),
    ("pending", "scheduled"),
    ("scheduled", "active"),
    ("active", "ended"),
    ("active", "expired"),
    ("active", "superseded"),
)
KINDS = ("unauthenticated", "forbidden", "invalid", "not_found", "conflict")


def print_counts(*counts: Counter[tuple[str, ...]]) -> None:
    for counted in counts:
        print(*(f"{times:6} {', '.join(what)}" for what, times in sorted(counted.items())), "", sep="\n")


def check_each_was_done_often(answers: Counter[tuple[str, str]], changes: Counter[tuple[str, str]]) -> None:
    """A machine that is always refused would find nothing."""
    assert min(answers[what, "accepted"] for what in DONE) >= OFTEN
    assert all(changes[change] for change in CHANGES)
    given = Counter[str]()
    for (_, kind), times in answers.items():
        given[kind] += times
    assert min(given[kind] for kind in KINDS) >= OFTEN
    assert answers["sign what does not count", "invalid"] >= OFTEN
    assert answers["ask for what conflicts", "conflict"] >= OFTEN
