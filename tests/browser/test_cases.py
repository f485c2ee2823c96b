"""Cases in Chromium: opened beside the talk, filled in, approved, found in list and board."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.desk.cases import case_card
from bot.desk.views import cases_of
from tests.browser.test_desk import COMPLAINT, book, claim, crew, enter, fits, sit_down

__all__ = ["book", "crew", "sit_down"]

pytestmark = pytest.mark.browser


def open_case(page: Page, kind: str) -> str:
    """Open a case of the conversation at hand, and return its number."""
    page.locator("#head .menu summary").click()
    page.locator("#head [data-do=open-ask]").click()
    page.get_by_label("哪种单子").select_option(label=kind)
    page.locator("#dialog").get_by_role("button", name="开单").click()
    link = page.locator("#card .case-link").first
    expect(link).to_be_attached()
    number = link.get_attribute("data-number")
    assert number is not None
    return number


@pytest.mark.parametrize("width", [1280, 390])
def test_quote_below_the_list_is_asked_for_and_approved(sit_down, crew, width, tmp_path):
    chat = crew.customer("孙女士", COMPLAINT, "转人工")
    page = sit_down(width=width)
    enter(page, chat)
    claim(page)
    number = open_case(page, "维修")
    if width < 600:
        page.locator("#head .card-open").click()
    page.locator("#card .case-link").first.click()
    expect(page.locator("#card h2")).to_contain_text(number)
    quote = page.locator("#card details.act", has=page.locator("summary", has_text="报价")).first
    quote.locator("summary").click()
    quote.get_by_label("报给客户的价").fill("一百")
    quote.locator("button.do").click()
    expect(quote.locator(".refused")).to_be_visible()
    expect(quote.get_by_label("报给客户的价")).to_have_value("一百")
    quote.get_by_label("价目表价").fill("200")
    quote.get_by_label("报给客户的价").fill("100")
    quote.get_by_label("为什么收费").fill("过了三包")
    fits(page)
    quote.locator("button.do").click()
    expect(page.locator("#card .status").first).to_contain_text("签")
    page.screenshot(path=tmp_path / f"case-{width}.png")

    boss = sit_down("zong", "/cases?view=mine", width=width)
    boss.locator("#cases .row", has_text=number).locator("button").first.click()
    expect(boss.locator("#card h2")).to_contain_text(number)
    approve = boss.locator("#card details.act.approve")
    approve.locator("summary").click()
    approve.locator("button.do").click()
    expect(boss.locator("#card .status.approved")).to_be_visible()
    expect(boss.locator("#cases .row", has_text=number)).to_have_count(0)
    fits(boss)
    boss.screenshot(path=tmp_path / f"approved-{width}.png")
    (case,) = cases_of(crew.store, chat)
    assert [one.approved for one in case.approvals] == [True]
    expect(page.locator("#card .status.approved")).to_be_attached()


@pytest.mark.parametrize("width", [1280, 390])
def test_list_and_board_show_cases_and_what_is_typed_stays(sit_down, crew, width):
    chat = crew.customer("马先生", COMPLAINT, "转人工")
    desk = sit_down()
    enter(desk, chat)
    claim(desk)
    number = open_case(desk, "维修")
    page = sit_down("li", "/cases", width=width)
    line = page.locator("#cases .row", has_text=number)
    expect(line).to_be_visible()
    fits(page)
    line.locator("button").first.click()
    expect(page.locator("#card h2")).to_contain_text(number)
    act = page.locator("#card details.act").first
    act.locator("summary").click()
    act.locator("textarea, input:not([type=hidden])").first.fill("写到一半")
    crew.says(chat, "马先生", "还有，灯也不亮")
    other = crew.customer("马太太", "转人工")
    assert other
    expect(act.locator("textarea, input:not([type=hidden])").first).to_have_value("写到一半")
    if width < 600:
        page.get_by_role("button", name="返回").first.click()
    page.get_by_role("tab", name="看板").click()
    expect(page.locator(".column .case-link", has_text=number)).to_be_visible()
    fits(page)
    page.locator("#search").fill(number[-4:])
    page.locator("#search").fill(number)
    expect(page.locator("#cases .row")).to_have_count(1)
    assert case_card(crew.store, crew.book, number) is not None


def test_case_of_a_stranger_number_is_told(sit_down):
    page = sit_down("li", "/cases")
    page.evaluate("live.send('case', { number: 'RT-20200101-0001' })")
    expect(page.locator(".toast.bad")).to_contain_text("没有这个单号")
    page.goto("/cases?number=RT-20200101-0001&view=board")
    expect(page.locator(".desk")).to_have_attribute("data-view", "board")
    expect(page).to_have_url(re.compile("/cases"))
