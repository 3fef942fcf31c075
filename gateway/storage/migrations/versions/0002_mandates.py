"""Mandates, their proxies and signatures"""

import sqlalchemy as sa
from alembic import op

from gateway.storage.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What was drawn up and signed is never altered or lost, and a mandate that both sides have signed says for ever what
# they signed. INSERT OR REPLACE deletes without asking the triggers of DELETE: so a row in the place of another is
# refused too.
KEPT = """CREATE TRIGGER {table}_kept_{event} BEFORE {event} ON {table}
{when} BEGIN SELECT RAISE(ABORT, '{what} is never changed or deleted'); END"""
IN_ITS_PLACE = {
    "proxy": "WHEN EXISTS (SELECT 1 FROM proxy WHERE (mandate, version) = (NEW.mandate, NEW.version))",
    "proxy_signature": """WHEN EXISTS (
  SELECT 1 FROM proxy_signature WHERE (mandate, version, side) = (NEW.mandate, NEW.version, NEW.side))""",
}
MANDATE_KEPT = {
    "INSERT": """CREATE TRIGGER mandate_kept_insert BEFORE INSERT ON mandate
WHEN EXISTS (SELECT 1 FROM mandate WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a mandate is never deleted'); END""",
    "UPDATE": """CREATE TRIGGER mandate_terms_kept BEFORE UPDATE ON mandate
WHEN OLD.principal_signed_at IS NOT NULL AND OLD.mandatary_signed_at IS NOT NULL AND (
  NEW.id, NEW.principal, NEW.mandatary, NEW.provider_kind, NEW.starts_on, NEW.expires_from, NEW.version, NEW.replaces,
  NEW.prepared_by, NEW.principal_signed_at, NEW.mandatary_signed_at
) IS NOT (
  OLD.id, OLD.principal, OLD.mandatary, OLD.provider_kind, OLD.starts_on, OLD.expires_from, OLD.version, OLD.replaces,
  OLD.prepared_by, OLD.principal_signed_at, OLD.mandatary_signed_at)
BEGIN SELECT RAISE(ABORT, 'the terms of a signed mandate are never changed'); END""",
    "DELETE": """CREATE TRIGGER mandate_kept BEFORE DELETE ON mandate
BEGIN SELECT RAISE(ABORT, 'a mandate is never deleted'); END""",
}

GROUPS_KEPT = """CREATE TRIGGER mandate_group_kept_{event} BEFORE {event} ON mandate_group WHEN {when}
BEGIN SELECT RAISE(ABORT, 'the groups of a signed mandate are never others'); END"""
GROUPS_KEPT_WHEN = {
    "INSERT": """EXISTS (SELECT 1 FROM mandate WHERE id = NEW.mandate
  AND principal_signed_at IS NOT NULL AND mandatary_signed_at IS NOT NULL)""",
    "UPDATE": """(NEW.mandate, NEW.code) IS NOT (OLD.mandate, OLD.code) OR OLD.state = 'signed' AND (
  NEW.position, NEW.exclusive, NEW.principal, NEW.mandatary, NEW.state, NEW.begins
) IS NOT (OLD.position, OLD.exclusive, OLD.principal, OLD.mandatary, OLD.state, OLD.begins)""",
    "DELETE": "OLD.state = 'signed'",
}

# A mandate counts as signed by a side only with that side's signature under its present version.
SIGNED_BY_SIGNATURE = """CREATE TRIGGER mandate_{side}_signed_{event} BEFORE {event} ON mandate
WHEN NEW.{side}_signed_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM proxy_signature
  WHERE mandate = NEW.id AND version = NEW.version AND side = '{side}' AND signed_at = NEW.{side}_signed_at)
BEGIN SELECT RAISE(ABORT, 'a mandate counts as signed by its signatures'); END"""

# Two providers never hold an exclusive group of a principal on the same day.
ONE_MANDATARY = """CREATE TRIGGER mandate_group_one_mandatary_{event} AFTER {event} ON mandate_group
WHEN NEW.state = 'signed' AND EXISTS (
  SELECT 1 FROM mandate_group other
  WHERE other.principal = NEW.principal AND other.code = NEW.code AND other.mandatary <> NEW.mandatary
    AND other.state = 'signed' AND (other.exclusive OR NEW.exclusive)
    AND max(other.begins, NEW.begins) < min(coalesce(other.until, '9999-12-31'), coalesce(NEW.until, '9999-12-31')))
BEGIN SELECT RAISE(ABORT, 'an exclusive group has one mandatary at a time'); END"""

SIGNED = "principal_signed_at IS NOT NULL AND mandatary_signed_at IS NOT NULL AND closed_as IS NULL"


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("principal", sa.String(length=10), nullable=False),
        sa.Column("mandatary", sa.String(length=10), nullable=False),
        sa.Column("provider_kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("expires_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.String(length=32), nullable=True),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("drawn_up_at", Instant(), nullable=False),
        sa.Column("principal_signed_at", Instant(), nullable=True),
        sa.Column("mandatary_signed_at", Instant(), nullable=True),
        sa.Column("closed_as", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("ended_from", sa.Date(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("superseded_from", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("closed_as IN ('withdrawn', 'rejected')", name=op.f("ck_mandate_closed_as")),
        sa.CheckConstraint("prepared_by IN ('principal', 'mandatary')", name=op.f("ck_mandate_prepared_by")),
        sa.CheckConstraint("(closed_as IS NULL) = (closed_at IS NULL)", name=op.f("ck_mandate_closed_when")),
        sa.CheckConstraint(
            "(ended_from IS NULL AND superseded_from IS NULL)"
            " OR (principal_signed_at IS NOT NULL AND mandatary_signed_at IS NOT NULL)",
            name=op.f("ck_mandate_ended_after_effect"),
        ),
        sa.CheckConstraint("(ended_from IS NULL) = (ended_at IS NULL)", name=op.f("ck_mandate_ended_when")),
        sa.CheckConstraint(
            "closed_as IS NULL OR principal_signed_at IS NULL OR mandatary_signed_at IS NULL",
            name=op.f("ck_mandate_closed_before_effect"),
        ),
        sa.CheckConstraint(
            "expires_from IS NULL OR expires_from > starts_on", name=op.f("ck_mandate_ends_after_start")
        ),
        sa.CheckConstraint("principal <> mandatary", name=op.f("ck_mandate_two_parties")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_mandate_version")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_mandate_created_by")),
        sa.ForeignKeyConstraint(["replaces"], ["mandate.id"], name=op.f("fk_mandate_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_mandatary", ["mandatary", "created_at", "id"], unique=False)
        batch_op.create_index("ix_mandate_principal", ["principal", "created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_mandate_signed",
            ["mandatary", "principal", "starts_on", "superseded_from", "ended_from", "expires_from"],
            unique=False,
            sqlite_where=sa.text(SIGNED),
            postgresql_where=sa.text(SIGNED),
        )
        batch_op.create_index(
            "ix_mandate_replaces", ["replaces"], unique=False, sqlite_where=sa.text("replaces IS NOT NULL")
        )

    op.create_table(
        "mandate_group",
        sa.Column("mandate", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("taken_over_from", sa.Date(), nullable=True),
        sa.Column("taken_over_by", sa.String(length=32), nullable=True),
        sa.Column("taken_over_at", Instant(), nullable=True),
        sa.Column("principal", sa.String(length=10), nullable=False, comment="As in the mandate, for the constraints."),
        sa.Column("mandatary", sa.String(length=10), nullable=False, comment="As in the mandate, for the constraints."),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True, comment="The first day on which it is not covered any more."),
        sa.CheckConstraint("state IN ('open', 'signed', 'closed')", name=op.f("ck_mandate_group_state")),
        sa.CheckConstraint(
            "(taken_over_from IS NULL) = (taken_over_by IS NULL)", name=op.f("ck_mandate_group_taken_over_by_one")
        ),
        sa.CheckConstraint(
            "(taken_over_from IS NULL) = (taken_over_at IS NULL)", name=op.f("ck_mandate_group_taken_over_when")
        ),
        sa.ForeignKeyConstraint(["mandate"], ["mandate.id"], name=op.f("fk_mandate_group_mandate")),
        sa.ForeignKeyConstraint(["taken_over_by"], ["mandate.id"], name=op.f("fk_mandate_group_taken_over_by")),
        sa.PrimaryKeyConstraint("mandate", "code", name=op.f("pk_mandate_group")),
    )
    with op.batch_alter_table("mandate_group", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_group_principal", ["principal", "code"], unique=False)
        batch_op.create_index(
            "uq_mandate_group_one_open_proxy",
            ["principal", "mandatary", "code"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "proxy",
        sa.Column("mandate", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("drawn_up_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["mandate"], ["mandate.id"], name=op.f("fk_proxy_mandate")),
        sa.PrimaryKeyConstraint("mandate", "version", name=op.f("pk_proxy")),
    )
    op.create_table(
        "proxy_signature",
        sa.Column("mandate", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("revocation", sa.String(), nullable=False),
        sa.Column(
            "sealed_chain", sa.LargeBinary(), nullable=False, comment="The holder's national number stands in it."
        ),
        sa.CheckConstraint("revocation IN ('not_revoked', 'not_checked')", name=op.f("ck_proxy_signature_revocation")),
        sa.CheckConstraint("side IN ('principal', 'mandatary')", name=op.f("ck_proxy_signature_side")),
        sa.ForeignKeyConstraint(
            ["mandate", "version"], ["proxy.mandate", "proxy.version"], name=op.f("fk_proxy_signature_mandate")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_proxy_signature_signed_by")),
        sa.PrimaryKeyConstraint("mandate", "version", "side", name=op.f("pk_proxy_signature")),
    )
    for table, what in {"proxy": "a proxy", "proxy_signature": "a signature"}.items():
        for event, when in {"INSERT": IN_ITS_PLACE[table], "UPDATE": "", "DELETE": ""}.items():
            op.execute(KEPT.format(table=table, event=event, when=when, what=what))
    for event, when in GROUPS_KEPT_WHEN.items():
        op.execute(MANDATE_KEPT[event])
        op.execute(GROUPS_KEPT.format(event=event, when=when))
    for side in ("principal", "mandatary"):
        for event in ("INSERT", "UPDATE"):
            op.execute(SIGNED_BY_SIGNATURE.format(side=side, event=event))
    for event in ("INSERT", "UPDATE"):
        op.execute(ONE_MANDATARY.format(event=event))
