"""Bring a database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.store.engines import Store

_LOCK = 7_264_318
"""Any number, the same in every worker: who starts second waits until the first has migrated."""


def migrate(url: str) -> None:
    """Create or upgrade our tables at `url`; safe to run again."""
    store = Store(url)
    try:
        with store.engine.begin() as connection:
            if not store.sqlite:  # SQLite lets only one writer begin anyway
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            command.upgrade(migration_config(connection), "head")
    finally:
        store.close()


def migration_config(connection: Connection) -> Config:
    """Return Alembic's configuration on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
