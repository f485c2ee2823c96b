"""Statements both databases understand, built once: building them costs more than running them."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(tx: Connection, target: Table) -> Insert:
    """Return an INSERT that does nothing, and returns no row, when the key is there already."""
    return _insert_new(tx.dialect.name, target)


def insert_or_update(tx: Connection, target: Table, *, change: Sequence[str]) -> Insert:
    """Return an INSERT that overwrites the columns of `change` when the key is there already."""
    return _insert_or_update(tx.dialect.name, target, tuple(change))


def insert_into(dialect: str, target: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the dialect's own INSERT, which knows ON CONFLICT."""
    return sqlite.insert(target) if dialect == "sqlite" else postgresql.insert(target)


@cache
def _insert_new(dialect: str, target: Table) -> Insert:
    first = next(iter(target.primary_key.columns))
    # RETURNING, because psycopg reports no row count for ON CONFLICT.
    return insert_into(dialect, target).on_conflict_do_nothing().returning(first)


@cache
def _insert_or_update(dialect: str, target: Table, change: tuple[str, ...]) -> Insert:
    statement = insert_into(dialect, target)
    return statement.on_conflict_do_update(
        index_elements=list(target.primary_key.columns),
        set_={name: statement.excluded[name] for name in change},
    )
