"""The web pages: a chat to try the bot as a customer, and the running book for staff."""

from bot.channels.web.mount import mount
from bot.channels.web.shelf import Shelf

__all__ = ["Shelf", "mount"]
