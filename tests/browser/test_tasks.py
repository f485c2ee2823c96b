"""Tasks, drafts and rights in Chromium: put off, given away, done; kept on the server; taken away."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from bot.desk import takeover
from bot.desk.accounts import set_roles
from bot.desk.drafts import drafts_of
from bot.desk.tasks import find_task, tasks_in
from bot.desk.views import conversation, transcript
from tests.browser.test_desk import COMPLAINT, book, claim, crew, enter, fits, sit_down, write

__all__ = ["book", "crew", "sit_down"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_task_is_put_off_with_a_reason_given_away_taken_and_done(sit_down, crew, width, tmp_path):
    chat = crew.customer(f"任务{width}", COMPLAINT, "转人工")
    takeover.claim(crew.desk, crew.member("wang"), chat, at=crew.now)
    takeover.say(crew.desk, crew.member("wang"), chat, "明天上午给您回电", at=crew.now)
    (task,) = (one for one in tasks_in(crew.store, chat) if one.kind in ("promise", "callback"))
    page = sit_down(width=width)
    page.locator(".views [data-to=tasks]").click()
    row = page.locator(f"#queue .row[data-key='task:{task.id}']")
    row.locator("[data-do=task-ask]").click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("明天上午给您回电")
    later = (crew.now + timedelta(days=3)).astimezone(ZoneInfo("Asia/Shanghai"))
    dialog.locator("summary", has_text="往后推").click()
    dialog.get_by_label("推到什么时候").fill(f"{later:%Y-%m-%dT%H:%M}")
    dialog.get_by_label("为什么推").fill("等配件到货")
    page.screenshot(path=tmp_path / f"task-{width}.png")
    fits(page)
    dialog.get_by_role("button", name="往后推").click()
    expect(dialog).not_to_have_attribute("open", "")
    put_off = find_task(crew.store, task.id)
    assert put_off.due_at == later.replace(second=0, microsecond=0)
    assert any(line.text == "等配件到货" for line in transcript(crew.store, chat, for_staff=True))

    row.locator("[data-do=task-ask]").click()
    dialog.locator("summary", has_text="转给别人").click()
    dialog.get_by_label("转给谁").select_option(label="李强")
    dialog.get_by_role("button", name="转给别人").click()
    expect(row).to_have_count(0)
    assert find_task(crew.store, task.id).assignee == crew.member("li").id

    colleague = sit_down("li", "/cases?view=mine", width=width)
    theirs = colleague.locator(f"#cases .row[data-key='task:{task.id}']")
    theirs.locator("[data-do=task-ask]").click()
    colleague.locator("#dialog").get_by_role("button", name="办完了").click()
    expect(theirs).to_have_count(0)
    assert find_task(crew.store, task.id).state == "done"


def test_unfinished_note_waits_on_the_server_until_it_is_kept(sit_down, crew):
    chat = crew.customer("草稿", COMPLAINT, "转人工")
    page = sit_down()
    enter(page, chat)
    page.locator("#compose [data-to=note]").click()
    page.fill("#compose textarea", "问过仓库，")
    while drafts_of(crew.store, crew.member("wang"), chat) != {"note": "问过仓库，"}:
        page.wait_for_timeout(100)  # the page tells the server when typing pauses
    other = sit_down("wang", f"/desk?c={chat}")
    expect(other.locator("#compose textarea")).to_have_value("问过仓库，")
    write(other, "问过仓库，周三到货")
    expect(other.locator(".line.note")).to_contain_text("周三到货")
    third = sit_down("wang", f"/desk?c={chat}")
    expect(third.locator("#log .line.note")).to_contain_text("周三到货")
    expect(third.locator("#compose textarea")).to_have_value("")


def test_who_may_no_longer_read_conversations_is_led_away_and_does_nothing_more(sit_down, crew):
    chat = crew.customer("换岗", COMPLAINT, "转人工")
    page = sit_down("li")
    enter(page, chat)
    claim(page)
    try:
        set_roles(crew.store, "li", ("warehouse",))
        page.evaluate(
            "live.send('say', {id: reception.state.open, text: '不该发出去', nonce: 'n1'})"
        )
        expect(page).to_have_url(re.compile("/cases"))
    finally:
        set_roles(crew.store, "li", ("agent", "tech"))
    assert not any("不该发出去" in line.text for line in transcript(crew.store, chat))


def test_crafted_requests_of_a_lower_role_change_nothing(sit_down, crew):
    chat = crew.customer("守门", COMPLAINT, "转人工")
    takeover.claim(crew.desk, crew.member("wang"), chat, at=crew.now)
    takeover.say(crew.desk, crew.member("wang"), chat, "明天上午给您回电", at=crew.now)
    (task,) = (one for one in tasks_in(crew.store, chat) if one.kind in ("promise", "callback"))
    before = transcript(crew.store, chat, for_staff=True)
    page = sit_down("cang", "/cases")
    for verb, given in (
        ("say", {"id": chat, "text": "我是仓库", "nonce": "x1"}),
        ("note", {"id": chat, "text": "我是仓库", "nonce": "x2"}),
        ("claim", {"id": chat}),
        ("open", {"id": chat}),
        ("draft", {"id": chat, "text": "x", "mode": "reply"}),
        ("task-done", {"task": task.id}),
        ("task-take", {"task": task.id}),
        ("task-give", {"task": task.id, "values": {"to": crew.member("cang").id}}),
        ("task-later", {"task": task.id, "values": {"due": "2030-01-01T10:00", "note": "x"}}),
        ("act", {"number": "RT-20261123-0001", "action": "approve:a1", "values": {}}),
    ):
        page.evaluate("([verb, given]) => live.send(verb, given)", [verb, given])
    page.evaluate("live.send('view', {to: 'board'})")  # answered last: the others are through
    expect(page.locator(".desk")).to_have_attribute("data-view", "board")
    assert find_task(crew.store, task.id) == task
    assert transcript(crew.store, chat, for_staff=True) == before
    assert conversation(crew.store, chat).owner == f"staff:{crew.member('wang').id}"
