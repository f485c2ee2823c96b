"""Hangs the web pages on the one HTTP server."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from nicegui import app, core, ui
from starlette.middleware.sessions import SessionMiddleware

from bot.channels.web.assets import FOLDER, PREFIX, Assets
from bot.channels.web.bodies import BodyLimit
from bot.channels.web.book_page import book_page
from bot.channels.web.chat_page import chat_routes
from bot.channels.web.desk import desk_pages
from bot.channels.web.document_routes import document_routes
from bot.channels.web.headers import SecurityHeaders
from bot.channels.web.office import Office
from bot.channels.web.password_page import password_routes
from bot.channels.web.people import people_routes
from bot.channels.web.shelf import Shelf
from bot.channels.web.sockets import harden, not_found
from bot.channels.web.staff_door import staff_routes
from bot.channels.web.uploads import upload_routes
from bot.desk import Desk

_SESSION_LASTS = 180 * 24 * 60 * 60
"""Seconds a browser keeps its conversations."""
_RECONNECT = 20.0
"""Seconds a phone may be out of touch before its page has to load again."""


def mount(
    site: FastAPI,
    *,
    desk: Desk,
    shelf: Shelf,
    files: Path,
    secret: str,
    secure: bool,
    bot_name: str = "",
    fetch: Callable[[str], Awaitable[bytes]] | None = None,
) -> None:
    """Add the pages to the site; the last thing to add, for they answer every path left over.

    `files` keeps uploads, `secret` signs sessions, `secure` keeps cookies to HTTPS; `bot_name` is the
    customers' Telegram bot, for invite links, and `fetch` returns what was sent to it. Once a process.
    """
    office = Office(
        desk=desk,
        shelf=shelf,
        files=files,
        secure=secure,
        secret=secret,
        bot_name=bot_name,
        fetch=fetch,
    )
    site.mount(PREFIX, Assets(directory=FOLDER))
    site.include_router(upload_routes(office))
    site.include_router(document_routes(office))
    site.include_router(staff_routes(office))
    site.include_router(password_routes(office))
    site.include_router(chat_routes(office))
    site.include_router(people_routes(office))
    book_page(office)
    desk_pages(site, office)
    site.add_middleware(
        SessionMiddleware,
        secret_key=secret,
        session_cookie="shouhou_chat",
        max_age=_SESSION_LASTS,
        https_only=secure,
    )
    site.add_middleware(BodyLimit)
    site.add_middleware(SecurityHeaders)
    harden(core.sio.handlers["/"])
    app.add_exception_handler(404, not_found)
    ui.run_with(
        site,
        title="Shouhou",
        viewport=(
            "width=device-width, initial-scale=1, viewport-fit=cover,"
            " interactive-widget=resizes-content"
        ),
        dark=None,
        language="zh-CN",
        reconnect_timeout=_RECONNECT,
        binding_refresh_interval=None,
        tailwind=False,
        show_welcome_message=False,
    )
