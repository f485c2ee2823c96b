"""The desk in Chromium: take over, answer, note, hand back, at a desk and on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.core.book import Book
from bot.desk import takeover
from bot.desk.views import conversation, transcript
from bot.store.engines import Store
from tests.browser.crew import PASSWORD, Crew
from tests.browser.test_chat import picture
from tests.core.engine.conversation import shipped_book

pytestmark = pytest.mark.browser

COMPLAINT = "电池充不进电"


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped_book()


@pytest.fixture
def crew(site, book) -> Iterator[Crew]:
    store = Store(site.database)
    yield Crew(store, book)
    store.close()


@pytest.fixture
def sit_down(open_page):
    """Opens the desk, or another page, for somebody of the crew."""

    def sit_down(login: str = "wang", path: str = "/desk", *, width: int = 1280) -> Page:
        page = open_page(path, width=width)
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator(".desk")).to_be_visible()
        page.wait_for_function("window.live && window.did_handshake === true")
        return page

    return sit_down


def row(page: Page, chat: str) -> Locator:
    return page.locator(f"#queue .row[data-key='{chat}']")


def enter(page: Page, chat: str) -> None:
    row(page, chat).locator("button").first.click()
    expect(page.locator(".desk")).to_have_attribute("data-open", chat)
    expect(page.locator("#log .line").first).to_be_attached()


def claim(page: Page) -> None:
    page.get_by_role("button", name="接手").click()
    expect(page.locator("#head .owner.me")).to_be_visible()
    expect(page.locator("#compose")).to_have_attribute("data-mode", "reply")


def write(page: Page, words: str) -> None:
    page.fill("#compose textarea", words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#compose textarea")).to_have_value("")


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and no button is cut off."""
    assert page.evaluate(
        """() => {
            const cut = [...document.querySelectorAll(".desk button")].filter((one) => {
                const box = one.getBoundingClientRect();
                const view = one.closest(".views, .places, #board") ? 1e6 : window.innerWidth;
                return one.offsetParent && (box.right > view + 1 || box.left < -1);
            });
            return [document.documentElement.scrollWidth <= window.innerWidth, cut.map((one) => one.outerHTML)];
        }"""
    ) == [True, []]


@pytest.mark.parametrize("width", [1280, 390])
def test_conversation_is_claimed_answered_noted_and_handed_back(sit_down, crew, width, tmp_path):
    chat = crew.customer("刘先生", COMPLAINT, "转人工")
    page = sit_down(width=width)
    fits(page)
    enter(page, chat)
    expect(page.locator("#head h2")).to_have_text("刘先生")
    expect(page.locator("#log .line.in").first).to_contain_text(COMPLAINT)
    fits(page)
    claim(page)
    write(page, "您好，我看一下。\n明天上午给您回电")
    expect(page.locator(".line.staff").last).to_contain_text("明天上午给您回电")
    page.locator("#compose [data-to=note]").click()
    write(page, "客户在外地，别约上门")
    note = page.locator(".line.note", has_text="别约上门")
    expect(note).to_contain_text("王芳")
    page.screenshot(path=tmp_path / f"desk-{width}.png")
    fits(page)
    if width < 600:
        page.locator("#head .menu summary").click()
    page.locator("[data-do=back-ask]:visible").click()
    page.get_by_label("答应过客户什么").fill("明天上午给您回电")
    page.locator("#dialog").get_by_role("button", name="交还机器人").click()
    expect(page.locator("#dialog")).not_to_have_attribute("open", "")
    expect(page.locator("#head .owner.bot")).to_be_visible()
    after = conversation(crew.store, chat)
    said = [line.text for line in transcript(crew.store, chat)]
    assert after.owner == "bot"
    assert any("明天上午给您回电" in text for text in said)
    assert not any("别约上门" in text for text in said)
    if width < 600:
        page.get_by_role("button", name="返回").first.click()
        expect(page.locator("#search")).to_be_visible()


def test_what_a_customer_says_elsewhere_appears_and_disturbs_no_typing(sit_down, crew):
    chat = crew.customer("陈女士", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    claim(page)
    page.locator("#compose textarea").press_sequentially("我先看看")
    crew.says(chat, "陈女士", "灯是红的")
    expect(page.locator("#log .line.in").last).to_contain_text("灯是红的")
    page.keyboard.type("您的记录")
    expect(page.locator("#compose textarea")).to_have_value("我先看看您的记录")
    expect(page.locator("#compose textarea")).to_be_focused()
    other = crew.customer("新来的", "转人工")
    expect(row(page, other)).to_be_visible()
    expect(row(page, other)).to_have_class(re.compile(r"\bunread\b"))
    page.reload()
    expect(page.locator("#head h2")).to_have_text("陈女士")
    expect(page.locator("#compose textarea")).to_have_value("我先看看您的记录")
    assert conversation(crew.store, other) is not None


@pytest.mark.usefixtures("crew")
def test_customer_and_colleague_read_each_other_at_once(sit_down, open_page):
    customer = open_page()
    expect(customer.locator(".line.bot")).to_have_count(1)
    customer.fill(".entry textarea", "转人工，我叫白杨")
    customer.keyboard.press("Enter")
    page = sit_down()
    chat = customer.locator(".app").get_attribute("data-chat")
    page.goto(f"/desk?c={chat}")
    expect(page.locator("#log .line.in").last).to_contain_text("白杨")
    claim(page)
    write(page, "白先生您好")
    expect(customer.locator(".line.bot .text").last).to_have_text("白先生您好")
    customer.fill(".entry textarea", "您好")
    customer.keyboard.press("Enter")
    expect(page.locator("#log .line.in").last).to_contain_text("您好")


def test_lost_race_is_told_and_no_word_is_lost(sit_down, crew):
    chat = crew.customer("周大爷", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    takeover.claim(crew.desk, crew.member("li"), chat, at=crew.now)
    page.evaluate("live.send('claim')")
    expect(page.locator(".toast.bad")).to_contain_text("李强")
    expect(page.locator("#head .owner.other")).to_contain_text("李强")
    page.evaluate("reception.state.mine = true")  # as a page that has not heard of it yet
    page.locator("#compose [data-to=reply]").click()
    page.fill("#compose textarea", "我来处理")
    page.evaluate("reception.state.mine = true")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast.bad")).to_contain_text("李强")
    expect(page.locator("#compose textarea")).to_have_value("我来处理")
    assert not any("我来处理" in one.text for one in transcript(crew.store, chat))


def test_bots_reply_says_why_behind_its_button(sit_down, crew):
    chat = crew.customer("小吴", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    line = page.locator(".line.out", has=page.locator(".choices")).first
    line.get_by_role("button", name="为什么这样回").click()
    expect(line.locator(".reasons")).to_contain_text("ev_no_charge")
    line.get_by_role("button", name="为什么这样回").click()
    expect(line.locator(".reasons")).to_have_count(0)


def test_photo_is_attached_and_a_ready_answer_put_in(sit_down, crew):
    chat = crew.customer("何姐", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    claim(page)
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    page.locator(".canned input").fill("照片")
    expect(page.locator(".canned .preview")).not_to_be_empty()
    ready = page.locator(".canned .preview").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#compose textarea")).to_have_value(ready)
    file = {"name": "说明.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files("#compose input[type=file]", file)
    expect(page.locator(".chip")).to_contain_text("说明.png")
    page.locator("#compose textarea").press("Control+Enter")
    shown = page.locator(".line.staff .picture img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    assert [file.name for line in transcript(crew.store, chat) for file in line.files] == [
        "说明.png"
    ]


def test_keyboard_leads_through_the_desk(sit_down, crew):
    chat = crew.customer("键盘一", COMPLAINT, "转人工")
    crew.customer("键盘二", COMPLAINT, "转人工")
    page = sit_down()
    page.keyboard.press("/")
    page.keyboard.type("键盘")
    expect(page.locator("#queue .row.found").nth(1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(row(page, chat)).to_be_visible()
    page.keyboard.press("j")
    first = page.locator("#head h2")
    expect(first).to_be_visible()
    before = first.inner_text()
    page.keyboard.press("j")
    expect(first).not_to_have_text(before)
    page.keyboard.press("k")
    expect(first).to_have_text(before)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.type("c 不会被当成接手")
    expect(page.locator("#compose textarea")).to_have_value("c 不会被当成接手")
    expect(page.locator("#compose textarea")).to_be_focused()


def test_transfer_gives_the_conversation_to_a_colleague(sit_down, crew):
    chat = crew.customer("钱先生", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    claim(page)
    page.get_by_role("button", name="转给同事").click()
    page.locator("#dialog .person", has_text="李强").click()
    page.get_by_label("给同事的话").fill("他要换控制器")
    page.locator("#dialog").get_by_role("button", name="转给同事").click()
    expect(page.locator("#head .owner.other")).to_contain_text("李强")
    expect(page.locator(".line.note")).to_contain_text("他要换控制器")
    assert conversation(crew.store, chat).owner == f"staff:{crew.member('li').id}"


def test_older_lines_come_above_the_one_that_is_read(sit_down, crew):
    chat = crew.customer("话多", COMPLAINT, "转人工")
    takeover.claim(crew.desk, crew.member("li"), chat, at=crew.now)
    for number in range(90):
        crew.says(chat, "话多", f"第 {number} 句")
    page = sit_down()
    enter(page, chat)
    expect(page.locator("#log .line").last).to_contain_text("第 89 句")
    page.locator("#log").evaluate("log => log.scrollTo(0, 0)")
    page.wait_for_function("!reception.state.atEnd")
    key = page.locator("#log .line").first.get_attribute("data-key")
    page.get_by_role("button", name="看更早的").click()
    expect(page.locator("#log .line.in", has_text=COMPLAINT)).to_be_attached()
    page.wait_for_function(
        """key => Math.abs(document.querySelector(`#log [data-key="${key}"]`).getBoundingClientRect().top
            - document.querySelector("#log").getBoundingClientRect().top) < 200""",
        arg=key,
    )


def test_markup_of_customers_stays_text(sit_down, crew):
    typed = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    chat = crew.customer("<b>甲</b>", "转人工", typed)
    page = sit_down()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    enter(page, chat)
    expect(page.locator("#head h2")).to_have_text("<b>甲</b>")
    expect(page.locator(".line.in .text").last).to_have_text(typed)
    assert page.locator("#log img, #log script, #queue b b, #card b b").count() == 0


@pytest.mark.usefixtures("crew")
def test_desk_is_for_those_who_read_conversations(open_page, sit_down):
    stranger = open_page("/desk")
    expect(stranger).to_have_url(re.compile("/login"))
    page = sit_down("cang")
    expect(page).to_have_url(re.compile("/cases"))
