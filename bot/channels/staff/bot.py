"""The staff bot put together: one connection to Telegram, the talks, and the mirror of the group."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import structlog
from fastapi import FastAPI
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.channels.staff.answers import SlowDownError, StaffApiError
from bot.channels.staff.budget import Budget
from bot.channels.staff.cards import Cards
from bot.channels.staff.client import ANSWER, StaffClient
from bot.channels.staff.files import Download, Files
from bot.channels.staff.group import GroupTalk
from bot.channels.staff.intake import StaffIntake
from bot.channels.staff.mirror import Mirror
from bot.channels.staff.polling import FIRST_PAUSE, StaffPoller
from bot.channels.staff.private import PrivateTalk
from bot.channels.staff.showing import Showing
from bot.channels.staff.summons import Summons
from bot.channels.staff.telling import Telling
from bot.channels.staff.topics import TopicDesk
from bot.channels.staff.webhook import PATH, add_webhook
from bot.channels.staff_talk.talk import StaffTalk
from bot.channels.staff_talk.words import LANGUAGES, StaffWords
from bot.desk import Desk

_PRIVATE_MENU = ("help", "queue", "mine", "tasks", "approvals", "find", "on", "off", "away")
_GROUP_MENU = ("help", "queue", "rebuild")

_log = structlog.get_logger(__name__)


class StaffBot:
    """The staff's bot of one process; close it when the process ends.

    `group` is the configured group; None: private talks only. `sources` fetch what the public bot
    or the documents hold, by the prefix of a file's reference.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        token: str,
        api_base: str,
        group: int | None,
        uploads: Path,
        dialogues: Path,
        sources: Mapping[str, Download],
        clock: Callable[[], datetime],
        lang: str = LANGUAGES[0],
        answer: float = ANSWER,
        first_pause: float = FIRST_PAUSE,
        budget: Budget | None = None,
    ) -> None:
        self._client = StaffClient(token, api_base=api_base, answer=answer)
        self._desk = desk
        self._clock = clock
        self._first_pause = first_pause
        talk = StaffTalk(desk)
        spent = budget or Budget(asyncio.get_running_loop().time)
        self._mirror: Mirror | None = None
        in_group: GroupTalk | None = None
        if group is not None:
            files = Files(uploads=uploads, dialogues=dialogues, sources=sources)
            cards = Cards(desk, lang=lang, clock=clock)
            telling = Telling(
                self._client,
                desk.store,
                tellers=cards.teller,
                files=files,
                budget=spent,
                clock=clock,
            )
            self._mirror = Mirror(
                self._client,
                desk.store,
                group=group,
                cards=cards,
                telling=telling,
                budget=spent,
                clock=clock,
            )
            in_group = GroupTalk(
                self._client,
                desk,
                talk,
                TopicDesk(self._client, desk.store, group=group),
                Showing(self._client, talk, budget=spent, clock=clock),
                uploads=uploads,
                clock=clock,
            )
        mirror = self._mirror
        self._summons = Summons(
            self._client,
            desk,
            talk,
            leads=lambda: mirror is None or mirror.leads,
            clock=clock,
        )
        private = PrivateTalk(self._client, desk, talk, uploads=uploads, clock=clock)
        self._intake = StaffIntake(self._client, desk, private=private, group=in_group, clock=clock)

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._client.close()

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        """Read updates by long polling, and mirror, until the block ends."""
        poller = StaffPoller(self._client, self._intake, first_pause=self._first_pause)
        async with self._prepared(url="", secret=""), self._mirroring():
            reading = asyncio.create_task(poller.run())
            try:
                yield
            finally:
                poller.stop()
                await reading

    @asynccontextmanager
    async def webhook(self, site: FastAPI, *, url: str, secret: str) -> AsyncIterator[None]:
        """Take updates on a site reached at `url`, and mirror, until the block ends."""
        add_webhook(site, self._client, self._intake, secret=secret)
        async with self._prepared(url=f"{url}{PATH}", secret=secret), self._mirroring():
            yield

    @asynccontextmanager
    async def _mirroring(self) -> AsyncIterator[None]:
        """Keep the group as the store has it, and tell people what they owe, until the block ends."""
        if self._mirror is None:
            _log.info("no_staff_group", fix="set STAFF_GROUP_ID")
        going = [one for one in (self._mirror, self._summons) if one is not None]
        tasks = [asyncio.create_task(one.run()) for one in going]
        try:
            yield
        finally:
            for one in going:
                one.stop()
            await asyncio.gather(*tasks)

    @asynccontextmanager
    async def _prepared(self, *, url: str, secret: str) -> AsyncIterator[None]:
        preparing = asyncio.create_task(self._prepare(url=url, secret=secret))
        try:
            yield
        finally:
            preparing.cancel()
            await asyncio.gather(preparing, return_exceptions=True)

    async def _prepare(self, *, url: str, secret: str) -> None:
        """Tell Telegram where updates go and what the menus show, once it can be reached."""
        tries = 0
        while True:
            try:
                await self._client.take_webhook(url, secret=secret)
                for lang in LANGUAGES:
                    await self._set_menus(lang)
            except SlowDownError as slow:
                await asyncio.sleep(slow.pause.total_seconds())
            except StaffApiError as error:
                tries += 1
                _log.warning("telegram_not_reached", reason=type(error).__name__, tries=tries)
                await asyncio.sleep(min(self._first_pause * 2 ** min(tries, 6), 30.0))
            else:
                return

    async def _set_menus(self, lang: str) -> None:
        words = StaffWords(self._desk.books(), pack=self._desk.pack, lang=lang, now=self._clock())
        # The first language is everybody else's too.
        code = "" if lang == LANGUAGES[0] else lang.partition("-")[0]
        for names, scope in (
            (_PRIVATE_MENU, BotCommandScopeAllPrivateChats()),
            (_GROUP_MENU, BotCommandScopeAllGroupChats()),
        ):
            menu = [(name, words.label(f"staff.menu_{name}")) for name in names]
            await self._client.set_menu(menu, scope=scope, lang=code)
