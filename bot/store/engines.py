"""The two ways to a database: one writer, many readers.

SQLite gets one write connection behind one process-wide lock, because pooled writers waited up
to a second for each other; PostgreSQL gets a pool and row locks.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

Synchronous = Literal["FULL", "NORMAL"]

_BUSY_TIMEOUT_MS = 30_000


def database_url(url: str) -> URL:
    """Return the SQLAlchemy address: `sqlite:///file` or `postgresql://…` (always psycopg 3).

    Raises ValueError for any other database.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"database {other!r} is not supported: use sqlite or postgresql")


class Store:
    """Transactions of one tenant on one database.

    `write` is the only way to change anything; `read` never sees half a transaction and cannot
    write. Both are safe to use from many threads.
    """

    def __init__(
        self, url: str, *, tenant: str = "main", synchronous: Synchronous = "FULL", pool: int = 8
    ) -> None:
        self.url = database_url(url)
        self.tenant = tenant
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if self.sqlite and self.url.database in {None, "", ":memory:"}:
            raise ValueError(
                "SQLite needs a file: readers and the writer have connections of their own"
            )
        if self.sqlite:
            self._writer = _sqlite_engine(self.url, synchronous=synchronous, pool=1)
            self._reader = _sqlite_engine(self.url, synchronous=synchronous, pool=pool)
            event.listen(self._writer, "begin", _begin_immediate)
            event.listen(self._reader, "connect", _query_only)
            event.listen(self._reader, "begin", _begin_deferred)
        else:
            self._writer = create_engine(
                self.url, pool_size=pool, pool_pre_ping=True, hide_parameters=True
            )
            self._reader = self._writer
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    @property
    def engine(self) -> Engine:
        """The write engine, for migrations and schema checks."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open the one transaction of an event; commits at the end, rolls back on any error."""
        if not self.sqlite:
            with self._writer.begin() as connection:
                yield connection
            return
        with self._lock:
            if self._connection is None:
                self._connection = self._writer.connect()
            with self._connection.begin():
                yield self._connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a snapshot that cannot write."""
        with self._reader.connect() as connection:
            if self.sqlite:
                yield connection
            else:
                yield connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )

    def close(self) -> None:
        """Close every connection; a store may be used again afterwards."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        self._writer.dispose()
        self._reader.dispose()


def _sqlite_engine(url: URL, *, synchronous: Synchronous, pool: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        hide_parameters=True,  # an error's text is logged, and parameters hold what customers wrote
        connect_args={"check_same_thread": False},
    )

    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        # sqlite3 would begin only before DML: a read-modify-write would lose updates.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")

    event.listen(engine, "connect", connect)
    return engine


def _query_only(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
