"""R15: written up in 1 h, decided in 24 h (48 h when unreachable), then 4 h, 4 h, 8 h, and back the same day."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.cases import Acted
from bot.desk.cases.acting import act
from bot.desk.tasks import act_on_task, tasks_in, tasks_of_case
from tests.desk.counter import Counter

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHEET = {
    "way": "chat",
    "kind": "attitude",
    "happened_at": "2026-11-23",
    "place": "一号店",
    "people": "前台",
    "summary": "等了两个小时没人管",
}
DECISION = {
    "course": "当班缺人",
    "fault": "company",
    "decision": "道歉，返工免费",
    "answer": "接受",
}


@pytest.fixture
def desk(counter: Counter):
    """A complaint just taken by an agent, and who works on it."""
    counter.say("转人工")
    people = {
        "agent": counter.colleague("小李"),
        "manager": counter.colleague("老周", "manager"),
        "gm": counter.colleague("王总", "gm"),
    }
    counter.do("claim", people["agent"])
    counter.do("open_case", people["agent"], procedure="complaint", said="等了两个小时没人管")
    return counter, people, counter.view.state.case


def move(desk, role, action, **values):
    counter, people, number = desk
    counter.tick()
    done = act(counter.desk, people[role], number, action, values, at=counter.now)
    assert isinstance(done, Acted), done


def owed(desk):
    """Role, and time left, of what the case's stage wants."""
    counter, _, number = desk
    stage = [
        task
        for task in tasks_of_case(counter.store, number)
        if task.kind == "stage" and task.state == "open"
    ]
    return [(task.role, task.due_at - task.opened_at) for task in stage]


def test_every_stage_has_the_time_the_source_gives_it(desk):
    assert owed(desk) == [("agent", timedelta(hours=1))]
    move(desk, "agent", "file", **SHEET)
    assert owed(desk) == [("agent", timedelta(hours=24))]
    move(desk, "agent", "decide", **DECISION)
    assert owed(desk) == [("manager", timedelta(hours=4))]
    move(desk, "manager", "pass")
    assert owed(desk) == [("gm", timedelta(hours=4))]
    move(desk, "gm", "approve")
    assert owed(desk) == [("manager", timedelta(hours=8))]
    move(desk, "manager", "enforced", result="已返工")
    ((role, left),) = owed(desk)
    counter = desk[0]
    assert role == "agent"
    assert f"{(counter.now + left).astimezone(SHANGHAI):%d %H}" == "23 18"
    move(desk, "agent", "close")
    assert owed(desk) == []


def test_customer_who_cannot_be_reached_gives_a_day_more(desk):
    move(desk, "agent", "file", **SHEET)
    begun = desk[0].now
    desk[0].wait(hours=20)
    move(desk, "agent", "unreachable", reason="打了三次")
    ((_, left),) = owed(desk)

    assert timedelta(hours=43) < desk[0].now + left - begun <= timedelta(hours=48)


def test_stage_that_is_late_climbs_and_ends_with_the_move(desk):
    counter, _, number = desk
    counter.wait(minutes=61)
    late = [task for task in tasks_in(counter.store, counter.chat) if task.kind == "escalation"]
    assert [(task.role, task.case) for task in late if task.parent] == [("manager", number)]
    move(desk, "agent", "file", **SHEET)

    left = [task for task in tasks_in(counter.store, counter.chat) if task.parent]
    assert left == []


def test_stage_is_done_by_moving_the_case_and_not_by_ticking(desk):
    counter, people, _ = desk
    (task,) = [one for one in tasks_in(counter.store, counter.chat) if one.kind == "stage"]

    assert not act_on_task(counter.desk, people["agent"], task.id, "done", at=counter.now)
    assert act_on_task(counter.desk, people["agent"], task.id, "take", at=counter.now)


def test_closed_complaint_is_asked_about_once_the_chat_is_free(desk):
    counter, people, _ = desk
    counter.do("hand_back", people["agent"])
    move(desk, "agent", "file", **SHEET)
    move(desk, "agent", "decide", **DECISION)
    move(desk, "manager", "pass")
    move(desk, "gm", "approve")
    move(desk, "manager", "enforced", result="已返工")
    move(desk, "agent", "close")
    counter.read()

    assert any("5 分是很满意" in line for line in counter.wait(minutes=61))
