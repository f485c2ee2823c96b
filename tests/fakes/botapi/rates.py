"""Telegram's own speed limits, kept when a test asks for them."""

from __future__ import annotations

import math
from collections import defaultdict, deque

from telegram.constants import FloodLimit

from .clock import monotonic_ms
from .errors import too_many
from .world import BotAccount

_COUNTED = ("send", "copy", "forward")
# A burst of this many messages to one private chat passes before the second-by-second limit bites.
PRIVATE_BURST = 3


class Rates:
    """30 messages a second per bot, 1 a second per chat (short bursts pass), 20 a minute per group.

    `scale` makes time run faster: with 10, a second of limits passes in 100 ms.
    """

    def __init__(self, *, scale: float = 1.0) -> None:
        self.refused = 0
        self._second_ms = 1000.0 / scale
        self._sent: defaultdict[tuple[int, int | None], deque[float]] = defaultdict(deque)

    def check(self, bot: BotAccount, method: str, chat_id: int | None) -> None:
        """Count a message, or refuse it with 429; a refused message is not counted."""
        if not method.startswith(_COUNTED) or method == "sendChatAction":
            return
        now = monotonic_ms()
        whole: tuple[int, int | None] = (bot.id, None)
        rules = [(whole, int(FloodLimit.MESSAGES_PER_SECOND), 1.0)]
        if chat_id is not None and chat_id < 0:
            rules.append(((bot.id, chat_id), int(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP), 60.0))
        elif chat_id is not None:
            burst = PRIVATE_BURST * int(FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
            rules.append(((bot.id, chat_id), burst, float(PRIVATE_BURST)))
        for key, count, seconds in rules:
            times = self._sent[key]
            while times and times[0] <= now - seconds * self._second_ms:
                times.popleft()
            if len(times) >= count:
                self.refused += 1
                wait_ms = times[0] + seconds * self._second_ms - now
                raise too_many(max(1, math.ceil(wait_ms / 1000)))
        for key, _, _ in rules:
            self._sent[key].append(now)
