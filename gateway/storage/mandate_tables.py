"""The tables of mandates: what is agreed, the documents that say so, and the signatures under them.

A proxy and a signature are never changed or deleted, and a group that is exclusive has one mandatary at a time:
triggers of the database see to both, whoever writes to it.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    text,
)

from gateway.storage.columns import Instant
from gateway.storage.tables import ID, KEY, NUMBER, metadata

mandate = Table(
    "mandate",
    metadata,
    Column("id", ID, primary_key=True),
    Column("principal", NUMBER, nullable=False),
    Column("mandatary", NUMBER, nullable=False),
    Column("provider_kind", String, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("expires_from", Date),
    Column("version", Integer, nullable=False),
    Column("replaces", ForeignKey("mandate.id")),
    Column("prepared_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("person.id"), nullable=False),
    Column("drawn_up_at", Instant, nullable=False),
    Column("principal_signed_at", Instant),
    Column("mandatary_signed_at", Instant),
    Column("closed_as", String),
    Column("closed_at", Instant),
    Column("ended_from", Date),
    Column("ended_at", Instant),
    Column("superseded_from", Date),
    Column("reason", String),
    CheckConstraint("principal <> mandatary", name="two_parties"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("expires_from IS NULL OR expires_from > starts_on", name="ends_after_start"),
    CheckConstraint("prepared_by IN ('principal', 'mandatary')", name="prepared_by"),
    CheckConstraint("closed_as IN ('withdrawn', 'rejected')", name="closed_as"),
    CheckConstraint("(closed_as IS NULL) = (closed_at IS NULL)", name="closed_when"),
    CheckConstraint("(ended_from IS NULL) = (ended_at IS NULL)", name="ended_when"),
    CheckConstraint(
        "closed_as IS NULL OR principal_signed_at IS NULL OR mandatary_signed_at IS NULL", name="closed_before_effect"
    ),
    CheckConstraint(
        "(ended_from IS NULL AND superseded_from IS NULL)"
        " OR (principal_signed_at IS NOT NULL AND mandatary_signed_at IS NOT NULL)",
        name="ended_after_effect",
    ),
)
Index("ix_mandate_principal", mandate.c.principal, mandate.c.created_at, mandate.c.id)
Index("ix_mandate_mandatary", mandate.c.mandatary, mandate.c.created_at, mandate.c.id)
SIGNED = and_(
    mandate.c.principal_signed_at.is_not(None),
    mandate.c.mandatary_signed_at.is_not(None),
    mandate.c.closed_as.is_(None),
)
"""Both sides have signed: it has, or had, or will have legal effect."""
# Who has given a provider a mandate is asked with every request of its people, and answered from this alone.
_signed = text("principal_signed_at IS NOT NULL AND mandatary_signed_at IS NOT NULL AND closed_as IS NULL")
Index(
    "ix_mandate_signed",
    *(mandate.c[name] for name in ("mandatary", "principal", "starts_on", "superseded_from")),
    *(mandate.c[name] for name in ("ended_from", "expires_from")),
    sqlite_where=_signed,
    postgresql_where=_signed,
)
Index("ix_mandate_replaces", mandate.c.replaces, sqlite_where=mandate.c.replaces.is_not(None))

mandate_group = Table(
    "mandate_group",
    metadata,
    Column("mandate", ForeignKey("mandate.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("exclusive", Boolean, nullable=False),
    Column("taken_over_from", Date),
    Column("taken_over_by", ForeignKey("mandate.id")),
    Column("taken_over_at", Instant),
    Column("principal", NUMBER, nullable=False, comment="As in the mandate, for the constraints."),
    Column("mandatary", NUMBER, nullable=False, comment="As in the mandate, for the constraints."),
    Column("state", String, nullable=False),
    Column("begins", Date, nullable=False),
    Column("until", Date, comment="The first day on which it is not covered any more."),
    CheckConstraint("state IN ('open', 'signed', 'closed')", name="state"),
    CheckConstraint("(taken_over_from IS NULL) = (taken_over_by IS NULL)", name="taken_over_by_one"),
    CheckConstraint("(taken_over_from IS NULL) = (taken_over_at IS NULL)", name="taken_over_when"),
)
Index("ix_mandate_group_principal", mandate_group.c.principal, mandate_group.c.code)
open_group = text("state = 'open'")
Index(
    "uq_mandate_group_one_open_proxy",
    mandate_group.c.principal,
    mandate_group.c.mandatary,
    mandate_group.c.code,
    unique=True,
    sqlite_where=open_group,
    postgresql_where=open_group,
)

proxy = Table(
    "proxy",
    metadata,
    Column("mandate", ForeignKey("mandate.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", String, nullable=False),
    Column("drawn_up_at", Instant, nullable=False),
)

proxy_signature = Table(
    "proxy_signature",
    metadata,
    Column("mandate", ID, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("side", String, primary_key=True),
    Column("signed_by", ForeignKey("person.id"), nullable=False),
    Column("signed_at", Instant, nullable=False),
    Column("algorithm", String, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("fingerprint", KEY, nullable=False),
    Column("revocation", String, nullable=False),
    Column("sealed_chain", LargeBinary, nullable=False, comment="The holder's national number stands in it."),
    ForeignKeyConstraint(["mandate", "version"], ["proxy.mandate", "proxy.version"]),
    CheckConstraint("side IN ('principal', 'mandatary')", name="side"),
    CheckConstraint("revocation IN ('not_revoked', 'not_checked')", name="revocation"),
)
