"""The running book in Chromium: only for staff, drawn, searchable."""

import re

import pytest
from playwright.sync_api import expect

from bot.channels.web.drawing import draw_fault, draw_script
from bot.channels.web.words import Words
from bot.core.book import Book
from tests.core.engine.conversation import shipped_book

pytestmark = pytest.mark.browser


@pytest.fixture
def book() -> Book:
    return shipped_book()


def sign_in(page, site):
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill(site.password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_book_is_drawn_for_staff_only(open_page, site, width):
    page = open_page("/book", width=width)
    expect(page).to_have_url(re.compile("/login"))
    sign_in(page, site)
    page.get_by_role("searchbox").fill("ev_no_charge")
    expect(page.locator(".list .entry:visible")).to_have_count(1)
    page.locator(".list .entry:visible").click()
    chart = page.locator(".diagram svg")
    expect(chart).to_contain_text("充不进电")
    expect(chart).to_contain_text("上门")
    page.goto("/book?pack=ebike&script=handoff")
    expect(chart).to_contain_text("handoff")
    page.get_by_role("link", name=re.compile("检查结果")).click()
    expect(page.locator(".sheet h2")).to_have_text("检查结果")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".staffbar-me summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/login"))
    page.goto("/book")
    expect(page).to_have_url(re.compile("/login"))


def test_every_chart_of_the_shipped_book_can_be_drawn(open_page, site, book):
    page = open_page("/login")
    sign_in(page, site)
    page.goto("/book?pack=ebike&script=handoff")
    expect(page.locator(".diagram svg")).to_be_visible()
    charts = {}
    for pack in book.packs.values():
        words = Words(pack, "zh-CN")
        charts |= {node.id: draw_fault(node, pack, words) for node in pack.nodes.values()}
        charts |= {one.id: draw_script(one, pack, words) for one in pack.scripts.values()}
    refused = page.evaluate(
        """async (charts) => {
            const { mermaid } = await import("nicegui-mermaid");
            const refused = [];
            for (const [name, chart] of Object.entries(charts)) {
                await mermaid.parse(chart).catch((error) => refused.push(`${name}: ${error}`));
            }
            return refused;
        }""",
        charts,
    )
    assert refused == []


@pytest.mark.parametrize("width", [1280, 390])
def test_forms_are_shown_with_invented_data(open_page, site, width):
    page = open_page("/book?pack=ebike&document=return_list", width=width)
    sign_in(page, site)
    page.goto("/book?pack=ebike&document=return_list")
    expect(page.locator(".sheet h2")).to_have_text("退货清单")
    paper = page.locator("img.paper")
    expect(paper).to_have_count(1)
    expect(paper).to_have_js_property("complete", value=True)
    assert paper.evaluate("image => image.naturalWidth") > 800
    with page.expect_download() as download:
        page.get_by_role("link", name="下载样例").click()
    assert download.value.suggested_filename == "退货清单-RT-20261123-0007-1.pdf"
    page.goto("/book?pack=ebike&document=settlement")
    expect(page.locator(".spread")).to_contain_text("车间主任")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
