"""The pages about people in Chromium: an account, an invite that somebody follows, a person taken out."""

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def signed_in(open_page, site, path, *, width) -> Page:
    page = open_page(path, width=width)
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill(site.password)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile(re.escape(path)))
    return page


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_person_is_added_and_signs_in(open_page, site, width):
    login = f"wu{width}"
    page = signed_in(open_page, site, "/staff", width=width)
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("姓名（客户看得到）").fill("吴工")
    page.get_by_text("品质", exact=True).last.click()
    page.get_by_role("button", name="创建账号").click()
    password = page.locator(".secret code").inner_text()
    expect(page.get_by_role("heading", level=2, name=re.compile("吴工"))).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="上岗").click()
    expect(page.get_by_role("status")).to_have_text("已上岗。")
    page.get_by_label("谁代审批").select_option("admin")
    page.get_by_role("button", name="请假").click()
    expect(page.locator(".sheet-head .badge")).to_have_text("请假中")
    other = open_page("/login", width=width)
    other.get_by_label("账号").fill(login)
    other.get_by_label("密码").fill(password)
    other.get_by_role("button", name="登录").click()
    expect(other.locator(".staffbar-places a, .places a").first).to_be_visible()
    refused = other.request.get("/staff")
    assert refused.status == 403
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="停用账号").click()
    expect(page.locator(".sheet-head .badge")).to_have_text("已停用")


@pytest.mark.parametrize("width", [1280, 390])
def test_invited_person_comes_in_by_the_link_and_is_taken_out(open_page, site, width):
    page = signed_in(open_page, site, "/dealers", width=width)
    page.get_by_label("店名", exact=True).fill(f"顺达车行 {width}")
    page.get_by_label("电话", exact=True).fill("13855500111")
    page.get_by_role("button", name="创建").click()
    expect(page.get_by_role("status")).to_have_text("创建好了。")
    page.get_by_label("给谁（可不填）").fill("小刘")
    page.get_by_role("button", name="开邀请码").click()
    expect(page.locator(".qr svg")).to_be_visible()
    assert fits(page)
    link = page.locator(".link a").last.get_attribute("href")
    assert link is not None

    guest = open_page(link.removeprefix(site.url), width=width)
    expect(guest.locator(".bubble .text").last).to_contain_text(f"顺达车行 {width}")
    again = open_page(link.removeprefix(site.url), width=width)
    expect(again.locator(".bubble .text").last).to_contain_text(re.compile("邀请码"))

    page.goto(page.url.replace("/invite", "").replace("/dealers/", "/dealers?id="))
    row = page.locator(".persons tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("小刘")
    row.locator("select").select_option("look")
    expect(page.get_by_role("status")).to_have_text("权限改好了。")
    assert fits(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)


def test_sheet_of_purchases_is_uploaded(open_page, site):
    page = signed_in(open_page, site, "/dealers", width=1280)
    page.get_by_label("店名", exact=True).fill("通达车行")
    page.get_by_role("button", name="创建").click()
    book, out = Workbook(), io.BytesIO()
    for row in (("车型", "开票日期", "数量"), ("TDR-12", "2025-03-08", 5), ("ZZ", "2025-03-08", 1)):
        book.active.append(row)
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "进货.xlsx", "mimeType": kind, "buffer": out.getvalue()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("status")).to_contain_text("进货.xlsx")
    expect(page.locator(".problems li")).to_have_count(1)
    expect(page.locator(".scroll tbody tr")).to_have_count(1)
