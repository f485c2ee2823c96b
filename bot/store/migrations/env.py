"""Run migrations on the connection `bot.store.migrate` opened."""

from alembic import context
from sqlmodel import SQLModel

from bot.store.migrations.scope import is_ours, render_plain

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_name=is_ours,
    render_item=render_plain,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
