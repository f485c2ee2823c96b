"""The public bot against the fake Telegram, with everything real but DBOS."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiogram.utils.backoff import BackoffConfig
from aiohttp import ClientTimeout
from fastapi import FastAPI

from bot.channels.public import PublicBot
from bot.core.book import Book
from bot.core.engine import step as engine
from bot.core.markup import plain
from bot.desk import Desk, NoDispatcher, views
from bot.desk.door import Step
from bot.server import serve
from bot.store.engines import Store
from bot.store.executors import renew_executor
from bot.work.courier import Courier
from bot.work.errands import Errands
from tests.fakes.botapi import FakeBotApi, TelegramUser
from tests.patience import PATIENCE, until
from tests.work.doubles import UNHURRIED

SECRET = "hook-secret"
WORKER = "worker"
QUICKLY = BackoffConfig(min_delay=0.01, max_delay=0.05, factor=2, jitter=0.001)


class SendsAtOnce(NoDispatcher):
    """What DBOS guarantees in the product is only tried here."""

    errands: Errands | None = None

    def committed(self, conversation: str) -> None:
        if self.errands is not None:
            self.errands.wake(conversation)


class Running:
    """A public bot on a store; enter `polling` or `webhook`."""

    def __init__(
        self,
        botapi: FakeBotApi,
        store: Store,
        book: Book,
        *,
        files: Path,
        step: Step = engine,
        desks: Callable[[Step], Desk] | None = None,
    ) -> None:
        self.store = store
        self.dispatcher = SendsAtOnce()
        self.botapi = botapi
        self.bot = PublicBot(
            desks or self.desk_with(book),
            step=step,
            token=botapi.token,
            api_base=botapi.base_url,
            uploads=files,
            dialogues=files,
            clock=now,
            backoff=QUICKLY,
            timeout=ClientTimeout(total=PATIENCE),
        )

    def desk_with(self, book: Book) -> Callable[[Step], Desk]:
        return lambda step: Desk(self.store, lambda: book, step=step, dispatcher=self.dispatcher)

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        async with self._sending(), self.bot.polling():
            yield

    @asynccontextmanager
    async def webhook(self) -> AsyncIterator[str]:
        """Give the address Telegram calls."""
        site, stop = FastAPI(), asyncio.Event()
        with socket.create_server(("127.0.0.1", 0)) as port:
            url = f"http://127.0.0.1:{port.getsockname()[1]}"
            async with self._sending(), self.bot.webhook(site, url=url, secret=SECRET):
                up = asyncio.Event()
                serving = asyncio.create_task(serve(site, port, stop=stop, ready=up.set))
                await up.wait()
                await self.botapi.until(lambda: bool(self.botapi.calls("setMyCommands")))
                yield url
                stop.set()
                await serving

    def by(self, how: str) -> AbstractAsyncContextManager[object]:
        return self.polling() if how == "polling" else self.webhook()

    def transcript(self, user: TelegramUser) -> tuple[views.MessageView, ...]:
        return views.transcript(self.store, f"telegram:{user.id}")

    def said(self, user: TelegramUser) -> list[tuple[str, list[str]]]:
        """What the store says was sent, as the customer should see it."""
        return [
            (plain(line.text), [b.label for row in line.buttons for b in row if not b.request])
            for line in self.transcript(user)
            if not line.incoming and line.delivery == "sent"
        ]

    async def settled(self, user: TelegramUser) -> None:
        """Wait until every update was confirmed and nothing is pending in the chat."""

        def done() -> bool:
            history = self.botapi.bot.updates.history
            return all(update.confirmed_ms for update in history) and not any(
                line.delivery == "pending" for line in self.transcript(user)
            )

        await until(done)

    @asynccontextmanager
    async def _sending(self) -> AsyncIterator[None]:
        with self.store.write() as tx:
            renew_executor(tx, executor=WORKER, until=now() + timedelta(hours=1))
        senders = {"telegram": self.bot.sender}
        courier = Courier(self.store, senders, name=WORKER, clock=now, pace=UNHURRIED)
        errands = self.dispatcher.errands = Errands(courier)
        try:
            yield
        finally:
            await errands.stop()
            await self.bot.close()


def now() -> datetime:
    return datetime.now(UTC)


def seen(botapi: FakeBotApi, user: TelegramUser) -> list[tuple[str, list[str]]]:
    """What stands in the customer's chat."""
    return [(m.text, m.labels) for m in botapi.sent(user.id) if not m.deleted]
