"""A row of the audit trail as it is exported, read as a decision. What it holds beyond that is not looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gateway.authorization.vocabulary import FACTS
from gateway.domain.facts import Fact
from gateway.domain.identifiers import EnterpriseNumber, parse_enterprise_number
from gateway.domain.rights import Action, Right

_ALLOWED = {"forbidden": False, **dict.fromkeys(("done", "read", "invalid", "not_found", "conflict"), True)}
_WORD = re.compile(r"[a-z_]{1,40}")
_ID = re.compile(r"[0-9a-f]{32}")


class NotATrail(Exception):
    """A row is none of an audit trail; the message says where and why, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was taken, by row `id`, or so many at once that were only counted.

    `judged`: the facts of each candidate for each right that was asked for, if the row holds them. Whoever was allowed
    and then failed for another reason counts as allowed.
    """

    id: str | None
    at: str
    company: EnterpriseNumber | None
    action: Action
    allowed: bool
    signed_in: bool
    reason: str | None
    policy: str | None
    times: int
    counted: bool
    judged: tuple[tuple[Right, tuple[frozenset[Fact], ...]], ...] | None


def taken(place: str, row: Mapping[str, object]) -> Taken | None:
    """The decision of a row; None if it is about something that no caller asked for. Raises NotATrail."""
    try:
        kind = row["kind"]
        counted = kind == "counted"
        if kind not in ("caller", "counted") or row["action"] is None:
            return None
        action = Action[str(row["action"])]
        at = date.fromisoformat(str(row["day"])) if counted else datetime.fromisoformat(str(row["at"]))
        return Taken(
            id=_matching(_ID, row.get("id")),
            at=at.isoformat(),
            company=parse_enterprise_number(str(row["company"])) if row.get("company") else None,
            action=action,
            allowed=_ALLOWED[str(row["outcome"])],
            signed_in=bool(row["person"]),
            reason=_matching(_WORD, row.get("reason")) if row["outcome"] == "forbidden" else None,
            policy=_matching(re.compile(r"[0-9a-f]{12}"), row.get("policy")),
            times=int(str(row["times"])) if counted else 1,
            counted=counted,
            judged=_judged(action, row["facts"]) if row.get("facts") else None,
        )
    except (KeyError, ValueError, TypeError):
        raise NotATrail(f"{place} is no row of an audit trail as this version exports it.") from None


def _judged(action: Action, judged: object) -> tuple[tuple[Right, tuple[frozenset[Fact], ...]], ...]:
    """The facts of a row: by resource, a list of candidates, each a list of facts."""
    if not isinstance(judged, Mapping):
        raise TypeError
    rights = {right.resource: right for right in action.rights}
    return tuple(
        (rights[resource], tuple(frozenset({Fact.ANYONE, *(FACTS[word] for word in facts)}) for facts in candidates))
        for resource, candidates in judged.items()
    )


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    if value is not None and not pattern.fullmatch(str(value)):
        raise ValueError(pattern.pattern)
    return None if value is None else str(value)
