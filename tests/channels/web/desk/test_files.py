from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bot.channels.web.desk.files import attachment, file_routes, sent_files
from bot.channels.web.desk.floor import Floor
from bot.channels.web.staff_door import COOKIE
from bot.core.cases import Case
from bot.core.events import CustomerSentMedia, MediaFile
from bot.desk.staff import add_staff, sign_in
from bot.store.cases import open_case
from bot.store.files import keep_file
from tests.desk.engines import event

PASSWORD = "a long test password"
PNG = b"\x89PNG\r\n\x1a\n and so on"
_AGES = 500  # uploads


def enter(office, login, *roles):
    now = datetime.now(UTC)
    add_staff(office.desk.store, login=login, name=login, roles=roles, password=PASSWORD, now=now)
    return sign_in(
        office.desk.store, login=login, password=PASSWORD, address="127.0.0.1", now=now
    ).token


def browser(office, token=""):
    site = FastAPI()
    site.include_router(file_routes(Floor(office)))
    headers = {"sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={token}"}
    transport = ASGITransport(app=site)
    return AsyncClient(transport=transport, base_url="http://testserver", headers=headers)


async def test_colleagues_attach_what_customers_can_open(office):
    async with browser(office, enter(office, "wang", "agent")) as desk:
        kept = await desk.post("/desk/files?name=说明.png", content=PNG)
        wrong = await desk.post("/desk/files?name=run.exe", content=PNG)
        empty = await desk.post("/desk/files?name=a.png", content=b"")
    assert kept.json()["name"] == "说明.png"
    (file,) = sent_files(office.files, f"{kept.json()['ref']}\t说明.png\nfile:none\tx.png\n../x")
    assert (file.kind, file.name, file.size) == ("photo", "说明.png", len(PNG))
    assert (wrong.status_code, empty.status_code) == (415, 422)


async def test_strangers_attach_nothing(office):
    async with browser(office) as stranger:
        assert (await stranger.post("/desk/files?name=a.png", content=PNG)).status_code == 403


async def test_what_was_sent_to_telegram_is_fetched_once_for_those_who_read_it(office):
    asked = []

    async def fetch(file_id):
        asked.append(file_id)
        return PNG

    office = replace(office, fetch=fetch)
    photo = MediaFile(kind="photo", ref="telegram:AgAC_1")
    office.desk.handle(event(CustomerSentMedia(file=photo), chat="telegram:5"))
    url = attachment(photo, "telegram:5").url
    async with browser(office, enter(office, "wang", "agent")) as desk:
        first, second = await desk.get(url), await desk.get(url)
        other = await desk.get(url.replace("telegram:5", "telegram:6"))
    async with browser(office, enter(office, "cang", "warehouse")) as warehouse:
        closed = await warehouse.get(url)
    assert (first.content, first.headers["content-type"]) == (PNG, "image/png")
    assert (second.content, asked) == (PNG, ["AgAC_1"])
    assert (other.status_code, closed.status_code) == (404, 404)


async def test_photo_on_a_case_is_shown_to_whoever_works_on_cases(office):
    async def fetch(_):
        return PNG

    office = replace(office, fetch=fetch)
    photo, other = (MediaFile(kind="photo", ref=f"telegram:Ag_{n}") for n in "12")
    for number, file in enumerate((photo, other)):
        came = CustomerSentMedia(file=file)
        office.desk.handle(event(came, chat="telegram:5", update=f"u{number}"))
    case = Case(
        number="RT-20261123-0001",
        procedure="repair",
        stage="open",
        conversation="telegram:5",
        opened_at=datetime.now(UTC),
        lines=(),
        evidence=(photo.ref,),
    )
    with office.desk.store.write() as tx:
        open_case(tx, tenant=office.desk.store.tenant, case=case, by="bot")
    async with browser(office, enter(office, "qc", "qc")) as qc:
        shown = await qc.get(attachment(photo, case.conversation).url)
        private = await qc.get(attachment(other, case.conversation).url)
    async with browser(office) as stranger:
        unknown = await stranger.get(attachment(photo, case.conversation).url)
    assert (shown.content, private.status_code, unknown.status_code) == (PNG, 404, 404)


async def test_colleague_who_uploads_without_end_is_held_up(office):
    async with browser(office, enter(office, "wang", "agent")) as desk:
        codes = [200]
        while codes[-1] == 200 and len(codes) <= _AGES:  # a slow machine earns a few more meanwhile
            sent = await desk.post("/desk/files?name=a.txt", content=b"x")
            codes.append(sent.status_code)
    assert codes[-1] == 429
    assert len(codes) > 60


async def test_what_telegram_does_not_give_is_told(office):
    async def fetch(_):
        raise ConnectionError

    office = replace(office, fetch=fetch)
    photo = MediaFile(kind="photo", ref="telegram:gone")
    office.desk.handle(event(CustomerSentMedia(file=photo), chat="telegram:5"))
    async with browser(office, enter(office, "wang", "agent")) as desk:
        assert (await desk.get(attachment(photo, "telegram:5").url)).status_code == 502


@pytest.mark.parametrize(
    ("ref", "kind", "url", "shown"),
    [
        ("file:ab.png", "photo", "/chat/web:1/files/ab.png", True),
        ("file:ab.pdf", "document", "/chat/web:1/files/ab.pdf", False),
        ("document:9f", "document", "/chat/web:1/files/document:9f", False),
        ("telegram:a/b", "video", "/desk/telegram/web:1/a%2Fb", False),
    ],
)
def test_every_file_has_an_address(ref, kind, url, shown):
    found = attachment(MediaFile(kind=kind, ref=ref), "web:1")
    assert (found.url, found.shown) == (url, shown)


def test_kept_file_keeps_its_kind(tmp_path):
    kept = keep_file(tmp_path, PNG, name="a.png")
    assert sent_files(tmp_path, kept.ref)[0].kind == "photo"
