"""Both bots under load, as their own process: python -m tests.bench.staffed API FILE GROUP

Telegram's speed limits are lifted: they are there to wait, and would be all there is to see.
"""

import asyncio
import signal
import sys
from pathlib import Path

import structlog

from bot.book.loading import load
from bot.book.shelf import get_ready
from bot.channels.public import PublicBot
from bot.channels.staff import StaffBot
from bot.channels.staff.budget import Budget
from bot.core.dispatch import dispatch
from bot.desk import Desk
from bot.documents.filling import filled
from bot.store.engines import Store
from bot.store.schema import create_fresh
from bot.work.dispatcher import DurableDispatcher, migrate_work, wall_clock
from bot.work.pace import Pace
from bot.work.worker import Worker
from tests.bench.served import ROOT, SPEEDY, TOKEN

STAFF_TOKEN = "1000002:FAKE-staff"


async def main(api: str, file: Path, group: int) -> None:
    """Serve until SIGTERM."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    book = load(ROOT / "dialogues", default="ebike", fill=filled).book
    if book is None:
        raise SystemExit("the book has errors: python -m bot check")
    get_ready(book)
    store = Store(f"sqlite:///{file}")
    create_fresh(store)
    migrate_work(store)
    dispatcher = DurableDispatcher(store)
    desk = Desk(store, lambda: book, step=dispatch, dispatcher=dispatcher)
    customers = PublicBot(
        lambda step: Desk(store, lambda: book, step=step, dispatcher=dispatcher),
        step=dispatch,
        token=TOKEN,
        api_base=api,
        uploads=file.parent,
        dialogues=ROOT / "dialogues",
        clock=wall_clock,
    )
    colleagues = StaffBot(
        desk,
        token=STAFF_TOKEN,
        api_base=api,
        group=group,
        uploads=file.parent,
        dialogues=ROOT / "dialogues",
        sources={"telegram:": customers.fetch},
        clock=wall_clock,
        budget=Budget(loop.time, messages=1_000_000),
    )
    pace = Pace(bot=SPEEDY, chat=SPEEDY, group=SPEEDY)
    worker = Worker(desk, dispatcher, {"telegram": customers.sender}, pace=pace)
    async with worker.running(), customers.polling(), colleagues.polling():
        print("up", flush=True)  # noqa: T201 — whoever started it waits for this
        await stop.wait()
    await colleagues.close()
    await customers.close()
    dispatcher.close()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
