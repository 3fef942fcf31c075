"""Rows of the tables of mandates, made into mandates and back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from gateway.domain.mandate import Mandate, MandateGroup, MandateStatus, ProviderKind
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.storage.company import chunks
from gateway.storage.mandate_tables import mandate, mandate_group
from gateway.storage.reading import Reading


async def assembled(read: Reading, rows: Iterable[Row[Any]]) -> list[Mandate]:
    """The mandates of rows, in their order, with their groups."""
    kept = list(rows)
    groups = defaultdict[str, list[MandateGroup]](list)
    for some in chunks([row.id for row in kept]):
        statement = select(mandate_group).where(mandate_group.c.mandate.in_(some)).order_by(mandate_group.c.position)
        for row in await read.rows(statement):
            taken = row.taken_over_from and quarter_of(row.taken_over_from)
            taken_over = (taken, row.taken_over_by, row.taken_over_at)
            groups[row.mandate].append(MandateGroup(row.code, row.exclusive, *taken_over))
    return [_mandate(row, tuple(groups[row.id])) for row in kept]


def _mandate(row: Row[Any], groups: tuple[MandateGroup, ...]) -> Mandate:
    return Mandate(
        groups=groups,
        provider_kind=ProviderKind(row.provider_kind),
        start=quarter_of(row.starts_on),
        end=quarter_of(row.expires_from - timedelta(days=1)) if row.expires_from else None,
        prepared_by=Side(row.prepared_by),
        closed_as=MandateStatus(row.closed_as) if row.closed_as else None,
        **{name: row._mapping[name] for name in _AS_THEY_ARE},
    )


_ENUMS = {"provider_kind", "prepared_by", "closed_as"}
_AS_THEY_ARE = (Mandate.__dataclass_fields__.keys() & set(mandate.c.keys())) - _ENUMS


def columns_of(one: Mandate) -> dict[str, object]:
    """The row of a mandate."""
    return {
        **{name: getattr(one, name) for name in _AS_THEY_ARE | _ENUMS},
        "starts_on": one.start.first_day,
        "expires_from": one.end and one.end.next.first_day,
        "superseded_from": one.superseded_from and one.superseded_from.first_day,
    }


def group_columns_of(one: Mandate) -> list[dict[str, object]]:
    """The rows of its groups, with what the constraints of the database look at."""
    state = "closed" if one.closed_as else "open" if one.waiting_for else "signed"
    return [
        {
            "mandate": one.id,
            "code": group.code,
            "position": position,
            "exclusive": group.exclusive,
            "taken_over_from": group.taken_over_from and group.taken_over_from.first_day,
            "taken_over_by": group.taken_over_by,
            "taken_over_at": group.taken_over_at,
            "principal": one.principal,
            "mandatary": one.mandatary,
            "state": state,
            "begins": one.begins,
            "until": one.group_until(group),
        }
        for position, group in enumerate(one.groups)
    ]
