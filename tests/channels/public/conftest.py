from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.book import Book
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.channels.public.running import Running
from tests.core.engine.conversation import shipped_book
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi.fixtures import botapi

__all__ = ["botapi"]


@pytest.fixture(autouse=True)
def log() -> Iterator[list[Any]]:
    """What was logged; unconfigured, structlog would draw the whole book in a traceback."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
def book() -> Book:
    """The book as it is shipped."""
    return shipped_book()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite: what differs on PostgreSQL is the store's and the desk's affair."""
    opened = Store(f"sqlite:///{tmp_path}/test.sqlite", synchronous="NORMAL")
    create_fresh(opened)
    yield opened
    opened.close()


@pytest.fixture
def running(botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path) -> Running:
    """The public bot with the real engine, not yet started."""
    return Running(botapi, store, book, files=tmp_path)
