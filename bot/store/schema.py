"""Whether a database is up to date, without loading the migration tool.

Alembic costs a third of a second to import; a terminal chat on a throw-away file needs none of it.
"""

from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlmodel import SQLModel

from bot.store import tables
from bot.store.engines import Store

HEAD = "0009"
"""The newest revision under `migrations/versions`; a test holds the two together."""

VERSION_TABLE = "alembic_version"

OURS: frozenset[str] = frozenset(
    str(getattr(tables, name).__tablename__) for name in tables.__all__ if name != "table"
)
"""Names of our tables; everything else in the database belongs to others (DBOS, PostGIS…)."""


def is_current(store: Store) -> bool:
    """Tell whether the database has the newest revision."""
    with store.engine.connect() as connection:
        return _revision(connection) == HEAD


def create_fresh(store: Store) -> None:
    """Create the tables in an empty database and mark it as current.

    Raises RuntimeError when there are tables of ours already: those want `migrate`.
    """
    with store.engine.begin() as connection:
        found = OURS & set(inspect(connection).get_table_names())
        if found:
            raise RuntimeError(f"not an empty database: {', '.join(sorted(found))}")
        SQLModel.metadata.create_all(connection, tables=_our_tables(SQLModel.metadata))
        connection.execute(
            text(
                f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL,"
                f" CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
            )
        )
        connection.execute(
            text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"),  # noqa: S608 — a constant
            {"head": HEAD},
        )


def _our_tables(metadata: MetaData) -> list[Table]:
    return [metadata.tables[name] for name in sorted(OURS)]


def _revision(connection: Connection) -> str | None:
    if VERSION_TABLE not in inspect(connection).get_table_names():
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 — a constant
