"""How fast messages may leave."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.store.rates import Limit, Rate

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Telegram's limits with a margin: 30/s a bot, about 1/s a chat, 20/min a group."""

    bot: Rate = field(default_factory=lambda: Rate(27, _SECOND, burst=27))
    chat: Rate = field(default_factory=lambda: Rate(1, _SECOND, burst=5))
    group: Rate = field(default_factory=lambda: Rate(20, timedelta(minutes=1), burst=3))

    def of_chat(self, conversation: str) -> Limit:
        """Return the limit of the chat itself."""
        _, _, chat = conversation.partition(":")
        # Telegram's groups have negative ids.
        rate = self.group if chat.startswith("-") else self.chat
        return Limit(f"chat:{conversation}", rate)

    def of_bot(self, conversation: str) -> Limit:
        """Return the limit all chats of the bot share."""
        channel, _, _ = conversation.partition(":")
        return Limit(f"bot:{channel}", self.bot)
