"""A desk that echoes, the shipped book, and the pages' plain routes without NiceGUI."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient
from starlette.middleware.sessions import SessionMiddleware

from bot.book.issue import Issue
from bot.channels.web.headers import SecurityHeaders
from bot.channels.web.office import Office
from bot.channels.web.password_page import password_routes
from bot.channels.web.staff_door import staff_routes
from bot.channels.web.uploads import upload_routes
from bot.channels.web.visit import new_chat
from bot.core.book import Book
from bot.desk import Desk
from bot.desk.staff import add_staff
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.core.engine.conversation import shipped_book
from tests.desk.engines import echo

PASSWORD = "a long test password"


@dataclass(frozen=True)
class FixedShelf:
    book: Book
    issues: tuple[Issue, ...] = ()
    loaded_at: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def book() -> Book:
    return shipped_book()


@pytest.fixture
def office(tmp_path: Path, book: Book) -> Iterator[Office]:
    store = Store(f"sqlite:///{tmp_path}/test.db", synchronous="NORMAL")
    create_fresh(store)
    shelf = FixedShelf(book)
    desk = Desk(store, lambda: shelf.book, step=echo)
    yield Office(desk=desk, shelf=shelf, files=tmp_path / "files", secure=False)
    store.close()


@pytest.fixture
def wang(office: Office) -> None:
    add_staff(
        office.desk.store,
        login="wang",
        name="Wang",
        roles=("agent",),
        password=PASSWORD,
        now=datetime.now(UTC),
    )


@pytest.fixture
def site(office: Office) -> FastAPI:
    site = FastAPI()

    @site.post("/test/chat")
    def chat(request: Request) -> str:
        return new_chat(request.session)

    site.include_router(upload_routes(office))
    site.include_router(staff_routes(office))
    site.include_router(password_routes(office))
    site.add_middleware(SessionMiddleware, secret_key="s" * 32)
    site.add_middleware(SecurityHeaders)
    return site


def _client(site: FastAPI) -> AsyncClient:
    headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
    transport = ASGITransport(app=site)
    return AsyncClient(transport=transport, base_url="http://testserver", headers=headers)


@pytest.fixture
async def browser(site: FastAPI) -> AsyncIterator[AsyncClient]:
    async with _client(site) as client:
        yield client


@pytest.fixture
async def stranger(site: FastAPI) -> AsyncIterator[AsyncClient]:
    async with _client(site) as client:
        yield client
