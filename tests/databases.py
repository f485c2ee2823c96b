"""A fresh store for each test, on SQLite and, when its address is given, on PostgreSQL."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from bot.store.engines import Store
from bot.store.migrate import migrate
from bot.store.schema import OURS, create_fresh

ADDRESS = "TEST_DATABASE_URL"


def postgres_database(name: str) -> str:
    """Create an empty PostgreSQL database and return its URL; skips when there is no server."""
    admin = os.environ.get(ADDRESS)
    if not admin:
        pytest.skip(f"{ADDRESS} is not set: no PostgreSQL to test on")
    url = make_url(admin).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        target = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(target))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(target))
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> str:
    """The URL of a migrated PostgreSQL database shared by the tests of one worker."""
    url = postgres_database(f"shouhou_test_{worker_id}")
    migrate(url)
    return url


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with our tables, empty."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/test.sqlite"
        store = Store(url)
        create_fresh(store)
    else:
        url = request.getfixturevalue("postgres_url")
        store = Store(url)
        _empty(store)
    store.close()
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on an empty database."""
    opened = Store(database_url, synchronous="NORMAL")
    yield opened
    opened.close()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, backend: str, worker_id: str) -> str:
    """The URL of a database with nothing in it at all."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    name = re.sub(r"\W", "_", f"shouhou_{worker_id}_{request.node.name}".lower())[:60]
    return postgres_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    return str(request.param)


def _empty(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(sorted(OURS))}"))
