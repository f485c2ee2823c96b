"""The terminal chat put together: a book, a database and a clock for one session."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.terminal.session import Session
from bot.core.dispatch import dispatch
from bot.database import open_store
from bot.desk import Desk
from bot.opening import read_book
from bot.settings import Settings
from bot.store.engines import Store
from bot.store.schema import create_fresh

MACHINE_START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""When a session for programs begins on a throw-away database: a Monday, 10:00 in China.

It has a clock of its own, so that the same inputs give the same outputs on any day.
"""


@contextmanager
def open_chat(
    settings: Settings, *, for_programs: bool, own: bool = False, documents: Path | None = None
) -> Iterator[Session]:
    """Open a session on `DATABASE_URL` when that is set, else on a database that goes away.

    `own`: `DATABASE_URL` is a file for chatting, no company's: people are made up when they speak.
    `documents`: the folder printed forms are written to, if any. Raises SettingsError and BookRefusedError.
    """
    book = read_book(settings)
    with tempfile.TemporaryDirectory(prefix="shouhou-") as folder:
        if settings.database_url:
            store, files, start = open_store(settings), settings.files_dir, None
        else:
            store, files = Store(f"sqlite:///{folder}/chat.db", synchronous="NORMAL"), Path(folder)
            start = MACHINE_START if for_programs else None
            create_fresh(store)
        try:
            desk = Desk(store, lambda: book, step=dispatch)
            make_up = own or not settings.database_url
            yield Session(desk, files=files, start=start, documents=documents, make_up=make_up)
        finally:
            store.close()
