"""The book a manager writes: read, checked, merged into packs, and reloaded when it changes."""

from bot.book.issue import Issue
from bot.book.loading import Loaded, load

__all__ = ["Issue", "Loaded", "load"]
