"""The book in use: read anew when a file changes; a broken edit keeps the last good one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import Lock

import structlog
from watchfiles import Change, awatch

from bot.book.checks.documents import Fill
from bot.book.digest import READ, digest
from bot.book.encoder import Embed
from bot.book.issue import Issue
from bot.book.loading import Loaded, load
from bot.core.book import Book

_log = structlog.get_logger(__name__)


class Shelf:
    """Keeps the last good book; safe to share between threads."""

    def __init__(
        self,
        root: Path,
        book: Book,
        *,
        issues: tuple[Issue, ...] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        embed: Embed | None = None,
        fill: Fill | None = None,
    ) -> None:
        """Start with a book loaded from below `root`, and the warnings found then.

        It is read again with `embed` and `fill`.
        """
        self._root = root
        self._clock = clock
        self._embed = embed
        self._fill = fill
        self._lock = Lock()
        self._book = book
        self._seen = book.digest
        self._issues = issues
        self._loaded_at = clock()

    @property
    def book(self) -> Book:
        """The last good book."""
        return self._book

    def current(self) -> Book:
        """Return the last good book."""
        return self._book

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything found at the last reading; with errors among it, the book in use is an older one."""
        return self._issues

    @property
    def loaded_at(self) -> datetime:
        """When the book in use was read, aware UTC."""
        return self._loaded_at

    def refresh(self) -> Loaded | None:
        """Read again if any file changed since the last reading; None when none did."""
        with self._lock:
            seen = digest(self._root)
            if seen == self._seen:
                return None
            loaded = load(
                self._root, default=self._book.default, embed=self._embed, fill=self._fill
            )
            self._seen = seen
            self._issues = loaded.issues
            if loaded.book is None:
                _log.error("book_refused", errors=len(loaded.errors), first=str(loaded.errors[0]))
                return loaded
            get_ready(loaded.book)
            self._book, self._loaded_at = loaded.book, self._clock()
            _log.info("book_reloaded", digest=loaded.book.digest, warnings=len(loaded.issues))
            return loaded

    async def watch(self, stop: asyncio.Event | None = None) -> None:
        """Refresh after every change below the root, until `stop` is set or the task is cancelled."""
        async for _ in awatch(self._root, watch_filter=_is_read, stop_event=stop):
            try:
                await asyncio.to_thread(self.refresh)
            except Exception:  # noqa: BLE001 - a file that vanishes in mid-reading must not stop the bot
                _log.exception("book_not_read")


def get_ready(book: Book) -> None:
    """Build what a book builds when it is first needed, so that no customer waits for it."""
    for pack in book.packs.values():
        pack.matcher.match("")
        _ = pack.intent_index
        for phrase in pack.phrases.values():
            for wording in chain.from_iterable(phrase.variants.values()):
                wording.prepare()


def _is_read(_: Change, path: str) -> bool:
    return path.endswith(READ)
