"""The facts that a decision was taken on, in the audit trail"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("facts", sa.JSON(none_as_null=True), nullable=True))
