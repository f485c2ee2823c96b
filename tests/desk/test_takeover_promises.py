"""The customer never holds two promises about the same: what colleagues say later counts."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.clocks.task import Task
from bot.desk import views
from bot.desk.tasks import open_tasks, tasks_in
from tests.desk.counter import Counter

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def li(counter: Counter):
    """A colleague who has the conversation."""
    counter.say("转人工")
    member = counter.colleague("小李")
    counter.do("claim", member)
    return member


def held(counter: Counter) -> list[tuple[str, str]]:
    """What is promised and until when."""
    tasks = [task for task in tasks_in(counter.store, counter.chat) if task.kind == "promise"]
    return [(task.title, until(task)) for task in tasks]


def until(task: Task) -> str:
    assert task.due_at is not None
    return f"{task.due_at.astimezone(SHANGHAI):%d %H:%M}"


def line(counter: Counter, text: str) -> int:
    """Number of the line of the transcript that says something."""
    return next(
        one.seq for one in views.transcript(counter.store, counter.chat) if one.text == text
    )


def test_another_time_replaces_the_first(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电")
    counter.do("say", li, "改成后天上午给您回电")

    assert held(counter) == [("改成后天上午给您回电", "25 12:00")]


def test_another_time_alone_moves_what_was_promised_last(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电")
    counter.do("say", li, "不好意思，改成后天上午")

    assert held(counter) == [("明天上午给您回电（不好意思，改成后天上午）", "25 12:00")]
    counter.do("say", li, "不用回电了，我直接帮您处理好了")
    assert held(counter) == []


def test_promise_taken_back_is_off_and_colleagues_read_so(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电")
    counter.do("say", li, "不用回电了，我直接帮您处理好了")

    assert held(counter) == []
    assert ("notice", "答应过的改了，不用再办：明天上午给您回电") in counter.inside
    counter.wait(days=2)
    assert not any("到期还没办" in text for _, text in counter.inside)


def test_promise_kept_is_done(counter: Counter, li):
    counter.do("say", li, "今天下班前把配件寄给您")
    counter.do("say", li, "配件已经给您寄出了")

    assert held(counter) == []
    assert ("notice", "答应过的已经办到：今天下班前把配件寄给您") in counter.inside


def test_promises_about_different_things_stand_beside_each_other(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电，后天给您寄出新的充电器")
    counter.do("say", li, "改成明天下午给您回电")

    assert held(counter) == [
        ("改成明天下午给您回电", "24 18:00"),
        ("后天给您寄出新的充电器", "25 18:00"),
    ]


def test_promise_without_a_time_is_due_by_policy_and_never_moves_one_with(counter: Counter, li):
    counter.do("say", li, "我跟厂里核实一下，再给您回电")
    assert held(counter) == [("我跟厂里核实一下，再给您回电", "23 15:30")]
    counter.do("say", li, "明天上午给您回电")
    counter.do("say", li, "您放心，我会给您回电的")

    assert held(counter) == [("明天上午给您回电", "24 12:00")]


def test_changed_message_moves_its_promise(counter: Counter, li):
    counter.do("say", li, "后天下午三点给您打电话")
    seq = line(counter, "后天下午三点给您打电话")
    counter.do("edit", li, seq, "明天下午三点给您打电话")

    assert held(counter) == [("明天下午三点给您打电话", "24 15:00")]
    counter.do("edit", li, seq, "您先试试换个插座")
    assert held(counter) == []


def test_message_taken_back_gives_the_promise_before_its_time_again(counter: Counter, li):
    counter.do("say", li, "明天上午给您回电")
    counter.do("say", li, "改成后天上午给您回电")
    counter.do("delete", li, line(counter, "改成后天上午给您回电"))
    assert held(counter) == [("明天上午给您回电", "24 12:00")]

    counter.do("delete", li, line(counter, "明天上午给您回电"))
    assert held(counter) == []


def test_promise_of_a_colleague_who_left_is_the_next_ones(counter: Counter, li):
    wang = counter.colleague("小王")
    counter.do("say", li, "明天上午给您回电")
    counter.do("transfer", li, to=wang.id)
    counter.do("say", wang, "改到后天上午给您回电")

    (task,) = open_tasks(counter.store, (), wang)
    assert (task.assignee, until(task)) == (wang.id, "25 12:00")


def test_promise_moved_after_it_was_late_climbs_again(counter: Counter, li):
    counter.do("say", li, "今天下午三点前给您回电")
    counter.wait(hours=6)
    assert any(task.parent for task in tasks_in(counter.store, counter.chat))
    counter.do("say", li, "改成明天上午给您回电")
    assert not any(task.parent for task in tasks_in(counter.store, counter.chat))

    counter.now += timedelta(hours=1)
    counter.wait(days=1)
    assert any(task.parent for task in tasks_in(counter.store, counter.chat))


def test_any_words_given_with_a_hand_back_are_a_promise(counter: Counter, li):
    counter.do("hand_back", li, promised="新充电器走顺丰")

    assert held(counter) == [("新充电器走顺丰", "23 15:30")]
