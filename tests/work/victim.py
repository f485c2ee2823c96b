"""A process to be killed: handles updates of a few chats and sends the replies into a file.

Arguments: database URL, log file, mode. `load` sends briskly; `share` does so too, with a lease that
no stall of a busy machine outlasts; `stuck` never finishes a send, and enqueues it as another
process would, so that a durable workflow is caught in the middle.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from bot.core.effects import SetTimer
from bot.core.events import CustomerSaid, Event
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk
from bot.store.engines import Store
from bot.store.outbox import Outgoing
from bot.work.dispatcher import DurableDispatcher, migrate_work, wall_clock
from bot.work.sender import Sent
from bot.work.worker import Worker
from tests.desk.engines import event, say, tiny_book
from tests.work.doubles import UNHURRIED

UPDATES = 150
CHATS = 6
LEASE = timedelta(seconds=1)
LONG_LEASE = timedelta(minutes=5)


def reply(_book: object, state: State, event_: Event, _records: Records) -> Turn:
    said = event_.what.text if isinstance(event_.what, CustomerSaid) else ""
    timer = SetTimer("nudge", event_.at + timedelta(minutes=10))
    return Turn(state, (say(f"{said}a"), say(f"{said}b"), timer))


class LogSender:
    def __init__(self, log: Path, *, stuck: bool) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._stuck = stuck

    async def send(self, outgoing: Outgoing) -> Sent:
        os.write(self._log, f"{outgoing.conversation} {outgoing.text}\n".encode())
        await asyncio.sleep(3600 if self._stuck else 0.001)
        return Sent("1")


async def main(url: str, log: Path, mode: str) -> None:
    store = Store(url, synchronous="NORMAL")
    migrate_work(store)
    dispatcher = DurableDispatcher(store)
    front = DurableDispatcher(store)
    stuck = mode == "stuck"
    desk = Desk(store, tiny_book, step=reply, dispatcher=front if stuck else dispatcher)
    sender = LogSender(log, stuck=stuck)
    lease = LONG_LEASE if mode == "share" else LEASE
    worker = Worker(desk, dispatcher, {"telegram": sender}, pace=UNHURRIED, lease=lease)
    async with worker.running():
        for number in range(1 if stuck else UPDATES):
            chat = f"telegram:{number % CHATS}"
            at = wall_clock()
            await desk.receive(event(f"{number:04}", chat=chat, update=str(number), at=at))
        print("handled", flush=True)  # noqa: T201 — the test waits for this line
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
