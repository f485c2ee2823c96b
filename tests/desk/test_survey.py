from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.tasks import tasks_in
from bot.store.clocks import ratings_of
from tests.desk.counter import Counter

SHANGHAI = ZoneInfo("Asia/Shanghai")
ASK = "5 分是很满意"


def ratings(counter: Counter):
    with counter.store.read() as tx:
        found = ratings_of(tx, tenant=counter.store.tenant, conversation=counter.chat)
    return [(one.score, one.word) for one in found]


def asked(lines: list[str]) -> bool:
    return any(ASK in line for line in lines)


def solve(counter: Counter) -> None:
    """Come to a good end with the bot alone."""
    counter.say("充电器指示灯不亮")
    counter.press("插座没电")
    counter.press("解决了")
    assert counter.view.state.survey


def closed(counter: Counter):
    """A conversation a colleague took and closed; returns what the customer read at the end."""
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "好的，已经给您处理了")
    counter.read()
    counter.do("close", li)
    return counter.read()


def test_good_end_with_the_bot_is_asked_about_after_some_quiet(counter: Counter):
    solve(counter)

    assert not asked(counter.wait(minutes=9))
    assert asked(counter.wait(minutes=2))


def test_words_in_between_put_the_survey_off(counter: Counter):
    solve(counter)
    counter.wait(minutes=8)
    counter.say("谢谢")

    assert not asked(counter.wait(minutes=5))
    assert asked(counter.wait(minutes=6))


def test_survey_of_the_evening_waits_for_the_morning(counter: Counter):
    counter.now += timedelta(hours=10)
    solve(counter)

    assert not asked(counter.wait(hours=10))
    assert asked(counter.wait(hours=4))


def test_closed_conversation_is_asked_about_at_once_and_once(counter: Counter):
    assert asked(closed(counter))
    counter.press("5 很满意")
    counter.say("师傅很专业")
    assert ratings(counter) == [(5, "师傅很专业")]
    assert tasks_in(counter.store, counter.chat) == ()
    counter.say("转人工")
    li = counter.colleague("小王")
    counter.do("claim", li)
    counter.read()
    counter.do("close", li)

    assert not asked(counter.read())


def test_low_score_goes_to_the_manager_the_same_day(counter: Counter):
    closed(counter)
    counter.press("1 很不满意")
    (task,) = tasks_in(counter.store, counter.chat)
    assert (task.kind, task.role, task.title) == (
        "survey",
        "manager",
        "王先生打了 1 分，请联系客户问清楚",
    )
    assert f"{task.due_at:%d %H:%M}" == "23 10:00"
    said = counter.say("等了三天没人管")

    assert "经理" in said[-1]
    assert ratings(counter) == [(1, "等了三天没人管")]
    assert ("notice", "王先生打了 1 分，说：等了三天没人管") in counter.inside
    assert len(tasks_in(counter.store, counter.chat)) == 1


def test_score_may_be_said_in_words(counter: Counter):
    closed(counter)
    counter.say("不太满意")
    counter.press("先跳过")

    assert ratings(counter) == [(2, "")]


def test_survey_may_be_left_out(counter: Counter):
    closed(counter)
    said = counter.press("先跳过")

    assert said == ["好，不打扰您了。有事随时找我。"]
    assert ratings(counter) == []


def test_nobody_is_nudged_for_the_survey(counter: Counter):
    closed(counter)

    assert counter.wait(hours=30) == []
    assert counter.view.state.frames == ()


def test_new_trouble_drops_the_survey(counter: Counter):
    closed(counter)
    counter.say("刹车异响")

    assert [frame.script for frame in counter.view.state.frames if frame.script == "survey"] == []


def test_danger_is_never_followed_by_a_survey(counter: Counter):
    counter.say("充电器冒烟了")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "人没事就好")
    counter.read()
    counter.do("close", li)

    assert not asked(counter.read())
    assert not asked(counter.wait(hours=30))


@pytest.mark.parametrize(
    ("later", "until", "told"),
    [
        ({}, "11-23 18:00", "今天下班前"),
        ({"hours": 2, "minutes": 20}, "11-23 15:30", "一上班"),
        ({"hours": 10}, "11-24 11:00", "一上班"),
        ({"days": 4, "hours": 10}, "11-28 11:00", "一上班"),
        ({"days": 38, "hours": 10}, "01-02 11:00", "一上班"),
    ],
    ids=[
        "by day",
        "at lunch",
        "at eight in the evening",
        "on a friday evening",
        "before a holiday",
    ],
)
def test_low_score_is_looked_at_when_the_customer_is_told(counter: Counter, later, until, told):
    counter.now += timedelta(**later)
    closed(counter)
    counter.press("1 很不满意")
    heard = counter.press("先跳过")

    (task,) = (one for one in tasks_in(counter.store, counter.chat) if one.kind == "survey")
    assert f"{task.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" == until
    assert any(told in line for line in heard)
