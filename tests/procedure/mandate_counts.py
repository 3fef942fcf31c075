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
WRONG = {
    "signature_older",
    "signature_wrong",
    "certificate_holder",
    "certificate_for_authentication",
    "side_needed",
}
REASONS = {"no_role", "no_function", "wrong_party"}
CONFLICTS = {
    "already_signed",
    "ends_already",
    "mandate_not_in_force",
    "no_account_as_mandatary",
    "no_account_as_principal",
    "overlap",
    "overlap_reserved",
    "overlap_with_itself",
    "proxy_not_open",
    "proxy_open",
    "start_quarter_passed",
}


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


def check_each_refusal_was_given(refusals: Counter[tuple[str, ...]]) -> None:
    """Reasons of denials, conflicts, and each way in which a signature is wrong: all that chance gives often."""
    assert {said[0] for _, kind, *said in refusals if kind == "forbidden"} >= REASONS
    assert {said[1] for _, kind, *said in refusals if kind == "conflict"} >= CONFLICTS
    assert {said[0] for _, kind, *said in refusals if kind == "invalid"} >= WRONG
