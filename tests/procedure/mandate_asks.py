"""What may be asked where the papers stand as they do: acts to choose from, of which some are to be refused."""

from collections.abc import Iterator
from itertools import combinations

from mandate_papers import Asked, Paper
from mandate_state import OTHER, State
from mandate_world import GROUPS, MANAGERS, PROVIDERS, REPRESENTATIVES

Ask = tuple[str, Asked]
SOME_GROUPS = [*combinations(GROUPS, 1), *combinations(GROUPS, 2)]


def preparers(state: State, company: str, side: str) -> list[str]:
    """Who may prepare a proxy for a side."""
    manager = [MANAGERS[company]] if side == "mandatary" and state.accounts[company] else []
    return [REPRESENTATIVES[company], *manager]


def drafts(state: State, principal: str, side: str, later: int, lasting: int | None) -> list[Ask]:
    """For any provider and groups, from a number of quarters ahead on, for a number of quarters more."""
    start = state.quarter + later
    end = None if lasting is None else start + lasting
    return [
        (who, Asked("draft", side, "", principal, provider, groups, start, end))
        for provider in PROVIDERS
        for who in preparers(state, principal if side == "principal" else provider, side)
        for groups in SOME_GROUPS
    ]


def take_overs(state: State, former: Paper, side: str, later: int, lasting: int | None) -> list[Ask]:
    """Of the groups of a mandate, with or without another one, by any provider, or for one that may not know of it."""
    end = None if lasting is None else state.quarter + later + lasting
    providers = [one for one in PROVIDERS if side == "principal" or one != former.mandatary]
    return [
        (who, Asked("draft", side, "", former.principal, provider, groups, state.quarter + later, end, former.id))
        for provider in providers
        for who in preparers(state, former.principal if side == "principal" else provider, side)[:1]
        for groups in SOME_GROUPS
        if set(groups) & set(former.groups)
    ]


def signature(paper: Paper, side: str) -> Ask:
    """Under the present version, with the card of a representative of that side."""
    who = REPRESENTATIVES[paper.company(side)]
    return who, Asked("sign", side, paper.id, signs=(paper.id, paper.version), card=who)


def signatures(papers: list[Paper]) -> list[Ask]:
    """All that are missing."""
    return [signature(paper, side) for paper in papers for side in OTHER if side not in paper.signed]


def amendments(state: State, paper: Paper) -> list[Ask]:
    """Other groups, or another first quarter, or another end, or two of these, by either side."""
    return [
        (REPRESENTATIVES[paper.company(side)], Asked("amend", side, paper.id, groups=groups, start=start, end=end))
        for side in OTHER
        for groups, start, end in _changes(state, paper)
    ]


def _changes(state: State, paper: Paper) -> Iterator[tuple[tuple[str, ...] | None, int | None, int | None]]:
    for start in (None, state.quarter, state.quarter + 1, state.quarter + 2):
        for groups in SOME_GROUPS:
            if set(groups) != set(paper.groups):
                yield groups, start, 0
        yield None, start, None if paper.end else state.quarter + 3
        yield None, start, 0
