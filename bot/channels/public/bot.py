"""The public bot put together: one connection to Telegram, used to read and to send."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import AiogramError
from aiogram.utils.backoff import Backoff, BackoffConfig
from aiohttp import ClientTimeout
from fastapi import FastAPI

from bot.channels.public.events import UPDATES
from bot.channels.public.intake import Intake
from bot.channels.public.menu import set_menu
from bot.channels.public.polling import BACKOFF, Poller
from bot.channels.public.sender import TelegramSender
from bot.channels.public.webhook import PATH, add_webhook
from bot.desk import Desk
from bot.desk.door import Step

TIMEOUT = ClientTimeout(total=30, sock_connect=10)
"""Seconds. With a limit for connecting alone, a message that never left can be told from one that
may have: only the first is sent again."""

_log = structlog.get_logger(__name__)


class PublicBot:
    """The customers' bot of one process; close it when the process ends.

    `desks` makes a desk on the running store for an engine. `sender` may be used without reading
    updates, and updates may be read where nothing is sent.
    """

    def __init__(
        self,
        desks: Callable[[Step], Desk],
        *,
        step: Step,
        token: str,
        api_base: str,
        uploads: Path,
        dialogues: Path,
        clock: Callable[[], datetime],
        backoff: BackoffConfig = BACKOFF,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        session = AiohttpSession(
            api=TelegramAPIServer.from_base(api_base),
            timeout=cast("float", timeout),  # aiogram hands it to aiohttp as it is
        )
        properties = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
        self._bot = Bot(token, session=session, default=properties)
        self._desk = desks(step)
        self._backoff = backoff
        self._intake = Intake(self._bot, desks, step=step, clock=clock)
        self.sender = TelegramSender(self._bot, self._desk, uploads=uploads, dialogues=dialogues)

    async def fetch(self, file_id: str) -> bytes:
        """Return the bytes of a file a customer sent; raises AiogramError. 20 MB at most."""
        found = await self._bot.download(file_id)
        return b"" if found is None else found.read()

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._bot.session.close()

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        """Read updates by long polling until the block ends."""
        poller = Poller(self._bot, self._intake, backoff=self._backoff)
        async with self._prepared(url="", secret=""):
            reading = asyncio.create_task(poller.run())
            try:
                yield
            finally:
                poller.stop()
                await reading

    @asynccontextmanager
    async def webhook(self, site: FastAPI, *, url: str, secret: str) -> AsyncIterator[None]:
        """Take updates on a site reached at `url` until the block ends; Telegram keeps the rest."""
        add_webhook(site, self._bot, self._intake, secret=secret)
        async with self._prepared(url=f"{url}{PATH}", secret=secret):
            yield

    @asynccontextmanager
    async def _prepared(self, *, url: str, secret: str) -> AsyncIterator[None]:
        preparing = asyncio.create_task(self._prepare(url=url, secret=secret))
        try:
            yield
        finally:
            preparing.cancel()
            await asyncio.gather(preparing, return_exceptions=True)
            await self._intake.finish()

    async def _prepare(self, *, url: str, secret: str) -> None:
        """Tell Telegram where updates go and what the menu shows, once it can be reached."""
        backoff = Backoff(self._backoff)
        while True:
            try:
                if url:
                    await self._bot.set_webhook(
                        url, secret_token=secret, allowed_updates=list(UPDATES)
                    )
                else:
                    await self._bot.delete_webhook()
                book = self._desk.books()
                await set_menu(self._bot, book, pack=self._desk.pack or book.default)
            except AiogramError as error:
                _log.warning(
                    "telegram_not_reached", reason=type(error).__name__, tries=backoff.counter + 1
                )
                await asyncio.sleep(next(backoff))
            else:
                return
