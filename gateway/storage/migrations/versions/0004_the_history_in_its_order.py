"""The history of a company, found in the order in which it came about"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    in_history = sa.text("event IS NOT NULL")
    op.create_index(
        "ix_audit_history_order", "audit", ["company"], sqlite_where=in_history, postgresql_where=in_history
    )
