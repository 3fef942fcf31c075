"""A mandate of any kind that one asks for; and when the tests of its rules take place."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate import Mandate, MandateGroup, ProviderKind
from gateway.domain.quarter import Quarter
from gateway.domain.side import Side

MAES, NOORD, BENALI = (EnterpriseNumber(n) for n in ("0000010193", "0000010391", "0000010292"))
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
Q3, Q4, Q1, Q2 = Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)
EXCLUSIVE, SHARED = MandateGroup("DMFA_DIMONA", exclusive=True), MandateGroup("OCCASIONAL_WORK", exclusive=False)
ALSO_EXCLUSIVE = MandateGroup("ASR_UNEMPLOYMENT", exclusive=True)

_DRAFT = Mandate(
    id="draft",
    principal=MAES,
    mandatary=NOORD,
    provider_kind=ProviderKind.RECOGNISED_SOCIAL_SECRETARIAT,
    groups=(EXCLUSIVE,),
    start=Q4,
    end=None,
    version=1,
    replaces=None,
    prepared_by=Side.PRINCIPAL,
    created_at=NOW,
    created_by="emma",
    drawn_up_at=NOW,
)


def draft(**values: object) -> Mandate:
    """A proxy of Maes to Noord for DMFA_DIMONA from this quarter on, signed by nobody."""
    return replace(_DRAFT, **values)  # type: ignore[arg-type]


def pending(**values: object) -> Mandate:
    """One that the principal has signed."""
    return draft(**{"principal_signed_at": NOW, **values})


def signed(**values: object) -> Mandate:
    """One that both sides have signed."""
    return pending(**{"mandatary_signed_at": NOW, **values})
