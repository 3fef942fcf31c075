"""The tables of what people did. The register lies beside them, in `register_tables`.

What must never be true is a constraint here, not only a check in code. No column holds a national number: people are
known by keyed hashes.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)

from gateway.storage.columns import Instant

metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

NUMBER = String(10)
KEY = String(64)
ID = String(32)

person = Table(
    "person",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key", KEY, nullable=False, unique=True),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
)

officer = Table(
    "officer",
    metadata,
    Column("person_key", KEY, primary_key=True),
    Column("name", String, nullable=False),
    Column("added_at", Instant, nullable=False),
)

manager = Table(
    "manager",
    metadata,
    Column("id", ID, primary_key=True),
    Column("company", NUMBER, nullable=False),
    Column("person_key", KEY, nullable=False),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("status", String, nullable=False),
    Column("designated_at", Instant, nullable=False),
    Column("designated_by", ForeignKey("person.id")),
    Column("expires_at", Instant, nullable=False),
    Column("activated_at", Instant),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("status IN ('designated', 'active', 'replaced', 'expired', 'ended')", name="status"),
    CheckConstraint("status <> 'active' OR activated_at IS NOT NULL", name="active_since"),
    CheckConstraint("(status IN ('designated', 'active')) = (ended_at IS NULL)", name="ended_when_gone"),
)
live_manager = text("status IN ('designated', 'active')")
Index("uq_manager_one_live", manager.c.company, unique=True, sqlite_where=live_manager, postgresql_where=live_manager)
Index("ix_manager_live_person", manager.c.person_key, sqlite_where=live_manager, postgresql_where=live_manager)
Index("ix_manager_company", manager.c.company, manager.c.designated_at, manager.c.id)
designated_manager = text("status = 'designated'")
Index("ix_manager_expiry", manager.c.expires_at, sqlite_where=designated_manager, postgresql_where=designated_manager)

account = Table(
    "account",
    metadata,
    Column("company", NUMBER, primary_key=True),
    Column("status", String, nullable=False),
    Column("activated_at", Instant),
    CheckConstraint(
        "status IN ('none', 'awaiting_first_sign_in', 'active', 'closure_requested', 'closed')", name="status"
    ),
    CheckConstraint(
        "(status IN ('none', 'awaiting_first_sign_in')) = (activated_at IS NULL)", name="activated_when_active"
    ),
)

closure = Table(
    "closure",
    metadata,
    Column("reference", String, primary_key=True),
    Column("company", NUMBER, ForeignKey("account.company"), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("requested_by", ForeignKey("person.id"), nullable=False),
    Column("status", String, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("status IN ('requested', 'cancelled', 'confirmed')", name="status"),
    CheckConstraint("(status = 'requested') = (ended_at IS NULL)", name="ended_when_over"),
)
open_closure = text("status = 'requested'")
Index("uq_closure_one_open", closure.c.company, unique=True, sqlite_where=open_closure, postgresql_where=open_closure)
Index("ix_closure_company", closure.c.company, closure.c.requested_at)

ebox = Table(
    "ebox",
    metadata,
    Column("company", NUMBER, primary_key=True),
    Column("activated_at", Instant, nullable=False),
    Column("activated_by", ForeignKey("person.id"), nullable=False),
    Column("notification_email", String, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("company", NUMBER),
    Column("person", ForeignKey("person.id")),
    Column("kind", String, nullable=False),
    Column("action", String),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("event", String),
    Column("words", JSON, nullable=False),
    Column("policy", String),
    Column("facts", JSON(none_as_null=True)),
    CheckConstraint("kind IN ('caller', 'import', 'demo', 'sign_in', 'expiry', 'officers')", name="kind"),
    CheckConstraint("outcome IN ('done', 'forbidden', 'invalid', 'not_found', 'conflict', 'read')", name="outcome"),
)
in_history = text("event IS NOT NULL")
Index("ix_audit_history", audit.c.company, audit.c.at, audit.c.id, sqlite_where=in_history, postgresql_where=in_history)
# Of the rows with one company SQLite keeps the order in which they were added: see `history_since`.
Index("ix_audit_history_order", audit.c.company, sqlite_where=in_history, postgresql_where=in_history)

act_done = Table(
    "act_done",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", KEY, nullable=False),
    Column("subject", String, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_act_done_at", act_done.c.at)

counted_refusal = Table(
    "counted_refusal",
    metadata,
    Column("day", Date, primary_key=True),
    Column("person", String, primary_key=True),
    Column("action", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("times", Integer, nullable=False),
    CheckConstraint("times > 0", name="times"),
)

register_release = Table(
    "register_release",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String, nullable=False, unique=True),
    Column("imported_at", Instant, nullable=False),
    Column("current", Boolean, nullable=False),
)
current_release = text("current")
Index(
    "uq_register_release_one_current",
    register_release.c.current,
    unique=True,
    sqlite_where=current_release,
    postgresql_where=current_release,
)
