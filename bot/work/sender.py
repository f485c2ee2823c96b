"""What a channel has to offer so that messages can be sent through it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.store.outbox import Outgoing


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel accepted the message under this id; `rest` are those of its album's other parts."""

    channel_message_id: str
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The channel refused the message; `permanent` when trying again cannot help."""

    reason: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached any more: blocked, deleted, deactivated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no answer came: it may or may not have arrived, so it is not resent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Slow:
    """The channel asks for silence (429) for so long."""

    retry_after: timedelta


SendResult = Sent | Failed | Gone | Unknown | Slow


class Sender(Protocol):
    """Sends one message, or one album; must not raise for anything the channel answers."""

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Send a message once, without retrying."""
        ...
