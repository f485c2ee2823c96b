"""How fast messages may leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.store.rates import Rate

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Telegram's limits with a margin: 30/s a bot, about 1/s a chat, 20/min a group."""

    bot: Rate = field(default_factory=lambda: Rate(27, _SECOND, burst=27))
    chat: Rate = field(default_factory=lambda: Rate(1, _SECOND, burst=5))
    group: Rate = field(default_factory=lambda: Rate(20, timedelta(minutes=1), burst=3))

    def rates(self, conversation: str) -> Mapping[str, Rate]:
        """Return the rates a message to this conversation must respect, by slot key."""
        channel, _, chat = conversation.partition(":")
        # Telegram's groups have negative ids.
        of_chat = self.group if chat.startswith("-") else self.chat
        return {f"bot:{channel}": self.bot, f"chat:{conversation}": of_chat}
