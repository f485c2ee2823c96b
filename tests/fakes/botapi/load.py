"""A steady stream of customers, and how soon each was answered."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from .actor import TelegramUser
from .world import World


@dataclass(slots=True)
class Load:
    """`count` messages at `rate` per second, dealt to `users` in turn; times in monotonic ms."""

    world: World
    users: list[TelegramUser]
    texts: list[str]
    rate: float
    count: int
    injected: list[tuple[int, float]] = field(default_factory=list)

    async def run(self) -> None:
        """Write the messages on time, catching up when the machine was late."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for index in range(self.count):
            delay = begin + index / self.rate - loop.time()
            if delay > 0:
                await asyncio.sleep(delay)
            user = self.users[index % len(self.users)]
            text = self.texts[index % len(self.texts)].replace("{n}", str(index))
            message = await user.say(text)
            self.injected.append((user.id, message.arrived_ms))

    def latencies_ms(self) -> list[float | None]:
        """Per message, ms until the first reply in its chat; None when none has come.

        A reply answers one message only, so late replies are not counted twice.
        """
        arrivals: defaultdict[int, list[float]] = defaultdict(list)
        for message in self.world.outgoing:
            arrivals[message.chat_id].append(message.arrived_ms)
        used: defaultdict[int, int] = defaultdict(int)
        found: list[float | None] = []
        for chat_id, at_ms in self.injected:
            times = arrivals[chat_id]
            index = max(used[chat_id], bisect_left(times, at_ms))
            if index < len(times):
                used[chat_id] = index + 1
                found.append(times[index] - at_ms)
            else:
                found.append(None)
        return found

    def report(self) -> dict[str, Any]:
        """Counts and percentiles, for benchmarks."""
        latencies = self.latencies_ms()
        answered = sorted(value for value in latencies if value is not None)
        cuts = (
            quantiles(answered, n=100, method="inclusive") if len(answered) > 1 else answered * 99
        )
        return {
            "done": len(self.injected) == self.count,
            "injected": len(self.injected),
            "answered": len(answered),
            "unanswered": len(latencies) - len(answered),
            "p50_ms": cuts[49] if cuts else None,
            "p95_ms": cuts[94] if cuts else None,
            "p99_ms": cuts[98] if cuts else None,
            "max_ms": answered[-1] if answered else None,
            "latencies_ms": latencies,
        }
