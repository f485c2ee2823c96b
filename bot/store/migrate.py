"""Bring a database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.engines import Store


def migrate(url: str) -> None:
    """Create or upgrade our tables at `url`; safe to run again."""
    store = Store(url)
    try:
        with store.engine.begin() as connection:
            command.upgrade(migration_config(connection), "head")
    finally:
        store.close()


def migration_config(connection: Connection) -> Config:
    """Return Alembic's configuration on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
