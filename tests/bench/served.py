"""A bot under load, as its own process: python -m tests.bench.served bot|echo API FILE SYNCHRONOUS

`bot` is the product: polling, desk, engine, durable work, sending. `echo` is the floor: a bare aiogram
handler that repeats the text after one raw sqlite3 commit.
"""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from bot.book.loading import load
from bot.book.shelf import get_ready
from bot.channels.public import PublicBot
from bot.core.engine import step
from bot.desk import Desk
from bot.store.engines import Store, Synchronous
from bot.store.rates import Rate
from bot.store.schema import create_fresh
from bot.work.dispatcher import DurableDispatcher, migrate_work, wall_clock
from bot.work.pace import Pace
from bot.work.worker import Worker

ROOT = Path(__file__).parents[2]
TOKEN = "1000001:FAKE-public"
SPEEDY = Rate(100_000, timedelta(seconds=1), burst=100_000)

Run = Callable[[str, Path, Synchronous, asyncio.Event], Awaitable[None]]


async def bot(api: str, file: Path, synchronous: Synchronous, stop: asyncio.Event) -> None:
    """Serve with Telegram's speed limits lifted: they are there to wait, and would be all there is to see."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    book = load(ROOT / "dialogues", default="ebike").book
    if book is None:
        raise SystemExit("the book has errors: python -m bot check")
    get_ready(book)
    store = Store(f"sqlite:///{file}", synchronous=synchronous)
    create_fresh(store)
    migrate_work(store)
    dispatcher = DurableDispatcher(store)
    customers = PublicBot(
        lambda step: Desk(store, lambda: book, step=step, dispatcher=dispatcher),
        step=step,
        token=TOKEN,
        api_base=api,
        uploads=file.parent,
        dialogues=ROOT / "dialogues",
        clock=wall_clock,
    )
    desk = Desk(store, lambda: book, step=step, dispatcher=dispatcher)
    pace = Pace(bot=SPEEDY, chat=SPEEDY, group=SPEEDY)
    worker = Worker(desk, dispatcher, {"telegram": customers.sender}, pace=pace)
    async with worker.running(), customers.polling():
        print("up", flush=True)  # noqa: T201 — whoever started it waits for this
        await stop.wait()
    await customers.close()
    dispatcher.close()
    store.close()


async def echo(api: str, file: Path, synchronous: Synchronous, stop: asyncio.Event) -> None:
    """Serve the floor."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("CREATE TABLE said (chat INTEGER, text TEXT)")
    dispatcher = Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def repeat(message: Message) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO said VALUES (?, ?)", (message.chat.id, message.text))
        connection.execute("COMMIT")
        await message.answer(message.text or "")

    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    polling = asyncio.create_task(
        dispatcher.start_polling(Bot(TOKEN, session=session), handle_signals=False)
    )
    print("up", flush=True)  # noqa: T201 — whoever started it waits for this
    await stop.wait()
    await dispatcher.stop_polling()
    await polling
    connection.close()


async def main(kind: str, api: str, file: Path, synchronous: str) -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    kinds: dict[str, Run] = {"bot": bot, "echo": echo}
    await kinds[kind](api, file, cast("Synchronous", synchronous), stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
