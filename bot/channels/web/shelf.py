"""What the pages ask of whoever keeps the running book."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.book.issue import Issue
from bot.core.book import Book


class Shelf(Protocol):
    """The book in use, and what the checker said when the folder was last read."""

    @property
    def book(self) -> Book:
        """The last good book."""
        ...

    @property
    def issues(self) -> Sequence[Issue]:
        """Everything found at the last reading; errors mean the book is an older one."""
        ...

    @property
    def loaded_at(self) -> datetime:
        """When the book in use was read, aware."""
        ...
