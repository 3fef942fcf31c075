"""The first tables"""

import sqlalchemy as sa
from alembic import op

from gateway.storage.columns import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("company", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("activated_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('none', 'awaiting_first_sign_in')) = (activated_at IS NULL)",
            name=op.f("ck_account_activated_when_active"),
        ),
        sa.CheckConstraint(
            "status IN ('none', 'awaiting_first_sign_in', 'active', 'closure_requested', 'closed')",
            name=op.f("ck_account_status"),
        ),
        sa.PrimaryKeyConstraint("company", name=op.f("pk_account")),
    )
    op.create_table(
        "counted_refusal",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_counted_refusal_times")),
        sa.PrimaryKeyConstraint("day", "person", "action", "reason", name=op.f("pk_counted_refusal")),
    )
    op.create_table(
        "officer",
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_officer")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    op.create_table(
        "register_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_release")),
        sa.UniqueConstraint("file", name=op.f("uq_register_release_file")),
    )
    with op.batch_alter_table("register_release", schema=None) as batch_op:
        batch_op.create_index(
            "uq_register_release_one_current",
            ["current"],
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        )

    op.create_table(
        "act_done",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_act_done_person")),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_act_done")),
    )
    with op.batch_alter_table("act_done", schema=None) as batch_op:
        batch_op.create_index("ix_act_done_at", ["at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("company", sa.String(length=10), nullable=True),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("policy", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('caller', 'import', 'demo', 'sign_in', 'expiry', 'officers')", name=op.f("ck_audit_kind")
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'forbidden', 'invalid', 'not_found', 'conflict', 'read')",
            name=op.f("ck_audit_outcome"),
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_audit_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_history",
            ["company", "at", "id"],
            unique=False,
            sqlite_where=sa.text("event IS NOT NULL"),
            postgresql_where=sa.text("event IS NOT NULL"),
        )

    op.create_table(
        "closure",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("company", sa.String(length=10), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("requested_by", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("(status = 'requested') = (ended_at IS NULL)", name=op.f("ck_closure_ended_when_over")),
        sa.CheckConstraint("status IN ('requested', 'cancelled', 'confirmed')", name=op.f("ck_closure_status")),
        sa.ForeignKeyConstraint(["company"], ["account.company"], name=op.f("fk_closure_company")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_closure_requested_by")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_company", ["company", "requested_at"], unique=False)
        batch_op.create_index(
            "uq_closure_one_open",
            ["company"],
            unique=True,
            sqlite_where=sa.text("status = 'requested'"),
            postgresql_where=sa.text("status = 'requested'"),
        )

    op.create_table(
        "ebox",
        sa.Column("company", sa.String(length=10), nullable=False),
        sa.Column("activated_at", Instant(), nullable=False),
        sa.Column("activated_by", sa.String(length=32), nullable=False),
        sa.Column("notification_email", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["activated_by"], ["person.id"], name=op.f("fk_ebox_activated_by")),
        sa.PrimaryKeyConstraint("company", name=op.f("pk_ebox")),
    )
    op.create_table(
        "manager",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("company", sa.String(length=10), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("designated_at", Instant(), nullable=False),
        sa.Column("designated_by", sa.String(length=32), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("activated_at", Instant(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('designated', 'active')) = (ended_at IS NULL)", name=op.f("ck_manager_ended_when_gone")
        ),
        sa.CheckConstraint("status <> 'active' OR activated_at IS NOT NULL", name=op.f("ck_manager_active_since")),
        sa.CheckConstraint(
            "status IN ('designated', 'active', 'replaced', 'expired', 'ended')", name=op.f("ck_manager_status")
        ),
        sa.ForeignKeyConstraint(["designated_by"], ["person.id"], name=op.f("fk_manager_designated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager")),
    )
    with op.batch_alter_table("manager", schema=None) as batch_op:
        batch_op.create_index("ix_manager_company", ["company", "designated_at", "id"], unique=False)
        batch_op.create_index(
            "ix_manager_expiry",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("status = 'designated'"),
            postgresql_where=sa.text("status = 'designated'"),
        )
        batch_op.create_index(
            "ix_manager_live_person",
            ["person_key"],
            unique=False,
            sqlite_where=sa.text("status IN ('designated', 'active')"),
            postgresql_where=sa.text("status IN ('designated', 'active')"),
        )
        batch_op.create_index(
            "uq_manager_one_live",
            ["company"],
            unique=True,
            sqlite_where=sa.text("status IN ('designated', 'active')"),
            postgresql_where=sa.text("status IN ('designated', 'active')"),
        )
