"""How much may still be written into the staff group: Telegram takes 20 messages a minute."""

from collections import deque
from collections.abc import Callable
from enum import IntEnum

MESSAGES = 20
PERIOD = 60.0
"""Seconds."""


class Need(IntEnum):
    """How much of the minute's budget must be left for others before this may be written."""

    CARD = 0
    """A person is wanted: the topic and its card."""
    CUSTOMER = 1
    """What the customer says, and a reply that did not get through."""
    TALK = 4
    """What the bot and colleagues say, notes, answers to buttons."""
    NOTICE = 8
    """A card brought up to date, a mark, a topic closed: these wait, and only the newest counts."""


class Budget:
    """What one process has written into a group during the last minute.

    `clock` gives seconds. It forgets at a restart; Telegram then says for itself when it is enough.
    """

    def __init__(
        self, clock: Callable[[], float], *, messages: int = MESSAGES, period: float = PERIOD
    ) -> None:
        self._clock = clock
        self._messages = messages
        self._period = period
        self._times: deque[float] = deque()
        self._pause_until = 0.0

    def spend(self, need: Need, *, messages: int = 1) -> bool:
        """Count messages that are written now; False when they have to wait."""
        now = self._clock()
        while self._times and self._times[0] <= now - self._period:
            self._times.popleft()
        if now < self._pause_until or len(self._times) + messages > self._messages - need:
            return False
        self._times.extend([now] * messages)
        return True

    def pause(self, seconds: float) -> None:
        """Write nothing for a while: Telegram asked for it."""
        self._pause_until = max(self._pause_until, self._clock() + seconds)

    def wait(self, need: Need, *, messages: int = 1) -> float:
        """Return the seconds until so many messages of this need may be written."""
        now = self._clock()
        allowed = self._messages - need - messages
        recent = [at for at in self._times if at > now - self._period]
        waits = [self._pause_until - now]
        if len(recent) > allowed:
            waits.append(recent[len(recent) - allowed - 1] + self._period - now)
        return max(0.0, *waits)
