from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.clocks import clocks_of, clocks_of_many, look_again, years_to_write
from bot.desk.dealers import Profile, add_dealer
from bot.desk.queue import queue_list
from bot.desk.tasks import act_on_task, arrive, open_tasks, overdue, tasks_in
from bot.store.dealers import join_dealer
from tests.core.engine.conversation import MONDAY_TEN
from tests.desk.counter import Counter

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHORT = {
    "calendar": "always",
    "first_response": {"within": "5m", "owner": "agent", "escalate_to": "manager"},
}


def clocks(counter: Counter):
    """Kind, state and due time of every clock of the conversation."""
    found = clocks_of(counter.store, counter.desk.books(), counter.chat, now=counter.now)
    return [(c.kind, c.state, f"{c.due_at.astimezone(SHANGHAI):%d %H:%M}") for c in found.clocks]


def owed(counter: Counter):
    """Kind, role and title of every open task of the conversation."""
    return [(t.kind, t.role, t.title) for t in tasks_in(counter.store, counter.chat)]


def test_conversation_with_the_bot_runs_no_clock(counter: Counter):
    counter.say("充电器灯不亮")

    assert clocks(counter) == []


def test_wish_for_a_person_runs_until_one_answers(counter: Counter):
    counter.say("转人工")
    assert [kind for kind, state, _ in clocks(counter) if state == "running"] == [
        "first_response",
        "resolution",
    ]
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好，我看看")

    assert [(kind, state) for kind, state, _ in clocks(counter)] == [
        ("first_response", "met"),
        ("resolution", "paused"),
    ]


def test_question_of_the_customer_runs_the_next_clock(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好，我看看")
    counter.say("那我什么时候能拿到")

    assert clocks(counter)[-1][:2] == ("next_response", "running")
    counter.do("close", li)
    assert {state for _, state, _ in clocks(counter)} == {"met"}


def test_silence_warns_then_climbs_from_role_to_role(counter: Counter):
    counter.say("转人工")

    counter.wait(minutes=21)
    assert owed(counter) == [("escalation", "agent", "还没人答复：王先生")]
    counter.wait(minutes=10)
    assert owed(counter) == [
        ("escalation", "manager", "超时：王先生没人答复，本该在 11 月 23 日上午 10 点半前")
    ]
    counter.wait(hours=4)
    assert [role for _, role, _ in owed(counter)] == ["manager", "gm"]
    assert [task.role for task in overdue(counter.store, now=counter.now)] == ["manager"]


def test_answer_settles_what_climbed(counter: Counter):
    counter.say("转人工")
    counter.wait(hours=4)
    assert owed(counter)
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "抱歉让您久等了")

    assert owed(counter) == []


def test_warning_is_noted_for_colleagues_and_not_for_the_customer(counter: Counter):
    counter.say("转人工")
    counter.press("先跳过")

    assert counter.wait(minutes=40) == []
    assert [text for kind, text in counter.inside if kind == "notice"] == [
        "快到时间了：还没人答复：王先生（今天上午 10 点半）",
        "超时：王先生没人答复，本该在 11 月 23 日上午 10 点半前",
    ]


def test_danger_runs_on_its_own_sheet_at_any_hour(counter: Counter):
    counter.say("充电器冒烟了")
    found = clocks_of(counter.store, counter.desk.books(), counter.chat, now=counter.now)

    assert found.sheet == "danger"
    first = found.clocks[0]
    assert first.due_at - first.started_at == timedelta(minutes=10)


def test_promise_is_a_task_that_reminds_and_climbs(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "我查一下，下午三点前给您回电话")

    (task,) = open_tasks(counter.store, ("agent",), li)
    assert (task.kind, task.assignee, task.title) == (
        "promise",
        li.id,
        "我查一下，下午三点前给您回电话",
    )
    assert f"{task.due_at.astimezone(SHANGHAI):%d %H:%M}" == "23 15:00"
    counter.wait(hours=5)
    assert any(text.startswith("快到时间了") for _, text in counter.inside)
    assert [t.role for t in tasks_in(counter.store, counter.chat) if t.parent == task.id] == [
        "manager"
    ]


def test_promise_kept_is_settled_by_who_gave_it(counter: Counter):
    counter.say("转人工")
    li, wang = counter.colleague("小李"), counter.colleague("小王")
    counter.do("claim", li)
    counter.do("say", li, "下午三点前给您回电话")
    (task,) = open_tasks(counter.store, ("agent",), li)

    assert not act_on_task(counter.desk, wang, task.id, "done", at=counter.now)
    assert act_on_task(counter.desk, li, task.id, "done", at=counter.now, note="打过了，约周三")
    assert not act_on_task(counter.desk, li, task.id, "done", at=counter.now)
    assert tasks_in(counter.store, counter.chat) == ()
    assert ("note", "打过了，约周三") in counter.inside


def test_manager_takes_or_puts_off_anybodys_task(counter: Counter):
    counter.say("转人工")
    li, boss = counter.colleague("小李"), counter.colleague("老周", "manager")
    counter.do("claim", li)
    counter.do("say", li, "下午三点前给您回电话")
    (task,) = open_tasks(counter.store, ("agent",), li)
    later = task.due_at + timedelta(hours=2)

    assert act_on_task(counter.desk, boss, task.id, "later", at=counter.now, due_at=later)
    assert act_on_task(counter.desk, boss, task.id, "take", at=counter.now)
    (taken,) = tasks_in(counter.store, counter.chat)
    assert (taken.assignee, taken.due_at) == (boss.id, later)
    assert open_tasks(counter.store, ("agent",), li) == ()
    counter.wait(hours=6)
    assert len(tasks_in(counter.store, counter.chat)) == 1


def test_clocks_of_a_list_are_what_each_still_owes(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好，我看看")
    book = counter.desk.books()
    one = clocks_of(counter.store, book, counter.chat, now=counter.now)

    found = clocks_of_many(counter.store, book, [counter.chat, "web:9"], now=counter.now)
    assert [clock.kind for clock in one.clocks] == ["first_response", "resolution"]
    assert found[counter.chat].clocks == one.open
    assert clocks_of(counter.store, book, "web:9", now=counter.now).clocks == ()


def test_sheet_of_a_dealership_counts_in_the_list_too(counter: Counter, book, monkeypatch):
    counter.say("转人工")
    dealer = add_dealer(counter.store, Profile(name="顺达车行"), now=counter.now)
    with counter.store.write() as tx:
        join_dealer(
            tx,
            tenant=counter.store.tenant,
            dealer=dealer.id,
            conversation=counter.chat,
            name="小刘",
            right="submit",
            now=counter.now,
        )
    sheets = [
        {"id": "theirs", "when": {"customer": [dealer.id]}, **SHORT},
        *book.pack("ebike").policies["sla"]["sheets"],
    ]
    monkeypatch.setitem(book.pack("ebike").policies["sla"], "sheets", sheets)
    book.pack("ebike").__dict__.pop("sla_sheets", None)
    one = clocks_of(counter.store, book, counter.chat, now=counter.now)
    many = clocks_of_many(counter.store, book, [counter.chat], now=counter.now)[counter.chat]
    (row,) = queue_list(counter.store, book, counter.colleague("小李"), now=counter.now)
    book.pack("ebike").__dict__.pop("sla_sheets", None)

    assert (one.sheet, many.sheet) == ("theirs", "theirs")
    assert many.clocks == one.open
    assert row.clock is not None
    assert row.clock.due_at - row.clock.started_at == timedelta(minutes=5)


def test_what_is_owed_at_any_hour_climbs_at_night(store, book):
    night = Counter(store, book, now=MONDAY_TEN + timedelta(hours=12))
    night.say("充电器冒烟了")
    night.wait(minutes=11)
    assert "manager" in [role for _, role, _ in owed(night)]
    night.wait(hours=2, minutes=1)

    assert "gm" in [role for _, role, _ in owed(night)]


def test_clock_of_24_hours_stands_still_while_the_customer_is_awaited(counter: Counter):
    counter.say("转人工")
    li = counter.colleague("小李")
    counter.do("claim", li)
    counter.do("say", li, "您好，方便拍张铭牌的照片吗？")
    counter.wait(hours=30)
    assert owed(counter) == []
    counter.say("拍好了，在家里")

    resolution = next(one for one in clocks(counter) if one[0] == "resolution")
    assert resolution == ("resolution", "running", "25 16:00")


@pytest.fixture
def agreed(book, monkeypatch):
    """Put one sheet in the place of all others."""

    def agree(**sheet):
        monkeypatch.setitem(book.pack("ebike").policies["sla"], "sheets", [{"when": {}, **sheet}])
        book.pack("ebike").__dict__.pop("sla_sheets", None)

    yield agree
    monkeypatch.undo()
    book.pack("ebike").__dict__.pop("sla_sheets", None)


def test_changed_rule_is_looked_at_after_a_restart(counter: Counter, agreed):
    counter.say("转人工")
    strict = {"within": "5m", "owner": "agent", "escalate_to": "manager"}
    agreed(id="strict", calendar="always", first_response=strict)
    counter.now += timedelta(minutes=6)

    assert look_again(counter.store, now=counter.now) == 1
    counter.wait(minutes=1)
    assert [role for _, role, _ in owed(counter)] == ["manager"]


def test_contract_sends_somebody_at_once_and_owes_a_replacement(counter: Counter, agreed):
    owner = {"owner": "tech", "escalate_to": "manager"}
    agreed(
        id="contract",
        calendar="always",
        from_case=True,
        on_site={"within": "2h", "warn": "30m", **owner},
        resolution={"within": "4h", "otherwise": "replacement", **owner},
    )
    counter.say("转人工")
    (task,) = tasks_in(counter.store, counter.chat)
    assert (task.role, task.title, task.due_at) == (
        "tech",
        "等人到现场：王先生",
        counter.now + timedelta(hours=2),
    )
    counter.wait(hours=1)
    tech = counter.colleague("小陈", "tech")
    act_on_task(counter.desk, tech, task.id, "done", at=counter.now)
    assert clocks(counter)[0][:2] == ("on_site", "met")
    counter.wait(hours=4)

    assert [title for _, _, title in owed(counter)] == [
        "超时：王先生的事没办完，本该在 11 月 23 日下午 2 点前；按约定免费换新"
    ]


def test_arrival_is_noted_without_a_task(counter: Counter):
    counter.say("转人工")
    arrive(counter.desk, counter.colleague("小李"), counter.chat, at=counter.now)

    assert clocks(counter)[0][:2] == ("first_response", "met")


def test_years_without_holidays_are_named(counter: Counter, book):
    assert years_to_write(book, now=counter.now) == {"ebike": (2027,)}
