"""Runs migrations on the connection that `gateway.storage.upgrade` hands over."""

from alembic import context

from gateway.storage import mandate_tables as mandate_tables  # so that these are known too
from gateway.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
