"""What the desk asks of whoever sends messages and wakes conversations later."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.store.conversations import Locked


class Dispatcher(Protocol):
    """Guarantees that committed rows are acted on, even if this process dies at once.

    The methods that take `tx` work inside the event's transaction and change only
    `held.send_armed` and `held.wake_armed`, which the desk saves.
    """

    def enqueue_send(self, tx: Connection, held: Locked) -> None:
        """Make sure somebody sends the chat's pending rows."""
        ...

    def arm_timer(self, tx: Connection, held: Locked, *, at: datetime) -> None:
        """Make sure somebody wakes the conversation at `at` or earlier."""
        ...

    def committed(self, conversation: str) -> None:
        """Hear that rows of this chat are there to be sent; called after the commit."""
        ...


class NoDispatcher:
    """Nobody acts later: the terminal and tests read rows and fire timers themselves."""

    def enqueue_send(self, tx: Connection, held: Locked) -> None:
        """Do nothing."""

    def arm_timer(self, tx: Connection, held: Locked, *, at: datetime) -> None:
        """Do nothing."""

    def committed(self, conversation: str) -> None:
        """Do nothing."""
