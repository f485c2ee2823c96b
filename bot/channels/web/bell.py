"""Tells the open pages of this process that a conversation moved, ahead of their next look."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Wakes whoever listens to a conversation; other processes' pages find out by looking."""

    def __init__(self) -> None:
        """Start with no listeners."""
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._hearers: list[Callable[[str], None]] = []

    def ring(self, conversation: str) -> None:
        """Wake every listener of a conversation; call it in the event loop."""
        for listener in self._listeners.get(conversation, ()):
            listener.set()
        for hear in self._hearers:
            hear(conversation)

    def overhear(self, hear: Callable[[str], None]) -> None:
        """Call `hear` with each conversation that is rung, from now on."""
        self._hearers.append(hear)

    @contextmanager
    def listening(self, conversation: str) -> Iterator["Ear"]:
        """Listen until the block ends."""
        heard = asyncio.Event()
        self._listeners[conversation].add(heard)
        try:
            yield Ear(heard)
        finally:
            self._listeners[conversation].discard(heard)
            if not self._listeners[conversation]:
                del self._listeners[conversation]


class Ear:
    """One listener."""

    def __init__(self, heard: asyncio.Event) -> None:
        """Wait on that event."""
        self._heard = heard

    async def wait(self, *, at_most: float) -> None:
        """Return when the bell rang since the last call, or after `at_most` seconds."""
        try:
            async with asyncio.timeout(at_most):
                await self._heard.wait()
        except TimeoutError:
            return
        self._heard.clear()
