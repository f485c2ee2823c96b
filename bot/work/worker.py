"""The work role: sends messages and fires timers, and takes over from workers that died."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from dbos import DBOS, DBOSConfig

from bot.desk.clocks import look_again, years_to_write
from bot.desk.door import Desk
from bot.desk.immediate import timer_event
from bot.store.conversations import lock_conversation, set_armed
from bot.store.executors import renew_executor, retire_executor
from bot.store.outbox import has_pending
from bot.store.timers import Due, set_timers, timers_of
from bot.work.courier import Courier
from bot.work.dispatcher import (
    APPLICATION,
    GUARD,
    SEND,
    TIMER,
    VERSION,
    DurableDispatcher,
    wall_clock,
)
from bot.work.errands import Errands
from bot.work.pace import Pace
from bot.work.purge import purge
from bot.work.reaper import reap
from bot.work.sender import Sender
from bot.work.sweeper import sweep

LEASE = timedelta(seconds=8)
"""Long enough for a process that stalls, short enough for customers of one that died."""

_SWEEP = timedelta(seconds=30)
_PURGE = timedelta(hours=1)
_TRY_AGAIN = timedelta(minutes=10)

_log = structlog.get_logger(__name__)


class Worker:
    """Runs the durable workflows of one process; enter it once, inside the running event loop.

    `senders` are the channels this process can send through, by name. `lease` is how long the
    worker is taken to be alive after its last sign of life. On entering it goes on with
    whatever was left pending; on leaving it finishes the messages under way and gives the rest back.
    """

    def __init__(
        self,
        desk: Desk,
        dispatcher: DurableDispatcher,
        senders: Mapping[str, Sender],
        *,
        pace: Pace | None = None,
        clock: Callable[[], datetime] = wall_clock,
        lease: timedelta = LEASE,
    ) -> None:
        self.id = f"worker-{secrets.token_hex(6)}"
        self._desk = desk
        self._store = desk.store
        self._dispatcher = dispatcher
        self._clock = clock
        self._lease = lease
        self._seen_book = ""
        self._courier = Courier(desk.store, senders, name=self.id, clock=clock, pace=pace)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends."""
        loop = asyncio.get_running_loop()
        errands = Errands(self._courier)
        await asyncio.to_thread(self._beat)
        await asyncio.to_thread(self._launch, errands, loop)
        self._dispatcher.on_commit = errands.wake
        await asyncio.to_thread(self._notice_rules)
        await asyncio.to_thread(self._go_on, errands)
        chores = [
            loop.create_task(self._every(self._lease / 4, lambda: self._live(errands))),
            loop.create_task(self._every(_SWEEP, lambda: self._sweep(errands))),
            loop.create_task(self._every(_PURGE, self._purge)),
        ]
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            self._dispatcher.on_commit = None
            await errands.stop()
            await asyncio.to_thread(self._land)
            await asyncio.to_thread(self._leave)

    def _launch(self, errands: Errands, loop: asyncio.AbstractEventLoop) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": VERSION,
            "executor_id": self.id,
            "system_database_url": self._store.url.render_as_string(hide_password=False),
            "log_level": "WARNING",
        }
        DBOS(config=config)

        @DBOS.workflow(name=SEND)
        def send(conversation: str) -> None:
            # The channels' clients live on the main loop.
            draining = asyncio.run_coroutine_threadsafe(errands.drain(conversation), loop)
            self._guard_again(conversation, look_again=draining.result())

        @DBOS.workflow(name=TIMER)
        def wake(conversation: str) -> None:
            self.wake(conversation)

        DBOS.launch()
        DBOS.register_queue(SEND, partition_concurrency=1, worker_concurrency=64)
        DBOS.register_queue(TIMER, worker_concurrency=8)

    def _land(self) -> None:
        # DBOS complains of every workflow its queue threads start while they are being stopped;
        # those stay pending, and whoever reaps this worker resumes them.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        DBOS.destroy(destroy_registry=True)

    def wake(self, conversation: str) -> None:
        """Fire what is due in a conversation, then make sure of being woken for the rest.

        Early, late or twice: the timers' own rows decide, and each fires once.
        """
        with self._store.read() as tx:
            timers = timers_of(tx, tenant=self._store.tenant, conversation=conversation)
        now = self._clock()
        for due in timers:
            if due.at <= now:
                self._fire(due, now=now)
        with self._store.write() as tx:
            held = lock_conversation(tx, tenant=self._store.tenant, conversation=conversation)
            if held is None:
                return
            held.wake_armed = None
            rest = timers_of(tx, tenant=self._store.tenant, conversation=conversation)
            if rest:
                self._dispatcher.arm_timer(tx, held, at=rest[0].at)
            set_armed(tx, held)

    def _fire(self, due: Due, *, now: datetime) -> None:
        try:
            self._desk.handle(timer_event(due, at=now))
        except Exception:  # noqa: BLE001 — one timer that fails must not hold up all others
            _log.exception("timer_failed", conversation=due.conversation, timer=due.name)
            again = [(due.name, now + _TRY_AGAIN)]
            with self._store.write() as tx:
                set_timers(tx, tenant=self._store.tenant, conversation=due.conversation, due=again)

    def _guard_again(self, conversation: str, *, look_again: datetime | None) -> None:
        """Under the chat's lock: stand guard again while something is pending, else stand down."""
        soon = self._clock() + GUARD
        tenant = self._store.tenant
        with self._store.write() as tx:
            held = lock_conversation(tx, tenant=tenant, conversation=conversation)
            if held is None:
                return
            held.send_armed = None
            if has_pending(tx, tenant=tenant, conversation=conversation):
                self._dispatcher.guard_send(tx, held, at=max(soon, look_again or soon))
            set_armed(tx, held)

    async def _every(self, period: timedelta, chore: Callable[[], None]) -> None:
        while True:
            try:
                await asyncio.to_thread(chore)
            except Exception:  # noqa: BLE001 — a chore that fails once is done again next time
                _log.exception("chore_failed")
            await asyncio.sleep(period.total_seconds())

    def _beat(self) -> None:
        with self._store.write() as tx:
            renew_executor(tx, executor=self.id, until=self._clock() + self._lease)

    def _live(self, errands: Errands) -> None:
        self._beat()
        if reap(self._store, now=self._clock()):
            # Its chats wait now, not when their guards are due.
            self._go_on(errands)

    def _go_on(self, errands: Errands) -> None:
        """Send and wake what the last run left behind, however young."""
        now = self._clock()
        sweep(self._store, now=now, send=errands.wake, wake=self.wake, late=timedelta())

    def _notice_rules(self) -> None:
        """After a start or a change of the book, have what is owed computed by the rules of now."""
        book = self._desk.books()
        if book.digest == self._seen_book:
            return
        self._seen_book = book.digest
        look_again(self._store, now=self._clock())
        for pack, years in years_to_write(book, now=self._clock()).items():
            _log.warning("calendar_year_unknown", pack=pack, years=years)

    def _sweep(self, errands: Errands) -> None:
        self._notice_rules()
        sweep(self._store, now=self._clock(), send=errands.wake, wake=self.wake)

    def _purge(self) -> None:
        purge(self._store, now=self._clock())

    def _leave(self) -> None:
        with self._store.write() as tx:
            retire_executor(tx, executor=self.id, now=self._clock())
