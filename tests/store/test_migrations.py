import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from bot.store.engines import Store
from bot.store.migrate import migrate, migration_config
from bot.store.migrations.scope import is_ours
from bot.store.schema import HEAD, OURS, create_fresh, is_current
from bot.work.dispatcher import migrate_work
from tests.patience import PATIENCE


@pytest.fixture
def blank(empty_url: str) -> Iterator[Store]:
    """A store on a database with nothing in it."""
    opened = Store(empty_url)
    yield opened
    opened.close()


def address(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


def differences(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": is_ours, "compare_type": True}
        )
        return list(compare_metadata(context, SQLModel.metadata))


def tables(store: Store, schema: str | None = None) -> set[str]:
    return set(inspect(store.engine).get_table_names(schema=schema))


def test_migration_from_empty_makes_the_models(blank: Store):
    assert not is_current(blank)
    migrate(address(blank))
    assert is_current(blank)
    assert differences(blank) == []
    migrate(address(blank))


def test_two_workers_may_migrate_at_once(blank: Store):
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", "migrate"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DATABASE_URL": address(blank).replace("+psycopg", "")},
        )
        for _ in range(2)
    ]
    assert [worker.wait(timeout=PATIENCE) for worker in workers] == [0, 0]
    assert is_current(blank)


def test_fresh_tables_equal_migrated_ones(blank: Store):
    create_fresh(blank)
    assert is_current(blank)
    assert differences(blank) == []
    migrate(address(blank))
    with pytest.raises(RuntimeError, match="not an empty database"):
        create_fresh(blank)


def test_dbos_tables_survive(blank: Store):
    migrate(address(blank))
    migrate_work(blank)
    schema = None if blank.sqlite else "dbos"
    theirs = tables(blank, schema)
    assert "workflow_status" in theirs
    assert differences(blank) == []
    migrate(address(blank))
    assert tables(blank, schema) == theirs


def test_downgrade_removes_ours_and_only_ours(blank: Store):
    migrate(address(blank))
    migrate_work(blank)
    with blank.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert tables(blank) & OURS == set()
    assert "workflow_status" in tables(blank, None if blank.sqlite else "dbos")


def test_head_is_the_newest_revision(blank: Store):
    with blank.engine.connect() as connection:
        script = ScriptDirectory.from_config(migration_config(connection))
    assert script.get_current_head() == HEAD


def test_every_table_of_the_models_is_ours():
    assert set(SQLModel.metadata.tables) == OURS


def test_rows_of_tenants_and_conversations_are_keyed_by_them():
    for name, table in SQLModel.metadata.tables.items():
        key = [column.name for column in table.primary_key.columns]
        if "conversation_id" in table.c and name not in {"audit", "case_file", "document", "miss"}:
            assert key[:2] == ["tenant_id", "conversation_id"], name
        elif name not in {"audit", "executor", "miss", "staff_session"}:
            assert key[0] == "tenant_id", name
