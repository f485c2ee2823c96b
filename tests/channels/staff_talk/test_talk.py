"""What one staff member's words and buttons do, on the shipped book."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.staff_talk.talk import StaffTalk
from bot.core.dispatch import dispatch
from bot.core.events import CustomerSaid, Event, Person
from bot.core.markup import plain
from bot.desk import Desk, views
from bot.desk.accounts import find_login
from bot.desk.staff import add_staff
from bot.desk.tasks import find_task, tasks_in
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.core.engine.conversation import MONDAY_TEN, shipped_book

CHAT = "terminal:customer:1"


class Booth:
    """One customer and one colleague, five seconds apart."""

    def __init__(self, store, book, *, relays=True):
        self.store = store
        self.desk = Desk(store, lambda: book, step=dispatch)
        self.now = MONDAY_TEN
        self.count = 0
        self.member = self.hire("lili", "agent")
        self.talk = StaffTalk(self.desk, relays=relays)

    def hire(self, name, *roles):
        return add_staff(
            self.store, login=name, name=name, roles=roles, password="long enough 1", now=self.now
        )

    def tick(self):
        self.now += timedelta(seconds=5)
        self.count += 1
        return f"k{self.count}"

    def customer(self, text):
        key = self.tick()
        self.desk.handle(
            Event(
                channel="terminal",
                conversation=CHAT,
                update_id=key,
                at=self.now,
                sender=Person(role="customer", id="customer:1"),
                what=CustomerSaid(text),
                message_id=key,
            )
        )

    def say(self, text, *, key="", member=None):
        given = key or self.tick()
        replies = self.talk.said(member or self.member, text, at=self.now, key=given)
        return [plain(reply.text) for reply in replies]

    def press(self, data):
        replies = self.talk.pressed(self.member, data, at=self.now, key=self.tick())
        return [plain(reply.text) for reply in replies]

    def read(self):
        """What colleagues have written to the customer."""
        lines = views.transcript(self.store, CHAT)
        return [plain(line.text) for line in lines if line.author.startswith("staff:")]


@pytest.fixture(scope="module")
def book():
    return shipped_book()


@pytest.fixture
def quick_store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/talk.sqlite", synchronous="NORMAL")
    create_fresh(opened)
    yield opened
    opened.close()


@pytest.fixture
def booth(quick_store, book):
    made = Booth(quick_store, book)
    made.customer("转人工")
    return made


def test_figures_of_the_owner_go_to_the_customer_and_find_nothing(booth):
    booth.say("/claim")
    assert booth.say("13905550123") == []

    assert booth.read()[-1] == "13905550123"


def test_figures_of_anybody_else_are_looked_for(booth):
    assert booth.say("99990000")[0].startswith("没有找到“99990000”")


def test_same_key_writes_once(booth):
    booth.say("/claim")
    booth.say("只一次", key="same")
    booth.say("只一次", key="same")

    assert booth.read().count("只一次") == 1


def test_talk_goes_on_after_a_restart(booth, quick_store, book):
    booth.say("/claim")
    booth.talk = StaffTalk(Desk(quick_store, lambda: book, step=dispatch), relays=True)
    booth.say("还是我")

    assert booth.read()[-1] == "还是我"


def test_words_are_no_message_where_conversations_have_topics(quick_store, book):
    booth = Booth(quick_store, book, relays=False)
    booth.customer("转人工")
    booth.say("/claim")

    assert booth.say("您好")[0].startswith("能直接打的")
    assert "您好" not in booth.read()


def test_question_of_ours_is_answered_by_the_next_words(booth):
    booth.say("/claim")
    assert booth.press("on") == ["写备注，客户看不到："]
    booth.say("先看照片")
    lines = views.transcript(booth.store, CHAT, for_staff=True)

    assert ("note", "先看照片") in [(line.kind, line.text) for line in lines]
    assert "先看照片" not in booth.read()


def test_cancel_forgets_the_question(booth):
    booth.press("on")
    booth.say("找")

    assert booth.say("/cancel") == ["好，不办了。"]
    assert booth.say("/cancel") == ["现在没有在办的事。"]


def test_button_of_another_version_is_answered_kindly(booth):
    assert booth.press("zz:1") == ["这个选项没有了，请再点一次。"]
    assert booth.press("cv:way:7") == ["这张表已经不在填了，请重新打开单子。"]


def test_language_is_chosen_once_and_kept(booth):
    assert booth.say("/language") == ["English from now on."]
    assert booth.say("/mine") == ["You have no conversation now."]


def test_those_who_may_not_read_chats_see_no_queue(booth):
    warehouse = booth.hire("ku", "warehouse")

    assert booth.say("排队", member=warehouse) == ["现在没有人在等。"]


def test_form_takes_several_answers_at_once_and_names_what_it_cannot_take(booth):
    booth.say("/claim")
    booth.say("/open complaint")
    number = views.cases_of(booth.store, CHAT)[0].number
    asked = booth.say(f"/case {number} file way=chat kind=delay")
    wrong = booth.say("2099-01-01")
    review = booth.say("发生时间：2026-11-20\n地点：店里\n涉及人员：无\n经过：修了三周")
    done = booth.press("cs")

    assert asked[0].endswith("发生时间")
    assert "还没到的日子" in wrong[0]
    assert "类别：工期" in review[0]
    assert "经过：修了三周" in review[0]
    assert done[0].startswith(f"{number} 办好了")


def test_case_number_amid_a_form_shows_that_case_and_asks_again(booth):
    booth.say("/claim")
    booth.say("/open complaint")
    number = views.cases_of(booth.store, CHAT)[0].number
    asked = booth.say(f"/case {number} file way=chat kind=delay")

    shown, again = booth.say(number)
    assert shown.startswith(number)
    assert again == asked[0]


def test_case_of_no_such_number_and_action_are_told(booth):
    booth.say("/claim")
    booth.say("/open complaint")
    number = views.cases_of(booth.store, CHAT)[0].number

    assert booth.say("/case RT-20200101-0001") == ["没有单号 RT-20200101-0001。"]
    assert booth.say(f"/case {number} fly")[0].startswith(f"{number} 现在不能办“fly”")


def test_duty_and_leave_are_noted(booth):
    assert booth.say("值班") == ["开始值班，会收到新的对话。"]
    assert booth.say("请假 3 天")[0].startswith("记下了")
    assert booth.say("离岗") == ["不再接新的对话，手上的还是您的。"]


def test_leave_with_an_unknown_stand_in_is_not_noted_and_says_so(booth):
    assert booth.say("请假 3 天 nobody")[0].startswith("没有记下：没有叫“nobody”的同事")
    assert find_login(booth.store, "lili").away_until is None


def test_words_that_are_never_meant_for_a_customer_are_commands_of_the_owner_too(booth):
    booth.say("/claim")
    before = booth.read()

    assert booth.say("备注 这位很急") == ["备注记下了，客户看不到。"]
    assert booth.say("常用语")[0].startswith("发哪一句")
    assert booth.read() == before


def test_owner_may_say_words_that_begin_like_a_command(booth):
    booth.say("/claim")

    assert booth.say("我在，您说") == []
    assert booth.say("取消") == []
    assert booth.read()[-2:] == ["我在，您说", "取消"]


def test_own_last_reply_is_taken_back_by_a_word(booth):
    booth.say("/claim")
    booth.say("发错了")

    assert booth.say("撤回") == ["撤回了：“发错了”。"]
    again = booth.say("撤回")
    assert again == ["您在这个对话里没有能撤回的话了；机器人和同事说的不能撤。"]
    lines = views.transcript(booth.store, CHAT)
    assert "前面说的" in lines[-1].text


def test_command_about_a_conversation_asks_which_when_none_is_at_hand(booth):
    assert booth.say("常用语") == ["还没选对话。发“排队”看谁在等。"]


def test_another_time_promised_by_an_edit_replaces_the_first(booth):
    booth.say("/claim")
    booth.say("后天下午三点给您打电话")

    for said in ("明天下午三点给您打电话", "明天下午三点一定给您打电话"):
        booth.talk.edited(booth.member, said, at=booth.now, key=booth.tick())

    assert booth.say("/tasks")[0].count("给您打电话") == 1


def promised(booth):
    """A task of the member's own: what they promised the customer."""
    booth.customer("转人工")
    booth.say("/claim")
    booth.say("明天上午给您回电")
    (task,) = (one for one in tasks_in(booth.store, CHAT) if one.kind in ("promise", "callback"))
    return task


def test_task_is_put_off_in_one_line_that_is_its_reason(booth):
    task = promised(booth)
    booth.press(f"tl:{task.id}")
    asked_again = booth.say("等配件到货")
    (told,) = booth.say("后天下午 3 点，等配件到货")
    after = find_task(booth.store, task.id)
    noted = [
        one.text for one in views.transcript(booth.store, CHAT, for_staff=True) if one.internal
    ]
    assert "没听出推到什么时候" in asked_again[0]
    assert told.startswith("推到")
    assert after.due_at > task.due_at
    assert "后天下午 3 点，等配件到货" in noted
    assert "等配件到货" not in [one.text for one in views.transcript(booth.store, CHAT)]


def test_task_is_given_to_a_colleague_who_takes_and_settles_it(booth):
    task = promised(booth)
    wang = booth.hire("wang", "agent")
    offered = booth.talk.pressed(booth.member, f"tg:{task.id}", at=booth.now, key=booth.tick())
    labels = [button.label for row in offered[0].buttons for button in row]
    booth.press(f"tg:{task.id}:{wang.id}")
    assert "wang" in labels
    assert find_task(booth.store, task.id).assignee == wang.id
    (refused,) = booth.press(f"tt:{task.id}")
    assert "别的同事手上" in refused
    booth.talk.pressed(wang, f"td:{task.id}", at=booth.now, key=booth.tick())
    assert find_task(booth.store, task.id).state == "done"


def test_task_list_leads_to_everything_that_can_be_done(booth):
    task = promised(booth)
    listed = booth.talk.said(booth.member, "/tasks", at=booth.now, key=booth.tick())
    data = [button.data for row in listed[0].buttons for button in row]
    assert data == [f"td:{task.id}", f"tk:{task.id}"]
    card = booth.talk.pressed(booth.member, f"tk:{task.id}", at=booth.now, key=booth.tick())
    ways = [button.label for row in card[0].buttons for button in row]
    assert ways == ["办完了", "转给别人", "往后推"]
