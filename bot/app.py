"""The composition root: everything that serves, in one event loop, until a signal."""

import asyncio
import errno
import signal
import socket
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from time import perf_counter

import structlog
from structlog.contextvars import bound_contextvars

from bot.core.book import Book
from bot.core.engine import step
from bot.core.events import Event
from bot.database import open_store
from bot.desk import Desk, Handled
from bot.desk.staff import first_admin
from bot.greeting import greeting
from bot.opening import read_book
from bot.server import make_site, open_port, serve
from bot.settings import Settings, SettingsError
from bot.work.dispatcher import DurableDispatcher, migrate_work
from bot.work.worker import Worker

_log = structlog.get_logger(__name__)


class LoggedDesk(Desk):
    """A desk that logs each event by its conversation and update, and nothing of what was said."""

    def handle(self, event: Event) -> Handled:
        """Handle an event; every line logged meanwhile carries its ids."""
        with bound_contextvars(conversation=event.conversation, update=event.update_id):
            began = perf_counter()
            handled = super().handle(event)
            _log.info(
                "event_handled",
                kind=type(event.what).__name__,
                status=handled.status,
                replies=len(handled.replies),
                ms=round((perf_counter() - began) * 1000, 1),
            )
            return handled


async def run(settings: Settings, *, roles: AbstractSet[str]) -> None:
    """Serve the roles until SIGINT or SIGTERM.

    Raises SettingsError and BookRefusedError before anything is served.
    """
    stop = _stop_on_signals()
    with _port(settings, roles) as port:
        book = await asyncio.to_thread(read_book, settings)
        async with AsyncExitStack() as stack:
            desk, dispatcher = await asyncio.to_thread(_open_desk, settings, book)
            stack.callback(desk.store.close)
            stack.callback(dispatcher.close)
            password = None
            if "web" in roles:
                password = await asyncio.to_thread(first_admin, desk.store, now=datetime.now(UTC))
            if "work" in roles:
                worker = Worker(desk, dispatcher, senders={})
                await stack.enter_async_context(worker.running())

            def greet() -> None:
                print(greeting(settings, roles=roles, password=password), flush=True)

            if port is None:
                greet()
                await stop.wait()
            else:
                await serve(make_site(desk.store), port, stop=stop, ready=greet)
    _log.info("stopped")


def _open_desk(settings: Settings, book: Book) -> tuple[LoggedDesk, DurableDispatcher]:
    store = open_store(settings)
    migrate_work(store)
    dispatcher = DurableDispatcher(store)
    return LoggedDesk(store, lambda: book, step=step, dispatcher=dispatcher), dispatcher


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):

        def on_signal(number: signal.Signals = number) -> None:
            stop.set()
            loop.remove_signal_handler(number)  # a second one ends the process at once

        loop.add_signal_handler(number, on_signal)
    return stop


@contextmanager
def _port(settings: Settings, roles: AbstractSet[str]) -> Iterator[socket.socket | None]:
    if "web" not in roles and not ("public" in roles and settings.public_webhook_url):
        yield None
        return
    try:
        port = open_port(settings.web_host, settings.web_port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"WEB_PORT: {settings.web_port} is in use; stop what uses it or choose another"
            ) from error
        raise SettingsError(
            f"WEB_HOST: cannot listen on {settings.web_host}:{settings.web_port}: {error.strerror}"
        ) from error
    with port:
        yield port
