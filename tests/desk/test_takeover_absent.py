"""An owner who is on leave or no longer there: nobody waits in vain, and nobody is given a customer in vain."""

from datetime import timedelta

import pytest

from bot.core.state import QUEUE, STAFF
from bot.desk.accounts import close_account, set_away
from bot.desk.takeover import Refused
from tests.desk.counter import Counter


@pytest.fixture
def li(counter: Counter):
    """A colleague who has the conversation."""
    counter.say("转人工")
    member = counter.colleague("小李")
    counter.do("claim", member)
    counter.read()
    return member


def leave(counter: Counter, member, **more):
    set_away(counter.store, member.login, until=counter.now + timedelta(days=3), **more)


def test_transfer_to_who_is_on_leave_is_refused_and_names_who_stands_in(counter: Counter, li):
    wang, zhao = counter.colleague("小王"), counter.colleague("小赵")
    leave(counter, wang, delegate=zhao.login)
    refused = counter.do("transfer", li, to=wang.id)

    assert isinstance(refused, Refused)
    assert (refused.reason, "现在由小赵代" in refused.message) == ("away", True)
    assert counter.read() == []


def test_customer_of_a_closed_account_goes_to_the_next_colleague_at_once(counter: Counter, li):
    close_account(counter.store, li.login)
    heard = counter.say("我的车还没修好呢")

    assert counter.view.owner == QUEUE
    assert any("同事" in line and "10 点" in line for line in heard)
    assert (
        counter.inside[-1] == ("back_in_queue", "小李")
        or ("back_in_queue", "小李") in counter.inside
    )
    wang = counter.colleague("小王")
    counter.do("claim", wang)
    assert counter.view.owner == f"{STAFF}{wang.id}"


def test_conversation_of_a_closed_account_can_be_taken(counter: Counter, li):
    wang = counter.colleague("小王")
    assert isinstance(counter.do("claim", wang), Refused)
    close_account(counter.store, li.login)

    counter.do("claim", wang)
    assert counter.view.owner == f"{STAFF}{wang.id}"


def test_owner_who_goes_on_leave_is_not_waited_for(counter: Counter, li):
    counter.do("say", li, "您好，我看看")
    leave(counter, li)
    counter.now += timedelta(hours=1)
    counter.say("怎么样了")

    assert counter.view.owner == QUEUE


def test_owner_on_leave_who_still_writes_keeps_the_conversation(counter: Counter, li):
    leave(counter, li)
    counter.do("say", li, "我还在，这就给您看")
    counter.say("好的")

    assert counter.view.owner == f"{STAFF}{li.id}"


def test_danger_said_to_nobody_is_answered_as_one(counter: Counter, li):
    close_account(counter.store, li.login)
    heard = counter.say("电池冒烟了")

    assert any("119" in line for line in heard)
    assert counter.view.priority == "danger"


def test_report_of_fraud_is_read_by_who_comes(counter: Counter):
    said = "有人自称你们客服，让我把车寄到另一个地址还要我转账500元"
    counter.say(said)

    assert (counter.view.owner, counter.view.note) == (QUEUE, said)
