"""An owner is warned before their silence gives the conversation away."""

import pytest

from bot.core.state import QUEUE, STAFF
from bot.desk.tasks import open_tasks
from tests.desk.counter import Counter


@pytest.fixture
def li(counter: Counter):
    """A colleague who has answered once, and whose customer waits again."""
    counter.say("转人工")
    member = counter.colleague("小李")
    counter.do("claim", member)
    counter.do("say", member, "您好，我看看")
    counter.say("快点啊，我着急用车")
    return member


def notices(counter: Counter) -> list[str]:
    return [text for kind, text in counter.inside if kind == "notice" and "等您回话" in text]


def own_tasks(counter: Counter, member) -> list[str]:
    return [task.title for task in open_tasks(counter.store, (), member)]


def test_owner_is_warned_by_name_then_loses_the_conversation(counter: Counter, li):
    counter.wait(minutes=9)
    line = "小李，王先生还在等您回话；今天上午 10 点 15 分前没回，就换别的同事接"
    assert notices(counter) == [line]
    assert own_tasks(counter, li) == [line]
    counter.wait(minutes=4)
    assert notices(counter) == [line, line]
    assert counter.view.owner == f"{STAFF}{li.id}"

    counter.wait(minutes=3)
    assert counter.view.owner == QUEUE
    assert own_tasks(counter, li) == []
    assert ("back_in_queue", "小李") in counter.inside


def test_owner_who_answers_is_warned_no_more(counter: Counter, li):
    counter.wait(minutes=9)
    counter.do("say", li, "抱歉，刚才在查")

    assert own_tasks(counter, li) == []
    counter.wait(hours=1)
    assert len(notices(counter)) == 1
    assert counter.view.owner == f"{STAFF}{li.id}"


def test_next_owner_is_warned_of_their_own_silence(counter: Counter, li):
    wang = counter.colleague("小王")
    counter.wait(minutes=9)
    counter.do("transfer", li, to=wang.id)

    assert own_tasks(counter, li) == []
    counter.wait(minutes=9)
    assert notices(counter)[-1].startswith("小王，")


def test_customer_who_waits_for_nothing_gives_no_warning(counter: Counter, li):
    counter.do("say", li, "好的，明天上午给您回电")
    counter.wait(hours=1)

    assert notices(counter) == []
