"""Long polling that confirms a batch only when every update of it is settled.

The library's own updater confirms before anything is handled; here the next `getUpdates`, which is
what confirms, waits for the commits.
"""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Update

from bot.channels.lanes import offset_after, rest, settle_in_lanes
from bot.channels.staff.answers import SlowDownError, StaffApiError
from bot.channels.staff.client import StaffClient
from bot.channels.staff.intake import DatabaseAwayError, StaffIntake

_log = structlog.get_logger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds to wait after a poll that failed, doubled each time."""


class StaffPoller:
    """Reads updates for the staff bot until it is stopped.

    What one person does is taken in its order, people side by side.
    """

    def __init__(
        self, client: StaffClient, intake: StaffIntake, *, first_pause: float = FIRST_PAUSE
    ) -> None:
        self._client = client
        self._intake = intake
        self._first = first_pause
        self._offset: int | None = None
        self._stopping = asyncio.Event()
        self._fetching: asyncio.Task[tuple[Update, ...]] | None = None

    def stop(self) -> None:
        """Ask for no more updates; those at hand are still taken."""
        self._stopping.set()
        if self._fetching is not None:
            self._fetching.cancel()

    async def run(self) -> None:
        """Read until stopped; whatever Telegram or the network does, it goes on later."""
        tries = 0
        while not self._stopping.is_set():
            self._fetching = asyncio.create_task(self._client.updates(offset=self._offset))
            try:
                updates = await self._fetching
            except asyncio.CancelledError:
                if self._stopping.is_set():
                    return
                raise
            except SlowDownError as slow:
                await rest(self._stopping, slow.pause.total_seconds())
            except StaffApiError as error:
                tries += 1
                _log.warning("staff_poll_failed", reason=str(error), tries=tries)
                await rest(self._stopping, self._after(tries))
            else:
                tries = 0
                await self._take(updates)

    async def _take(self, updates: Sequence[Update]) -> None:
        if updates and await settle_in_lanes(updates, lane_of=_person, settle=self._settle):
            self._offset = offset_after(updates)

    async def _settle(self, update: Update) -> bool:
        tries = 0
        while True:
            try:
                await self._intake.take(update)
            except DatabaseAwayError as away:
                if self._stopping.is_set():
                    return False
                tries += 1
                _log.warning("database_away", reason=str(away), tries=tries)
                await rest(self._stopping, self._after(tries))
            else:
                return True

    def _after(self, tries: int) -> float:
        return min(self._first * 2.0 ** min(tries - 1, 16), LONGEST_PAUSE)


def _person(update: Update) -> int:
    """Return who did it, so that their order is kept; 0 for nobody."""
    return 0 if update.effective_user is None else update.effective_user.id
