"""Coming to a dealership by a code, leaving it, and what is never taken in a chat."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.dealers import Address, DealerSeen, InviteSeen
from bot.core.effects import JoinDealer, LeaveDealer, OpenTask
from bot.core.events import ConversationStarted
from tests.core.engine.conversation import Conversation

CHAT = "test:1"
SHUNDA = DealerSeen(
    id="D1001",
    name="顺达车行",
    contact="刘店长",
    phone="13855500111",
    addresses=(Address(label="门店", text="示范路 1 号", contact="刘店长", phone="13855500111"),),
    member="m1",
    member_name="小刘",
    right="submit",
)
OPEN = InviteSeen(
    standing="open", id="i1", dealer="D1001", dealer_name="顺达车行", right="submit", name="小刘"
)


@pytest.fixture
def chat(book) -> Conversation:
    return Conversation(book)


def invites(chat, **codes):
    chat.records.invites = codes


def joins(chat):
    return [effect for effect in chat.effects if isinstance(effect, JoinDealer)]


@pytest.mark.parametrize(
    "typed",
    [
        "邀请码 A7QK-3M9X",
        "我的邀请码是a7qk3m9x，谢谢",
        "Ａ７ＱＫ－３Ｍ９Ｘ",
        "a7qk 3m9x",
        "invite code A7QK 3M9X",
    ],
)
def test_typed_code_takes_a_person_in(chat, typed):
    invites(chat, A7QK3M9X=OPEN)
    assert "顺达车行" in chat.say(typed)
    assert joins(chat) == [JoinDealer(invite="i1", dealer="D1001", right="submit", name="小刘")]
    assert chat.state.role == "dealer"


def test_start_link_takes_a_person_in(chat):
    invites(chat, A7QK3M9X=replace(OPEN, right="look"))
    assert "权限" in chat.happen(ConversationStarted("inv_A7QK3M9X"))
    assert [join.right for join in joins(chat)] == ["look"]


def test_letters_taken_for_digits_are_read_as_meant(chat):
    invites(chat, A0QK1M5X=OPEN)
    assert "顺达车行" in chat.say("邀请码 AOQK-IMSX")


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (InviteSeen(standing="unknown"), "原样再发"),
        (replace(OPEN, standing="expired"), "过期|期限"),
        (replace(OPEN, standing="used"), "一个码|一个邀请码"),
        (InviteSeen(standing="blocked"), "先停一下"),
    ],
)
def test_code_that_is_worth_nothing_is_said_kindly(chat, seen, told):
    if seen.standing == "blocked":
        seen = replace(seen, retry_at=chat.now + timedelta(minutes=2))
    invites(chat, A7QK3M9X=seen)
    said = chat.say("邀请码 A7QK-3M9X")
    assert any(part in said for part in (*told.split("|"), "没有"))
    assert (joins(chat), chat.state.role) == ([], "customer")


def test_code_amid_a_question_comes_back_to_the_question(chat):
    chat.say("电动车充不进电")
    asked = chat.labels
    invites(chat, A7QK3M9X=OPEN)
    chat.say("邀请码 A7QK-3M9X")
    assert len(joins(chat)) == 1
    assert chat.labels == asked


def test_bare_signs_amid_a_question_are_no_code(chat):
    invites(chat, A7QK3M9X=OPEN)
    chat.say("电动车充不进电")
    chat.say("A7QK-3M9X")
    assert joins(chat) == []


def test_member_with_a_second_code_keeps_it_unspent(chat):
    chat.records.dealers[CHAT] = SHUNDA
    invites(chat, A7QK3M9X=OPEN)
    assert "不用再登记" in chat.say("邀请码 A7QK-3M9X")
    assert joins(chat) == []


def test_member_of_another_dealership_has_to_leave_first(chat):
    chat.records.dealers[CHAT] = replace(SHUNDA, id="D1002", name="通达车行")
    invites(chat, A7QK3M9X=OPEN)
    said = chat.say("邀请码 A7QK-3M9X")
    assert "通达车行" in said
    assert "退出经销商" in said
    assert joins(chat) == []


def test_member_who_may_only_look_is_raised_by_a_code_that_gives_more(chat):
    chat.records.dealers[CHAT] = replace(SHUNDA, right="look")
    invites(chat, A7QK3M9X=OPEN)
    chat.say("邀请码 A7QK-3M9X")
    assert [join.right for join in joins(chat)] == ["submit"]


def test_leaving_is_asked_once_and_then_done(chat):
    chat.records.dealers[CHAT] = SHUNDA
    chat.state = replace(chat.state, role="dealer")
    assert "顺达车行" in chat.say("退出经销商")
    assert chat.labels == ["退出", "不退出"]
    chat.press("退出")
    assert [effect for effect in chat.effects if isinstance(effect, LeaveDealer)] == [
        LeaveDealer("m1")
    ]
    assert chat.state.role == "customer"


def test_leaving_can_be_thought_better_of(chat):
    chat.records.dealers[CHAT] = SHUNDA
    chat.say("退出经销商")
    chat.press("不退出")
    assert not any(isinstance(effect, LeaveDealer) for effect in chat.effects)


def test_customer_has_nothing_to_leave(chat):
    assert "不用退出" in chat.say("退出经销商")


def test_member_taken_out_by_staff_is_a_customer_at_the_next_word(chat):
    chat.state = replace(chat.state, role="dealer")
    chat.say("你好")
    assert chat.state.role == "customer"


def test_asking_for_a_way_in_is_told_it(chat):
    assert "邀请码" in chat.say("我是经销商怎么登记")


@pytest.mark.parametrize(
    "told",
    [
        "我们店搬家了，地址改成示范路 2 号",
        "收货地址换一下",
        "店里电话改了",
        "our address has changed",
    ],
)
def test_changed_address_is_never_taken_in_a_chat(chat, told):
    chat.records.dealers[CHAT] = SHUNDA
    chat.state = replace(chat.state, role="dealer")
    said = chat.say(told)
    assert "同事" in said or "colleague" in said
    (task,) = [effect.task for effect in chat.effects if isinstance(effect, OpenTask)]
    assert (task.kind, task.role, task.escalate_to) == ("callback", "manager", "gm")
    assert told in task.title
    assert SHUNDA.phone in task.title
    assert task.due_at is not None


def test_customer_who_tells_a_new_address_is_no_dealer(chat):
    chat.say("收货地址换一下")
    assert not any(isinstance(effect, OpenTask) for effect in chat.effects)
