"""The one door: every event enters here and every reader looks out from here."""

from bot.desk.dispatch import Dispatcher, NoDispatcher
from bot.desk.door import Desk, Handled

__all__ = ["Desk", "Dispatcher", "Handled", "NoDispatcher"]
