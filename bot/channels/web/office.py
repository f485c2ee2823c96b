"""What every page needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.web.bell import Bell
from bot.channels.web.shelf import Shelf
from bot.channels.web.turnstile import Turnstile
from bot.desk import Desk
from bot.documents.cabinet import Cabinet

PATIENCE = 20.0
"""Seconds a page may take to be made while the machine is busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The desk, the book's keeper, and the folder of uploads."""

    desk: Desk
    shelf: Shelf
    files: Path
    secure: bool
    """Whether cookies travel over HTTPS only."""
    secret: str = ""
    """Signs sessions, and the links of invented customers; empty: no such links."""
    bot_name: str = ""
    """Username of the customers' Telegram bot; empty when none is told."""
    fetch: Callable[[str], Awaitable[bytes]] | None = None
    """Returns what a customer sent to the Telegram bot, by Telegram's file id; None: no bot here."""
    bell: Bell = field(default_factory=Bell)
    turnstile: Turnstile = field(default_factory=Turnstile)

    @property
    def cabinet(self) -> Cabinet:
        """Where documents become files."""
        return Cabinet(self.desk.store, self.desk.books, files=self.files)
