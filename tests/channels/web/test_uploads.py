import pytest

from bot.channels.web import brakes
from bot.channels.web.uploads import clean_name, is_accepted
from bot.desk.views import transcript
from bot.store.files import MAX_BYTES
from tests.channels.web.conftest import PASSWORD

PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
async def chat(browser):
    return (await browser.post("/test/chat")).json()


async def upload(client, chat, data=PNG, name="灯.png", **more):
    return await client.post(f"/chat/{chat}/files", params={"name": name, **more}, content=data)


def url_of(office, chat):
    (file,) = next(line.files for line in transcript(office.desk.store, chat) if line.files)
    return f"/chat/{chat}/files/{file.ref.removeprefix('file:')}"


async def test_upload_becomes_a_message_with_the_file(browser, chat, office):
    assert (await upload(browser, chat, album="a1")).status_code == 204
    sent, answer = transcript(office.desk.store, chat)
    assert (sent.kind, sent.files[0].kind, sent.files[0].name) == ("media", "photo", "灯.png")
    assert answer.text == "CustomerSentMedia"
    given = await browser.get(url_of(office, chat))
    assert (given.content, given.headers["content-type"]) == (PNG, "image/png")
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert given.headers["x-content-type-options"] == "nosniff"


async def test_upload_larger_than_the_limit_is_refused_and_leaves_nothing(browser, chat, office):
    assert (await upload(browser, chat, data=b"x" * (MAX_BYTES + 1))).status_code == 413
    assert transcript(office.desk.store, chat) == ()
    assert not office.files.exists()


async def test_upload_of_nothing_is_refused(browser, chat, office):
    assert (await upload(browser, chat, data=b"")).status_code == 422
    assert transcript(office.desk.store, chat) == ()


async def test_upload_into_a_foreign_conversation_is_not_found(chat, stranger, office):
    assert (await upload(stranger, chat)).status_code == 404
    assert transcript(office.desk.store, chat) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_upload_from_another_site_is_refused(browser, chat, headers):
    answer = await browser.post(f"/chat/{chat}/files?name=a.png", content=PNG, headers=headers)
    assert answer.status_code == 403


@pytest.mark.usefixtures("wang")
async def test_file_is_shown_to_its_owner_and_staff_only(browser, chat, stranger, office):
    await upload(browser, chat)
    url = url_of(office, chat)
    assert (await stranger.get(url)).status_code == 404
    await stranger.post("/login", data={"login": "wang", "password": PASSWORD})
    assert (await stranger.get(url)).status_code == 200


async def test_file_of_another_conversation_is_not_found(browser, chat, office):
    await upload(browser, chat)
    name = url_of(office, chat).rpartition("/")[2]
    other = (await browser.post("/test/chat")).json()
    assert (await browser.get(f"/chat/{other}/files/{name}")).status_code == 404


async def test_page_in_disguise_is_only_offered_to_save(browser, chat, office):
    await upload(browser, chat, data=b"<script>alert(1)</script>", name="x.txt")
    given = await browser.get(url_of(office, chat))
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret.key", "secret.key", "a" * 64])
async def test_file_name_cannot_leave_the_folder(browser, chat, name):
    assert (await browser.get(f"/chat/{chat}/files/{name}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("灯.png", "灯.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a\r\nb\x00.png", "ab.png"),
        ("", "file"),
        ("../..", "file"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_upload_name_is_cleaned(name, clean):
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        *((f"a{ending}", True) for ending in (".JPG", ".heic", ".mp4", ".pdf", ".docx", ".txt")),
        *((name, False) for name in ("a.html", "a.svg", "a.exe", "a.pdf.js", "pdf", "", "a.png/")),
    ],
)
def test_upload_is_accepted_by_its_kind(name, accepted):
    assert is_accepted(name) == accepted


async def test_upload_of_an_unknown_kind_is_refused_before_it_is_read(browser, chat, office):
    assert (await upload(browser, chat, name="x.exe")).status_code == 415
    assert transcript(office.desk.store, chat) == ()


async def test_uploads_in_a_rush_are_held_up(browser, chat):
    codes = [204]
    while codes[-1] == 204 and len(codes) <= brakes.MOST_FILES:  # a slow machine earns a few more
        codes.append((await upload(browser, chat, data=PNG + bytes([len(codes)]))).status_code)
    assert codes[-1] == 429
    assert len(codes) > 20


async def test_upload_without_room_is_refused_and_leaves_nothing(
    browser, chat, office, monkeypatch
):
    monkeypatch.setattr(brakes, "MOST_FILES", 0)
    assert (await upload(browser, chat)).status_code == 507
    assert not office.files.exists()
