"""Spreadsheets fetched from Telegram: one that comes slowly holds up nobody, and nobody sends it twice."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiohttp import ClientError

from bot.channels.public.reading import FILE_PREFIX
from bot.core.events import MediaFile

SOON = 2.0
"""Seconds the update waits for its file; those behind it in the batch wait as long."""

LATEST = 60.0
"""Seconds after which a file is given up."""

_AT_ONCE = 4
"""Files fetched side by side; the others queue, so that a flood of them fills no memory."""

_log = structlog.get_logger(__name__)


class Fetching:
    """Fetches files for one bot; `stop` gives up those still under way."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[bytes | None]] = set()

    def start(self, file: MediaFile) -> "asyncio.Task[bytes | None]":
        """Begin to fetch; the task gives the bytes, or None when Telegram does not hand them over."""
        task = asyncio.create_task(self._fetch(file.ref))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def stop(self) -> None:
        """Give up what has not come."""
        for task in self._tasks:
            task.cancel()

    async def _fetch(self, ref: str) -> bytes | None:
        try:
            async with asyncio.timeout(LATEST), self._room:
                held = await self._bot.download(ref.removeprefix(FILE_PREFIX), timeout=int(LATEST))
        except (AiogramError, ClientError, TimeoutError) as error:
            _log.info("table_not_fetched", reason=type(error).__name__)
            return None
        return held.read() if held is not None else None


async def came(task: "asyncio.Task[bytes | None]", *, within: float | None) -> bool:
    """Wait for a file, no longer than `within` seconds; whether it is settled."""
    done, _ = await asyncio.wait({task}, timeout=within)
    return bool(done)


def bytes_of(task: "asyncio.Task[bytes | None]") -> bytes | None:
    """Return what a settled task fetched; None when it was given up."""
    return None if task.cancelled() else task.result()
