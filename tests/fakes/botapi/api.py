"""FakeBotApi: a Telegram on 127.0.0.1 that a test owns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.patience import PATIENCE

from .actor import TelegramUser
from .clock import monotonic_ms
from .control import Control
from .dispatch import Dispatcher
from .faults import Faults
from .group import TelegramGroup, administrator
from .ledger import Ledger, Record
from .params import Request
from .rates import Rates
from .server import Server
from .updates import UpdateQueue
from .webhook import Webhooks
from .world import BotAccount, Chat, Message, User, World

DEFAULT_TOKEN = "1000001:FAKE-public"
FIRST_USER = 7_000_001
FIRST_GROUP = -1_001_000_000_001


class FakeBotApi:
    """A Bot API server with one bot to begin with; `async with` starts and stops it.

    `rates` enforces Telegram's speed limits; `query_lifetime_s` is how long a pressed button
    may wait for its answer; `log` receives every call as a JSON line.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = DEFAULT_TOKEN,
        username: str = "shouhou_public_bot",
        log: Path | None = None,
        rates: Rates | None = None,
        query_lifetime_s: float = 60.0,
    ) -> None:
        self.world = World()
        self.faults = Faults()
        self.ledger = Ledger(log)
        self.webhooks = Webhooks(execute=self._execute, changed=self.world.changed)
        self._dispatcher = Dispatcher(
            self.world, self.faults, self.ledger, rates, query_lifetime_s, self.webhooks
        )
        self._port = port
        self._runner: web.AppRunner | None = None
        self._server: Server | None = None
        self.bot = self.add_bot(token=token, username=username)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        self._server = Server(self._dispatcher)
        Control(self).add_routes(self._server.app)
        # A poller that was killed must not leave its long poll behind.
        self._runner = web.AppRunner(
            self._server.app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Answer what waits, close every connection."""
        assert self._runner is not None
        assert self._server is not None
        self._server.closing.set()
        for bot in self.world.bots.values():
            bot.updates.interrupt(None)
        await self.webhooks.close(list(self.world.bots.values()))
        await self._runner.cleanup()
        self.ledger.close()

    @property
    def port(self) -> int:
        return self._port

    @property
    def token(self) -> str:
        """Token of the first bot."""
        return self.bot.token

    @property
    def base_url(self) -> str:
        """For aiogram's `TelegramAPIServer.from_base`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def ptb_base_url(self) -> str:
        """For python-telegram-bot's `base_url`."""
        return f"{self.base_url}/bot"

    @property
    def ptb_base_file_url(self) -> str:
        """For python-telegram-bot's `base_file_url`."""
        return f"{self.base_url}/file/bot"

    def add_bot(
        self, *, token: str, username: str, reads_all_group_messages: bool = False
    ) -> BotAccount:
        """Another bot on the same server."""
        bot = BotAccount(
            id=int(token.partition(":")[0]),
            token=token,
            username=username,
            first_name=username,
            updates=UpdateQueue(faults=self.faults.updates, changed=self.world.changed),
            reads_all_group_messages=reads_all_group_messages,
        )
        self.world.bots[token] = bot
        return bot

    def user(
        self,
        *,
        id: int | None = None,  # noqa: A002 Telegram's own word
        name: str = "客户",
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = "zh-hans",
        bot: BotAccount | None = None,
    ) -> TelegramUser:
        """A person who talks to `bot` (the first one unless told); known ids are met again."""
        number = FIRST_USER + len(self.world.users) if id is None else id
        account = self.world.users.setdefault(
            number, User(number, name, last_name, username, language)
        )
        return TelegramUser(self.world, account, bot or self.bot)

    def group(
        self,
        *,
        title: str,
        id: int | None = None,  # noqa: A002 Telegram's own word
        is_forum: bool = True,
        kind: str = "supergroup",
        members: Iterable[TelegramUser] = (),
        bots: Iterable[BotAccount] | None = None,
    ) -> TelegramGroup:
        """A group where `bots` (the first one unless told) are administrators."""
        number = FIRST_GROUP - len(self.world.groups) if id is None else id
        chat = Chat(number, kind, title=title, is_forum=is_forum and kind == "supergroup")
        self.world.groups[number] = chat
        for member in members:
            chat.members[member.id] = {"status": "member"}
        for bot in [self.bot] if bots is None else bots:
            chat.members[bot.id] = administrator()
        return TelegramGroup(self.world, chat)

    def known_group(self, number: int) -> TelegramGroup:
        """A group that exists; KeyError otherwise."""
        return TelegramGroup(self.world, self.world.groups[number])

    def sent(self, chat_id: int | None = None, *, bot: BotAccount | None = None) -> list[Message]:
        """Messages bots have put into chats, in order of arrival, deleted and repeated ones too."""
        return [
            message
            for message in self.world.outgoing
            if chat_id in (None, message.chat_id) and (bot is None or bot.id == message.bot_id)
        ]

    def send_counts(self) -> Counter[tuple[int, str]]:
        """How often each text was put into each chat."""
        return Counter((message.chat_id, message.text) for message in self.world.outgoing)

    def repeated(self) -> Counter[tuple[int, str]]:
        """Of `send_counts`, only what was sent more than once."""
        return Counter({key: n for key, n in self.send_counts().items() if n > 1})

    def calls(self, method: str | None = None, *, chat_id: int | None = None) -> list[Record]:
        """Calls in order of arrival, failed ones too."""
        return [
            record
            for record in self.ledger.records
            if method in (None, record.method) and chat_id in (None, record.chat_id)
        ]

    async def until(self, condition: Callable[[], bool], *, timeout: float = PATIENCE) -> None:
        """Wait for a condition on the fake's state; AssertionError after `timeout` seconds."""
        if not await self.world.changed.until(condition, timeout=timeout):
            raise AssertionError(f"did not come true within {timeout} s")

    @staticmethod
    def now_ms() -> float:
        """The clock of every `arrived_ms`, `at_ms` and `created_ms`."""
        return monotonic_ms()

    async def _execute(self, bot: BotAccount, request: Request) -> None:
        await self._dispatcher.perform(bot, request)
