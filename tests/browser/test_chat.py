"""A customer's conversation on the web page, in Chromium, with the dialogues as shipped."""

import re
import struct
import zlib

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from bot.core.events import CustomerSaid
from bot.desk import Desk
from bot.store.engines import Store
from bot.store.files import MAX_BYTES
from tests.desk.engines import echo, event, tiny_book

pytestmark = pytest.mark.browser

COMPLAINT = "电池充不进电"
_NUMBER = re.compile(r"RT-\d{8}-\d{4}")
_MOST_QUESTIONS = 16


def picture() -> bytes:
    """A small PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 320, 240, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x1b\x74\x58" * 320) * 240
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def replies(page: Page) -> Locator:
    return page.locator(".line.bot")


def greeted(page: Page) -> None:
    expect(replies(page)).to_have_count(1)


def say(page: Page, words: str) -> None:
    before = replies(page).count()
    page.fill(".entry textarea", words)
    page.keyboard.press("Enter")
    expect(replies(page).nth(before)).to_be_visible()
    expect(page.locator(".typing")).to_be_hidden()


def choose(page: Page, menu: str, item: str) -> None:
    page.get_by_role("button", name=menu).click()
    entry = page.locator(".menu .q-item").get_by_text(item)
    entry.click()
    expect(entry).to_have_count(0)


def send_photo(page: Page) -> None:
    before = replies(page).count()
    file = {"name": "灯.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files(".photo input", file)
    expect(replies(page).nth(before)).to_be_visible()


def answer(page: Page) -> None:
    """Take the first answer offered, or type what is asked for."""
    before = replies(page).count()
    pills = replies(page).last.locator(".rows .pill")
    labels = pills.all_inner_texts()
    if labels and "手机" not in labels[0] and labels[0] not in ("先跳过", "转人工"):
        pills.nth(labels.index("还是不行") if "还是不行" in labels else 0).click()
        expect(replies(page).nth(before)).to_be_visible()
        expect(page.locator(".typing")).to_be_hidden()
    elif labels and "手机" in labels[0]:
        pills.first.click()
        expect(page.locator(".entry textarea")).to_be_focused()
        say(page, "13800138000")
    else:
        say(page, "2026年3月")


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and the input row is in sight."""
    seen = page.evaluate(
        """() => {
            const entry = document.querySelector(".entry").getBoundingClientRect();
            const wide = [...document.querySelectorAll(".log, .log *")].filter(
                (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
            return {
                page: document.documentElement.scrollWidth <= window.innerWidth,
                tall: document.documentElement.scrollHeight <= window.innerHeight,
                entry: entry.top > 0 && entry.bottom <= window.innerHeight,
                wide: wide.map((one) => one.className),
            };
        }"""
    )
    assert seen == {"page": True, "tall": True, "entry": True, "wide": []}


@pytest.mark.parametrize("width", [1280, 390])
def test_whole_conversation_with_a_photo_ends_with_a_number(open_page, width, tmp_path):
    page = open_page(width=width)
    greeted(page)
    say(page, COMPLAINT)
    expect(replies(page).last.locator(".rows .pill").first).to_be_visible()
    fits(page)
    send_photo(page)
    shown = page.locator(".line.me .picture img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    for _ in range(_MOST_QUESTIONS):
        answer(page)
        fits(page)
        if _NUMBER.search(page.locator(".log").inner_text()):
            break
    assert _NUMBER.search(page.locator(".log").inner_text()), page.locator(".log").inner_text()
    page.screenshot(path=tmp_path / f"chat-{width}.png")

    said = page.locator(".bubble .text").all_inner_texts()
    page.reload()
    expect(page.locator(".bubble .text")).to_have_count(len(said))
    assert page.locator(".bubble .text").all_inner_texts() == said
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    fits(page)


def test_panel_tells_why_beside_the_phone_and_over_it(open_page):
    page = open_page()
    greeted(page)
    say(page, COMPLAINT)
    panel = page.locator(".panel")
    expect(panel).to_contain_text("ev_no_charge")
    expect(panel).to_contain_text(re.compile(r"ebike/faults/\w+\.yaml:\d+"))
    page.get_by_role("button", name="为什么这样回").click()
    expect(panel).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="为什么这样回").click()
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_markup_a_customer_types_stays_text(open_page):
    page = open_page()
    greeted(page)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    typed = "<img src=x onerror=alert(1)><script>alert(2)</script><b>粗</b> &lt;i&gt; `${alert(3)}`"
    say(page, typed)
    assert page.locator(".line.me .text").all_inner_texts() == [typed]
    assert page.locator(".log img, .log script, .panel img, .panel script").count() == 0
    page.reload()
    expect(page.locator(".line.me .text")).to_have_text(typed)
    assert page.locator(".log img, .log script, .panel img, .panel script").count() == 0


def test_enter_that_picks_a_word_sends_nothing(open_page):
    page = open_page()
    greeted(page)
    page.fill(".entry textarea", "充不进")
    for init in ("isComposing: true", "keyCode: 229"):
        page.locator(".entry textarea").evaluate(
            f"""area => area.dispatchEvent(
                new KeyboardEvent("keydown", {{ key: "Enter", bubbles: true, {init} }}))"""
        )
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("电")
    page.keyboard.press("Enter")
    expect(page.locator(".line.me .text")).to_have_text(["充不进\n电"])
    expect(page.locator(".entry textarea")).to_have_value("")


def test_old_buttons_stay_and_the_chosen_one_shows(open_page):
    page = open_page()
    greeted(page)
    say(page, COMPLAINT)
    first = replies(page).nth(1).locator(".rows")
    first.locator(".pill").first.click()
    expect(replies(page)).to_have_count(3)
    expect(first).to_have_class(re.compile(r"\bold\b"))
    expect(first.locator(".pill").first).to_have_class(re.compile(r"\bpressed\b"))
    first.locator(".pill").nth(1).click()
    expect(replies(page)).to_have_count(4)


def test_other_tabs_and_other_processes_are_followed(open_page, site):
    one = open_page()
    greeted(one)
    two = open_page(beside=one)
    greeted(two)
    say(one, COMPLAINT)
    expect(replies(two)).to_have_count(2)
    store = Store(site.database)
    try:
        chat = one.locator(".app").get_attribute("data-chat")
        desk = Desk(store, tiny_book, step=echo)
        desk.handle(event(CustomerSaid("从别处说的"), chat=chat, update="elsewhere"))
    finally:
        store.close()
    for page in (one, two):
        expect(page.locator(".line.me .text").last).to_have_text("从别处说的")


def test_menu_changes_language_and_company(open_page):
    page = open_page()
    greeted(page)
    choose(page, "菜单", "English")
    expect(page.locator(".entry textarea")).to_have_attribute(
        "placeholder", "Tell me what is wrong…"
    )
    expect(page.locator("h1")).to_have_text("Yuantu E-Bikes")
    choose(page, "Menu", "Nuanshan Living")
    expect(page.locator("h1")).to_have_text("暖山生活馆")
    greeted(page)
    choose(page, "菜单", "重新开始")
    expect(page.locator(".line.note")).to_have_text(re.compile("重新开始"))


def test_start_link_is_opened_once(open_page):
    page = open_page("/?start=pack_shop")
    greeted(page)
    expect(page.locator("h1")).to_have_text("暖山生活馆")
    page.reload()
    greeted(page)


def test_file_that_is_too_large_is_explained(open_page, tmp_path):
    page = open_page()
    greeted(page)
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    page.set_input_files(".photo input", large)
    expect(page.locator(".toast")).to_contain_text("20 MB")
    expect(page.locator(".line.me")).to_have_count(0)


def test_words_not_sent_yet_survive_a_reload(open_page):
    page = open_page()
    greeted(page)
    page.fill(".entry textarea", "打到一半")
    page.reload()
    expect(page.locator(".entry textarea")).to_have_value("打到一半")


def test_what_could_not_be_saved_is_given_back_and_the_page_recovers(open_page, site):
    page = open_page()
    greeted(page)
    store = Store(site.database)
    try:
        with store.write() as tx:
            tx.execute(text("ALTER TABLE conversation RENAME TO out_of_reach"))
        page.fill(".entry textarea", COMPLAINT)
        page.keyboard.press("Enter")
        expect(page.locator(".toast")).to_contain_text("没保存成功")
        expect(page.locator(".entry textarea")).to_have_value(COMPLAINT)
    finally:
        with store.write() as tx:
            tx.execute(text("ALTER TABLE out_of_reach RENAME TO conversation"))
        store.close()
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(2)
    expect(page.locator(".line.me .text")).to_have_text([COMPLAINT])
