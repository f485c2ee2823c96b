"""The pages about people, as requests: who may come in, what the forms do, and what is refused."""

import io
import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from openpyxl import Workbook

from bot.channels.web.office import Office
from bot.channels.web.people import people_routes
from bot.channels.web.staff_door import staff_routes
from bot.core.dealers import Address
from bot.desk.accounts import find_login, staff_list
from bot.desk.audit import audit_log
from bot.desk.dealers import Profile, add_dealer, bought_by, find_dealer, list_dealers
from bot.desk.membership import trust
from bot.desk.staff import add_staff
from tests.channels.web.conftest import PASSWORD

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
async def browser(office: Office):
    site = FastAPI()
    site.include_router(staff_routes(office))
    site.include_router(people_routes(office))
    async with AsyncClient(
        transport=ASGITransport(site),
        base_url="http://testserver",
        headers={"sec-fetch-site": "same-origin", "accept-language": "en"},
    ) as client:
        yield client


async def enter(browser, office, *roles: str) -> None:
    store = office.desk.store
    add_staff(store, login="me", name="Me", roles=roles, password=PASSWORD, now=NOW)
    await browser.post("/login", data={"login": "me", "password": PASSWORD})


@pytest.fixture
async def admin(browser, office):
    await enter(browser, office, "admin")
    return browser


@pytest.fixture
async def manager(browser, office):
    store = office.desk.store
    add_staff(store, login="root", name="Root", roles=("admin",), password=PASSWORD, now=NOW)
    await enter(browser, office, "manager")
    return browser


async def test_strangers_are_sent_to_sign_in(browser):
    for path in ("/staff", "/dealers"):
        answer = await browser.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?then={path}")
    answer = await browser.post("/staff/add", data={"login": "x"}, follow_redirects=False)
    assert answer.status_code == 303


async def test_colleagues_without_the_role_are_refused(browser, office):
    await enter(browser, office, "agent", "gm")
    for path in ("/staff", "/dealers"):
        assert (await browser.get(path)).status_code == 403
    assert (await browser.post("/dealers/add", data={"name": "x"})).status_code == 403
    assert list_dealers(office.desk.store, now=NOW) == ()


async def test_forms_of_other_sites_are_refused(admin, office):
    headers = {"sec-fetch-site": "cross-site"}
    for path in ("/staff/add", "/staff/me/close", "/dealers/add", "/dealers/D1/purchases"):
        assert (await admin.post(path, headers=headers)).status_code == 403
    assert len(staff_list(office.desk.store)) == 1


async def test_new_person_signs_in_with_the_password_shown_once(admin, office):
    form = {"login": "Wu ", "name": "吴工", "roles": ["qc", "tech"]}
    answer = await admin.post("/staff/add", data=form)
    shown = re.search(r'data-copy="([\w-]+)"', answer.text)
    assert shown
    assert answer.headers["cache-control"] == "no-store"
    member = find_login(office.desk.store, "wu")
    assert member is not None
    assert (member.name, member.roles) == ("吴工", ("tech", "qc"))
    entered = await admin.post(
        "/login", data={"login": "wu", "password": shown[1]}, follow_redirects=False
    )
    assert entered.status_code == 303
    log = audit_log(office.desk.store)
    assert [(one.what, one.detail) for one in log] == [
        ("signed_in", "127.0.0.1"),
        ("staff_added", "wu qc tech"),
        ("signed_in", "127.0.0.1"),
    ]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"login": "no good", "roles": "qc"}, "A login is up to 32"),
        ({"login": "me", "roles": "qc"}, "That login is taken"),
        ({"login": "wu"}, "Choose at least one role"),
        ({"login": "wu", "roles": "boss"}, "One of the roles is unknown"),
    ],
)
async def test_new_person_that_cannot_be_is_refused_and_the_form_kept(admin, form, told):
    answer = await admin.post("/staff/add", data=form)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{form["login"]}"' in answer.text


async def test_deeds_on_a_person_are_done_and_sent_on(admin, office):
    store = office.desk.store
    await admin.post("/staff/add", data={"login": "wu", "roles": "qc"})
    deeds = [
        ("on_duty", {}),
        ("roles", {"roles": ["qc", "manager"], "name": "Wu Gong"}),
        ("away", {"until": "2199-01-01", "delegate": "me"}),
    ]
    for deed, form in deeds:
        answer = await admin.post(f"/staff/wu/{deed}", data=form, follow_redirects=False)
        assert answer.headers["location"] == f"/staff?who=wu&done={deed}"
    member = find_login(store, "wu")
    assert member is not None
    assert (member.name, member.roles) == ("Wu Gong", ("qc", "manager"))
    assert member.delegate == getattr(find_login(store, "me"), "id", None)
    assert member.away_until == datetime(2199, 1, 1, 16, tzinfo=UTC)  # midnight in China
    page = await admin.get("/staff?who=wu&done=away")
    assert "Leave is noted." in page.text
    for deed in ("back", "close", "open", "unlink"):
        assert (await admin.post(f"/staff/wu/{deed}")).status_code == 303
    assert "/start " in (await admin.post("/staff/wu/link")).text
    assert (await admin.post("/staff/wu/dance")).status_code == 422
    assert (await admin.post("/staff/nobody/close")).status_code == 422


async def test_own_account_and_last_administrator_stay(admin, office):
    for deed, form in (("close", {}), ("roles", {"roles": "agent"})):
        assert (await admin.post(f"/staff/me/{deed}", data=form)).status_code == 422
    member = find_login(office.desk.store, "me")
    assert member is not None
    assert (member.active, member.roles) == (True, ("admin",))


async def test_managers_cannot_rise_to_administrators(manager, office):
    attempts = [
        ("/staff/add", {"login": "wu", "roles": ["admin"]}),
        ("/staff/me/roles", {"roles": ["manager", "admin"]}),
        ("/staff/root/password", {}),
        ("/staff/root/link", {}),
        ("/staff/root/close", {}),
        ("/staff/root/roles", {"roles": ["agent"]}),
    ]
    for path, form in attempts:
        answer = await manager.post(path, data=form)
        assert (answer.status_code, "data-copy" in answer.text) == (422, False), path
    assert {one.login: one.roles for one in staff_list(office.desk.store)} == {
        "me": ("manager",),
        "root": ("admin",),
    }


async def test_managers_touch_no_general_manager_and_add_nothing_to_themselves(manager, office):
    store = office.desk.store
    add_staff(store, login="gm", name="GM", roles=("gm",), password=PASSWORD, now=NOW)
    attempts = [
        ("/staff/add", {"login": "wu", "roles": ["gm"]}),
        ("/staff/me/roles", {"roles": ["manager", "gm"]}),
        ("/staff/me/roles", {"roles": ["manager", "finance"]}),
        ("/staff/gm/password", {}),
        ("/staff/gm/link", {}),
        ("/staff/gm/away", {"delegate": "me"}),
    ]
    for path, form in attempts:
        answer = await manager.post(path, data=form)
        assert (answer.status_code, "data-copy" in answer.text) == (422, False), path
    assert (await manager.post("/staff/me/roles", data={"roles": ["manager"]})).status_code == 303
    assert {one.login: one.roles for one in staff_list(store)} == {
        "me": ("manager",),
        "root": ("admin",),
        "gm": ("gm",),
    }


async def test_log_tells_managers_who_did_what_and_nobody_else(manager, office):
    await manager.post("/staff/add", data={"login": "wu", "roles": "qc"})
    await manager.post("/login", data={"login": "root", "password": "guess"})
    page = await manager.get("/audit")
    mine = await manager.get("/audit?who=root")
    assert page.status_code == 200
    assert "Added a person" in page.text
    assert "wu qc" in page.text
    assert "refused" in mine.text
    assert "Added a person" not in mine.text
    assert "Read the log" in (await manager.get("/audit?who=me")).text
    form = {"login": "li", "password": PASSWORD}
    add_staff(office.desk.store, **form, name="Li", roles=("agent",), now=NOW)
    await manager.post("/login", data=form)
    assert (await manager.get("/audit")).status_code == 403


@pytest.fixture
def shop(office) -> str:
    place = Address(label="shop", text="1 Example Road", contact="", phone="")
    profile = Profile(name="顺达 <b>", contact="刘", phone="13855500111", addresses=(place,))
    return add_dealer(office.desk.store, profile, now=NOW).id


async def test_dealer_is_added_and_its_profile_replaced(admin, office):
    form = {"name": "通达车行", "phone": "13855500122", "address": "2 Example Road"}
    answer = await admin.post("/dealers/add", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/dealers?id=D1001&done=dealer_added"
    form = {
        "name": "通达生活馆",
        "contact": "马",
        "label": ["a", "b", ""],
        "place": ["3 Example Road", "", "4 Example Road"],
        "person": ["", "", "李"],
        "number": ["", "", ""],
    }
    await admin.post("/dealers/D1001/profile", data=form)
    known = find_dealer(office.desk.store, "D1001", now=NOW)
    assert known is not None
    assert (known.profile.name, known.profile.contact) == ("通达生活馆", "马")
    assert [(one.text, one.contact) for one in known.profile.addresses] == [
        ("3 Example Road", "马"),
        ("4 Example Road", "李"),
    ]
    assert (await admin.post("/dealers/D1001/profile", data={"name": " "})).status_code == 422


async def test_page_of_a_dealer_escapes_what_was_typed(admin, shop):
    assert "顺达 <b>" not in (await admin.get(f"/dealers?id={shop}")).text


async def test_invite_is_shown_once_with_its_links_and_picture(admin, office, shop):
    answer = await admin.post(f"/dealers/{shop}/invite", data={"right": "look", "name": "小孟"})
    code = re.search(r"<code>(\w{4}-\w{4})</code>", answer.text)
    assert code
    assert f"http://testserver/?start=inv_{code[1].replace('-', '')}" in answer.text
    assert "<svg" in answer.text
    page = await admin.get(f"/dealers?id={shop}")
    assert code[1] not in page.text
    assert f"{code[1][:2]}••-••••" in page.text
    (view,) = list_dealers(office.desk.store, now=NOW)
    await admin.post(f"/dealers/{shop}/take_back", data={"subject": view.invites[0].id})
    assert list_dealers(office.desk.store, now=NOW)[0].invites == ()
    await admin.post(f"/dealers/{shop}/close")
    assert (await admin.post(f"/dealers/{shop}/invite")).status_code == 422


async def test_rights_are_changed_and_people_taken_out(admin, office, shop):
    store = office.desk.store
    trust(store, shop, conversation="web:1", name="小刘", now=NOW)
    other = add_dealer(store, Profile(name="通达"), now=NOW).id
    (person,) = list_dealers(store, now=NOW)[0].people
    foreign = await admin.post(f"/dealers/{other}/remove", data={"subject": person.id})
    assert foreign.status_code == 422
    await admin.post(f"/dealers/{shop}/right", data={"subject": person.id, "right": "look"})
    assert list_dealers(store, now=NOW)[0].people[0].right == "look"
    await admin.post(f"/dealers/{shop}/remove", data={"subject": person.id})
    assert list_dealers(store, now=NOW)[0].people == ()


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_purchases_are_taken_in_and_wrong_rows_named(admin, office, shop):
    data = sheet(
        ("型号", "发票日期", "数量", "品名", "序列号"),
        ("TDR-12", "2025-03-08", 2, "整车", "YT12A0001 YT12A0002"),
        ("XX-1", "2025-03-08", 1, "", ""),
    )
    files = {"sheet": ("bought.xlsx", data)}
    answer = await admin.post(f"/dealers/{shop}/purchases", files=files)
    assert answer.status_code == 200
    assert "Kept, lines: 1 · bought.xlsx" in answer.text
    assert "Row 3: unknown model XX-1" in answer.text
    assert [one.serials for one in bought_by(office.desk.store, shop)] == [
        ("YT12A0001", "YT12A0002")
    ]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "The file is damaged"),
        ("a.csv", b"", "The file is empty"),
        ("a.pdf", b"%PDF-1.7", "That is no spreadsheet"),
        ("a.csv", "你好,世界\n1,2\n".encode("gb18030"), "There are no headings"),
    ],
)
async def test_file_that_is_no_use_is_refused_with_its_reason(
    admin, office, shop, *, name, data, told
):
    answer = await admin.post(f"/dealers/{shop}/purchases", files={"sheet": (name, data)})
    assert answer.status_code == 422
    assert told in answer.text
    assert bought_by(office.desk.store, shop) == ()
