"""Mandates of any kind that the tables can hold, close to one another in time and between few companies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, MandateGroup, MandateStatus, ProviderKind
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

COMPANIES = [EnterpriseNumber(n) for n in ("0000000196", "0000010193", "0000010292")]
QUARTERS = [Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1)]
TURNS = [quarter.first_day for quarter in QUARTERS]
DAYS = [turn + timedelta(days=more) for turn in TURNS for more in (-1, 0, 1)]
MOMENTS = [datetime(2026, 3, 2, 9, 0, 0, microsecond, UTC) for microsecond in (0, 1, 999_999)]
CLOSED = [MandateStatus.WITHDRAWN, MandateStatus.REJECTED]

quarters, turns, days = st.sampled_from(QUARTERS), st.sampled_from(TURNS), st.sampled_from(DAYS)
moments = st.sampled_from(MOMENTS)
maybe_moments = st.none() | moments


@st.composite
def a_mandate(draw: st.DrawFn, before: list[Mandate]) -> Mandate:
    """Any mandate that the tables can hold, whether or not some acts would lead to it; it may replace one before."""
    place, former = len(before), draw(st.sampled_from([None, *before]))
    principal, mandatary = draw(st.permutations(COMPANIES))[:2]
    if former and draw(st.booleans()):
        principal, mandatary = former.principal, former.mandatary
    start, signatures = draw(quarters), draw(st.tuples(moments, moments) | st.tuples(maybe_moments, maybe_moments))
    both, key = all(signatures), f"{place:032x}"
    ended_from = draw(st.none() | turns | days) if both else None
    closed_as = None if both else draw(st.none() | st.sampled_from(CLOSED))
    groups = []
    for number in range(draw(st.integers(1, 2))):
        taken = draw(st.none() | quarters) if both else None
        by, at = (key, draw(moments)) if taken else (None, None)
        groups.append(MandateGroup(f"GROUP_{place}_{number}", draw(st.booleans()), taken, by, at))
    return Mandate(
        id=key,
        principal=principal,
        mandatary=mandatary,
        provider_kind=draw(st.sampled_from(ProviderKind)),
        groups=tuple(groups),
        start=start,
        end=draw(st.none() | st.sampled_from([quarter for quarter in QUARTERS if quarter >= start])),
        version=draw(st.integers(1, 3)),
        replaces=former.id if former else None,
        prepared_by=draw(st.sampled_from(Side)),
        created_at=draw(moments),
        created_by="somebody",
        drawn_up_at=draw(moments),
        principal_signed_at=signatures[0],
        mandatary_signed_at=signatures[1],
        closed_as=closed_as,
        closed_at=MOMENTS[0] if closed_as else None,
        ended_from=ended_from,
        ended_at=MOMENTS[0] if ended_from else None,
        reason=draw(st.none() | st.just("Moved.")),
    )


@st.composite
def several(draw: st.DrawFn) -> tuple[Mandate, ...]:
    """Some of them, the first ones first."""
    known: list[Mandate] = []
    for _ in range(draw(st.integers(1, 6))):
        known.append(draw(a_mandate(known)))
    return tuple(known)
