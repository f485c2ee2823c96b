"""Take one update in: once this returns, it is committed and may be acknowledged."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, ChatMemberUpdated, Update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.channels.public.events import (
    SOMEONE_ELSES,
    TOO_LARGE,
    group_joined,
    notice_for,
    read_update,
)
from bot.channels.public.fetching import SOON, Fetching, bytes_of, came
from bot.channels.public.notices import language_of, saying, words
from bot.channels.tables import is_table, table_event, table_late, too_large
from bot.core.events import CustomerSentMedia, DealerSentTable, Event
from bot.desk import Desk
from bot.desk.door import Step

TRIES = 3
"""How often an update that makes the desk raise is tried before it is given up."""

NOT_SAVED = "telegram.not_saved"
IN_A_GROUP = "telegram.group"

_FIRST_PAUSE = 0.1
"""Seconds before the second try, doubled before each further one."""

_AWAY = (InterfaceError, OperationalError, PoolTimeoutError)

_log = structlog.get_logger(__name__)


class DatabaseAwayError(Exception):
    """The database does not answer: the update is not settled and has to come again."""


class Intake:
    """Hands updates to the desk, each until it is committed or given up.

    `desks` makes a desk on the running store for an engine. An update that makes the engine raise
    is kept in the transcript and answered with a request to send it again, so that it holds up
    nobody behind it.
    """

    def __init__(
        self,
        bot: Bot,
        desks: Callable[[Step], Desk],
        *,
        step: Step,
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._desk = desks(step)
        self._notices = {
            phrase: desks(saying(phrase)) for phrase in (NOT_SAVED, SOMEONE_ELSES, TOO_LARGE)
        }
        self._files = Fetching(bot)
        self._errands: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Handle an update; raises DatabaseAwayError when it may not be acknowledged yet."""
        if update.callback_query is not None:
            self._run(self._answer(update.callback_query))
        joined = group_joined(update)
        if joined is not None:
            await self._leave(joined)
            return
        event = read_update(update, at=self._clock())
        if event is None:
            return
        notice = notice_for(update, event)
        event = await self._with_table(event) if notice is None else event
        desk = self._desk if notice is None else self._notices[notice]
        if not await self._keep(event, desk) and not await self._keep(
            event, self._notices[NOT_SAVED]
        ):
            await self._apologise(event)

    async def finish(self) -> None:
        """Wait for the answers to pressed buttons that are still under way; give up slow files."""
        self._files.stop()
        await asyncio.gather(*self._errands, return_exceptions=True)

    async def _with_table(self, event: Event) -> Event:
        """Put what a spreadsheet says in the place of the file; one that comes slowly is told of first."""
        media = event.what
        if not isinstance(media, CustomerSentMedia) or not is_table(media.file):
            return event
        if too_large(media.file):
            return replace(event, what=await _read(media, None))
        fetching = self._files.start(media.file)
        if await came(fetching, within=SOON):
            return replace(event, what=await _read(media, bytes_of(fetching)))
        self._run(self._deliver(event, media, fetching))
        return replace(event, what=replace(table_late(media.file), caption=media.caption))

    async def _deliver(
        self, event: Event, media: CustomerSentMedia, fetching: "asyncio.Task[bytes | None]"
    ) -> None:
        """Hand over a file that came late, or that it did not come, as an event of its own."""
        await came(fetching, within=None)
        table = await _read(media, bytes_of(fetching))
        what = replace(table, caption="", again=True)
        update = f"{event.update_id}:file"
        late = replace(event, what=what, update_id=update, at=self._clock())
        for attempt in range(TRIES):
            try:
                await self._keep(late, self._desk)
            except DatabaseAwayError:
                await asyncio.sleep(_FIRST_PAUSE * 2**attempt)
            else:
                return

    async def _keep(self, event: Event, desk: Desk) -> bool:
        for attempt in range(1, TRIES + 1):
            try:
                await desk.receive(event)
            except _AWAY as error:
                raise DatabaseAwayError(type(error).__name__) from error
            except Exception:  # noqa: BLE001 — whatever it is, those behind it must not wait
                _log.exception(
                    "update_raised",
                    conversation=event.conversation,
                    update=event.update_id,
                    attempt=attempt,
                )
                if attempt < TRIES:
                    await asyncio.sleep(_FIRST_PAUSE * 2 ** (attempt - 1))
            else:
                return True
        return False

    async def _apologise(self, event: Event) -> None:
        """Nothing can be stored for this update: tell the customer without the store."""
        _log.error("update_lost", conversation=event.conversation, update=event.update_id)
        book = self._desk.books()
        pack = self._desk.pack or book.default
        lang = language_of(event.sender.language)
        text, _ = words(book, NOT_SAVED, pack=pack, lang=lang)
        await self._quietly(self._bot.send_message(event.conversation.partition(":")[2], text))

    async def _leave(self, joined: ChatMemberUpdated) -> None:
        book = self._desk.books()
        lang = language_of(joined.from_user.language_code or "")
        text, _ = words(book, IN_A_GROUP, pack=self._desk.pack or book.default, lang=lang)
        await self._quietly(self._bot.send_message(joined.chat.id, text))
        await self._quietly(self._bot.leave_chat(joined.chat.id))

    async def _answer(self, query: CallbackQuery) -> None:
        await self._quietly(self._bot.answer_callback_query(query.id))

    async def _quietly(self, call: Coroutine[Any, Any, object]) -> None:
        """Do what is only a courtesy: the update is settled whether it works or not."""
        try:
            await call
        except AiogramError as error:
            _log.info("courtesy_failed", reason=type(error).__name__)

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


async def _read(media: CustomerSentMedia, data: bytes | None) -> DealerSentTable:
    table = await asyncio.to_thread(table_event, media.file, data)
    return replace(table, caption=media.caption)
