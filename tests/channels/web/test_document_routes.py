import io
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient
from PIL import Image
from starlette.middleware.sessions import SessionMiddleware

from bot.channels.web.document_routes import document_routes
from bot.channels.web.office import Office
from bot.channels.web.staff_door import COOKIE
from bot.channels.web.uploads import upload_routes
from bot.channels.web.visit import new_chat
from bot.desk.staff import add_staff, sign_in
from bot.desk.views import transcript
from bot.documents.sheets import read_table
from bot.store.cases import open_case
from bot.store.documents import documents_of_case
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.channels.web.conftest import PASSWORD, FixedShelf
from tests.core.test_reships import CASE as RESHIP
from tests.documents.drawer import CASE, book_of_forms, drawer, hello
from tests.documents.paper import pages_of
from tests.documents.shipped import PRINTED, SPREADSHEETS

NAME = "退货清单-RT-20261123-0007-1.pdf"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = Store(f"sqlite:///{tmp_path}/test.db", synchronous="NORMAL")
    create_fresh(store)
    shelf = FixedShelf(book_of_forms())
    yield Office(desk=drawer(store), shelf=shelf, files=tmp_path / "files", secure=False)
    store.close()


@pytest.fixture
def site(office: Office) -> FastAPI:
    site = FastAPI()

    @site.post("/test/chat")
    def chat(request: Request) -> str:
        return new_chat(request.session)

    site.include_router(upload_routes(office))
    site.include_router(document_routes(office))
    site.add_middleware(SessionMiddleware, secret_key="s" * 32)
    return site


@pytest.fixture
async def staff(site: FastAPI, office: Office) -> AsyncIterator[AsyncClient]:
    now, store = datetime.now(UTC), office.desk.store
    add_staff(store, login="wang", name="Wang", roles=("agent",), password=PASSWORD, now=now)
    session = sign_in(store, login="wang", password=PASSWORD, address="", now=now)
    cookies = {COOKIE: session.token}
    transport = ASGITransport(app=site)
    async with AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as client:
        yield client


@pytest.fixture
async def url(browser, office):
    """Where the chat of `browser` offers the document it was sent."""
    chat = (await browser.post("/test/chat")).json()
    office.desk.handle(hello(chat))
    (file,) = next(one.files for one in transcript(office.desk.store, chat) if one.files)
    return f"/chat/{chat}/files/{file.ref}"


def kept(office):
    with office.desk.store.read() as tx:
        return documents_of_case(tx, tenant=office.desk.store.tenant, case=CASE)


async def test_customer_downloads_the_document_under_its_name(browser, url):
    given = await browser.get(url)
    assert (given.status_code, given.headers["content-type"]) == (200, "application/pdf")
    assert given.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(NAME)}"
    assert "示范车行" in pages_of(given.content)[0].text
    assert (await browser.get(url)).content == given.content


async def test_document_is_nobody_elses(browser, stranger, url, office):
    assert (await stranger.get(url)).status_code == 404
    other = (await browser.post("/test/chat")).json()
    assert (await browser.get(f"/chat/{other}/files/{url.rpartition('/')[2]}")).status_code == 404
    assert not office.files.exists()


async def test_document_laid_by_for_staff_is_not_the_customers(browser, staff, url, office):
    laid_by = next(one for one in kept(office) if not one.sent)
    chat = url.split("/")[2]
    assert (await browser.get(f"/chat/{chat}/files/{laid_by.ref}")).status_code == 404
    assert (await browser.get(f"/documents/{laid_by.id}")).status_code == 404
    given = await staff.get(f"/documents/{laid_by.id}")
    assert "鉴定明细" in pages_of(given.content)[0].text


async def test_staff_open_every_document(staff, url, office):
    assert (await staff.get(url)).status_code == 200
    statuses = [(await staff.get(f"/documents/{one.id}")).status_code for one in kept(office)]
    assert statuses == [200, 200]
    assert (await staff.get("/documents/0")).status_code == 404


async def test_staff_see_every_form_with_its_example(staff):
    for form in (*PRINTED, *SPREADSHEETS):
        given = await staff.get(f"/book/documents/ebike/{form}")
        assert given.status_code == 200
        assert given.content[:4] == (b"%PDF" if form in PRINTED else b"PK\x03\x04")


async def test_staff_see_the_pages_of_a_printed_form(staff):
    page = await staff.get("/book/documents/ebike/return_list/1.png")
    assert min(Image.open(io.BytesIO(page.content)).size) > 800
    wrong = (
        "return_list/2.png",
        "return_list/0.png",
        "settlement/1.png",
        "nothing",
        "nothing/1.png",
    )
    statuses = [(await staff.get(f"/book/documents/ebike/{path}")).status_code for path in wrong]
    assert statuses == [404] * len(wrong)
    assert (await staff.get("/book/documents/nothing/return_list")).status_code == 404


async def test_previews_are_for_staff_only(browser):
    assert (await browser.get("/book/documents/ebike/return_list")).status_code == 404
    assert (await browser.get("/book/documents/ebike/return_list/1.png")).status_code == 404


async def test_months_reships_are_exported_to_staff(browser, staff, office):
    with office.desk.store.write() as tx:
        open_case(tx, tenant=office.desk.store.tenant, case=RESHIP, by="bot")
    given = await staff.get("/exports/reships?month=2026-11")
    assert given.headers["content-disposition"].endswith(quote("补发登记-2026-11.xlsx"))
    rows = read_table(given.content, "a.xlsx").rows
    assert tuple(rows[-1][at] for at in (0, 6, 7)) == ("RT-20261109-0004", "浙江省", "杭州市")
    assert (
        len(read_table((await staff.get("/exports/reships?month=2026-12")).content, "a").rows) == 4
    )
    assert (await staff.get("/exports/reships?month=2026-13")).status_code == 422
    assert (await browser.get("/exports/reships?month=2026-11")).status_code == 404
