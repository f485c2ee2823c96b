"""The composition root: everything that serves, in one event loop, until a signal."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from structlog.contextvars import bound_contextvars

from bot.book.shelf import Shelf, get_ready
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.events import Event
from bot.database import open_store
from bot.desk import Desk, Handled
from bot.desk.door import Step
from bot.desk.staff import first_admin
from bot.documents.cabinet import Cabinet
from bot.documents.filling import filled
from bot.greeting import greeting
from bot.opening import BookRefusedError, encoder_in, load_book
from bot.server import make_site, open_port, serve
from bot.settings import ROLES, Settings, SettingsError
from bot.store.documents import PREFIX as DOCUMENT
from bot.store.engines import Store
from bot.work.dispatcher import DurableDispatcher, migrate_work, wall_clock
from bot.work.sender import Sender
from bot.work.worker import Worker

if TYPE_CHECKING:
    from bot.channels.public import PublicBot
    from bot.channels.staff import StaffBot

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
    _check_roles(settings, roles)
    stop = _stop_on_signals()
    with _port(settings, roles) as port:
        shelf = await asyncio.to_thread(_open_shelf, settings)
        async with AsyncExitStack() as stack:
            desks = await asyncio.to_thread(_open_desks, settings, shelf, stack)
            token = settings.metrics_token
            site = make_site(
                desks.store,
                works="work" in roles,
                token=None if token is None else token.get_secret_value(),
            )
            customers = await _serve_telegram(settings, roles, site=site, desks=desks, stack=stack)
            password = None
            if "web" in roles:
                password = await asyncio.to_thread(first_admin, desks.store, now=wall_clock())
                _add_pages(settings, site=site, desks=desks, shelf=shelf, customers=customers)

            def greet() -> None:
                print(greeting(settings, roles=roles, password=password), flush=True)

            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(shelf.watch(stop))
                if port is None:
                    greet()
                else:
                    tasks.create_task(serve(site, port, stop=stop, ready=greet))
    _log.info("stopped")


def _check_roles(settings: Settings, roles: AbstractSet[str]) -> None:
    chosen = roles != set(ROLES)
    if chosen and "public" in roles and settings.public_bot_token is None:
        raise SettingsError("PUBLIC_BOT_TOKEN is needed for the role public")
    if chosen and "staff" in roles and settings.staff_bot_token is None:
        raise SettingsError("STAFF_BOT_TOKEN is needed for the role staff")


@dataclass(frozen=True, slots=True)
class Desks:
    """Makes desks on the one store of this process, each with its own engine step."""

    store: Store
    dispatcher: DurableDispatcher
    books: Callable[[], Book]
    pack: str

    def __call__(self, engine: Step) -> LoggedDesk:
        """Return a desk that runs events through `engine`."""
        return LoggedDesk(
            self.store, self.books, step=engine, dispatcher=self.dispatcher, pack=self.pack
        )


def _open_shelf(settings: Settings) -> Shelf:
    loaded = load_book(settings, trusting=True)
    if loaded.book is None:
        raise BookRefusedError(loaded.issues)
    get_ready(loaded.book)
    return Shelf(
        settings.dialogues_dir,
        loaded.book,
        issues=loaded.issues,
        embed=encoder_in(settings),
        fill=filled,
    )


def _open_desks(settings: Settings, shelf: Shelf, stack: AsyncExitStack) -> Desks:
    store = open_store(settings)
    stack.callback(store.close)
    migrate_work(store)
    dispatcher = DurableDispatcher(store)
    stack.callback(dispatcher.close)
    return Desks(store, dispatcher, shelf.current, settings.pack)


def _add_pages(
    settings: Settings,
    *,
    site: FastAPI,
    desks: Desks,
    shelf: Shelf,
    customers: "PublicBot | None",
) -> None:
    # NiceGUI reads this once, when it is imported, and would else write beside the code.
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str(settings.data_dir / "nicegui"))
    from bot.channels.web import mount

    mount(
        site,
        desk=desks(dispatch),
        shelf=shelf,
        files=settings.files_dir,
        secret=settings.session_secret(),
        secure=settings.environment == "production",
        bot_name=settings.public_bot_name or "",
        fetch=None if customers is None else customers.fetch,
    )


async def _serve_telegram(
    settings: Settings,
    roles: AbstractSet[str],
    *,
    site: FastAPI,
    desks: Desks,
    stack: AsyncExitStack,
) -> "PublicBot | None":
    """Send and wake where the role is `work`; take updates where it is `public` or `staff`.

    Returns the customers' bot when this process has it.
    """
    senders: dict[str, Sender] = {}
    customers = await _customers_bot(settings, desks=desks, stack=stack)
    if customers is not None:
        senders["telegram"] = customers.sender
    if "work" in roles:
        worker = Worker(desks(dispatch), desks.dispatcher, senders)
        await stack.enter_async_context(worker.running())
    bots: list[PublicBot | StaffBot] = []
    if customers is not None and "public" in roles:
        bots.append(customers)
    colleagues = await _staff_bot(settings, roles, customers, desks=desks, stack=stack)
    if colleagues is not None:
        bots.append(colleagues)
    for bot in bots:
        reading = bot.polling()
        if settings.public_webhook_url and settings.webhook_secret:
            secret = settings.webhook_secret.get_secret_value()
            reading = bot.webhook(site, url=settings.public_webhook_url, secret=secret)
        await stack.enter_async_context(reading)
    return customers


async def _customers_bot(
    settings: Settings, *, desks: Desks, stack: AsyncExitStack
) -> "PublicBot | None":
    """Open the public bot: `staff` and `web` need it too, for the photos customers sent to it."""
    if settings.public_bot_token is None:
        return None
    from bot.channels.public import PublicBot

    bot = PublicBot(
        desks,
        step=dispatch,
        token=settings.public_bot_token.get_secret_value(),
        api_base=settings.telegram_api_base,
        uploads=settings.files_dir,
        dialogues=settings.dialogues_dir,
        clock=wall_clock,
    )
    stack.push_async_callback(bot.close)
    return bot


async def _staff_bot(
    settings: Settings,
    roles: AbstractSet[str],
    customers: "PublicBot | None",
    *,
    desks: Desks,
    stack: AsyncExitStack,
) -> "StaffBot | None":
    if settings.staff_bot_token is None or "staff" not in roles:
        return None
    from bot.channels.staff import StaffBot

    cabinet = Cabinet(desks.store, desks.books, files=settings.files_dir)

    async def document(id_: str) -> bytes:
        _, path = await asyncio.to_thread(cabinet.fetch, f"{DOCUMENT}{id_}")
        return await asyncio.to_thread(path.read_bytes)

    bot = StaffBot(
        desks(dispatch),
        token=settings.staff_bot_token.get_secret_value(),
        api_base=settings.telegram_api_base,
        group=settings.staff_group_id,
        lang=settings.staff_group_language,
        uploads=settings.files_dir,
        dialogues=settings.dialogues_dir,
        sources={DOCUMENT: document}
        | ({} if customers is None else {"telegram:": customers.fetch}),
        clock=wall_clock,
    )
    stack.push_async_callback(bot.close)
    return bot


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
    if "web" not in roles and not (roles & {"public", "staff"} and settings.public_webhook_url):
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
