"""What moved, told to every open desk of this process: by the bell at once, else by looking."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.web.bell import Bell
from bot.desk.moves import Standing, moved_since
from bot.store.engines import Store

_LOOK_EVERY = 0.25
"""Seconds between two looks at the store, one for all desks of the process."""
_LOOK_BACK = timedelta(seconds=20)
"""Longer than any transaction, and than the clocks of two machines may differ."""

_log = structlog.get_logger(__name__)


class Ear:
    """One desk's share of what moved."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._moved: set[str] = set()
        self._woken = asyncio.Event()

    def hear(self, conversations: set[str]) -> None:
        """Add conversations that moved."""
        self._moved |= conversations
        self._woken.set()

    async def wait(self, *, at_most: float) -> frozenset[str]:
        """Return what moved since the last call; empty after `at_most` quiet seconds."""
        try:
            async with asyncio.timeout(at_most):
                await self._woken.wait()
        except TimeoutError:
            return frozenset()
        self._woken.clear()
        moved, self._moved = frozenset(self._moved), set()
        return moved


class Pulse:
    """Looks at the store while somebody listens."""

    def __init__(self, store: Store, bell: Bell) -> None:
        """Listen to the bell of this process, too."""
        self.beats = 0
        """Rises whenever something moved: what was read under the same number is still true."""
        self._store = store
        self._ears: list[Ear] = []
        self._known: dict[str, Standing] = {}
        self._looking: asyncio.Task[None] | None = None
        bell.overhear(lambda conversation: self._tell({conversation}))

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """Listen until the block ends."""
        ear = Ear()
        self._ears.append(ear)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on(), name="desk pulse")
        try:
            yield ear
        finally:
            self._ears.remove(ear)

    def _tell(self, moved: set[str]) -> None:
        self.beats += 1
        for ear in self._ears:
            ear.hear(moved)

    async def _look_on(self) -> None:
        while self._ears:
            await self._look()
            await asyncio.sleep(_LOOK_EVERY)

    async def _look(self) -> None:
        since = datetime.now(UTC) - _LOOK_BACK
        try:
            now = await asyncio.to_thread(moved_since, self._store, since)
        except SQLAlchemyError:
            _log.exception("desk_not_refreshed")
            return
        moved = {id_ for id_, standing in now.items() if self._known.get(id_) != standing}
        self._known = dict(now)
        if moved:
            self._tell(moved)
