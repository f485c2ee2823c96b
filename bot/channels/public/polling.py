"""Long polling that confirms a batch only when every update of it is settled.

aiogram's own poller confirms as soon as a handler was started, or after one that raised; here the
next `getUpdates`, which is what confirms, waits for the commits.
"""

import asyncio
from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, ClientDecodeError, TelegramRetryAfter
from aiogram.methods import GetUpdates
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig
from pydantic import ValidationError

from bot.channels.lanes import offset_after, rest, settle_in_lanes
from bot.channels.public.events import UPDATES
from bot.channels.public.intake import DatabaseAwayError, Intake

WAIT = 30
"""Seconds Telegram may hold an empty poll open."""

GRACE = 15
"""Seconds an answer may take beyond that."""

BACKOFF = BackoffConfig(min_delay=0.5, max_delay=30, factor=2, jitter=0.1)

_log = structlog.get_logger(__name__)


class Poller:
    """Reads updates for one bot until it is stopped.

    A chat's updates are taken in their order, those of different chats side by side.
    """

    def __init__(self, bot: Bot, intake: Intake, *, backoff: BackoffConfig = BACKOFF) -> None:
        self._bot = bot
        self._intake = intake
        self._backoff = backoff
        self._offset: int | None = None
        self._stopping = asyncio.Event()
        self._fetching: asyncio.Task[Sequence[Update]] | None = None

    def stop(self) -> None:
        """Ask for no more updates; those at hand are still taken."""
        self._stopping.set()
        if self._fetching is not None:
            self._fetching.cancel()

    async def run(self) -> None:
        """Read until stopped; whatever Telegram or the network does, it goes on later."""
        backoff = Backoff(self._backoff)
        while not self._stopping.is_set():
            self._fetching = asyncio.create_task(self._fetch())
            try:
                updates = await self._fetching
            except asyncio.CancelledError:
                if self._stopping.is_set():
                    return
                raise
            except TelegramRetryAfter as slow:
                await rest(self._stopping, slow.retry_after)
            except AiogramError as error:
                _log.warning("poll_failed", reason=type(error).__name__, tries=backoff.counter + 1)
                await rest(self._stopping, next(backoff))
            else:
                backoff.reset()
                await self._take(updates)

    async def _fetch(self) -> Sequence[Update]:
        poll = GetUpdates(offset=self._offset, timeout=WAIT, allowed_updates=list(UPDATES))
        try:
            return await self._bot(poll, request_timeout=WAIT + GRACE)
        except ClientDecodeError as error:
            return self._readable(error)

    def _readable(self, error: ClientDecodeError) -> Sequence[Update]:
        """Read one by one what could not be read together, so that one update blocks no other."""
        if not isinstance(error.data, dict) or not error.data.get("ok"):
            raise error
        updates = []
        for raw in error.data["result"]:
            try:
                updates.append(Update.model_validate(raw, context={"bot": self._bot}))
            except ValidationError as refused:
                _log.error(
                    "update_unreadable", update=raw["update_id"], errors=len(refused.errors())
                )
                # Known by its id alone it is no event, but it is confirmed with its batch.
                updates.append(Update(update_id=raw["update_id"]))
        return updates

    async def _take(self, updates: Sequence[Update]) -> None:
        if updates and await settle_in_lanes(updates, lane_of=_chat, settle=self._settle):
            self._offset = offset_after(updates)

    async def _settle(self, update: Update) -> bool:
        backoff = Backoff(self._backoff)
        while True:
            try:
                await self._intake.take(update)
            except DatabaseAwayError as away:
                if self._stopping.is_set():
                    return False
                _log.warning("database_away", reason=str(away), tries=backoff.counter + 1)
                await rest(self._stopping, next(backoff))
            else:
                return True


def _chat(update: Update) -> int:
    """Return the chat an update belongs to, so that its order is kept; 0 when to none."""
    message = update.message or update.edited_message
    if update.callback_query is not None:
        return update.callback_query.from_user.id  # a private chat has the id of its person
    if update.my_chat_member is not None:
        return update.my_chat_member.chat.id
    return 0 if message is None else message.chat.id
