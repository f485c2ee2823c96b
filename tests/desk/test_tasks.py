from datetime import timedelta

from bot.core.clocks.task import Task
from bot.desk.accounts import close_account, set_away
from bot.desk.tasks import (
    TaskMoved,
    TaskRefused,
    move_task,
    open_tasks,
    take_task,
    takers,
    tasks_in,
)
from tests.desk.counter import Counter


def promised(counter: Counter, member) -> Task:
    """Let a colleague take the customer and promise a call."""
    counter.say("转人工")
    counter.do("claim", member)
    counter.do("say", member, "明天下午三点前给您回电")
    (task,) = (one for one in tasks_in(counter.store, counter.chat) if one.kind == "promise")
    return task


def owed(counter: Counter, member) -> list[str]:
    """Titles of what a colleague owes now."""
    found = open_tasks(counter.store, member.roles, member, now=counter.now)
    return [task.title for task in found if task.kind == "promise"]


def give(counter: Counter, member, task: Task, to: str) -> TaskMoved | TaskRefused:
    counter.tick()
    return move_task(counter.desk, member, task.id, to=to, at=counter.now)


def test_task_of_who_is_away_is_the_delegates(counter: Counter):
    li, wang, zhao = (counter.colleague(name) for name in ("小李", "小王", "小赵"))
    task = promised(counter, li)

    until = counter.now + timedelta(days=2)
    set_away(counter.store, li.login, until=until, delegate=wang.login)

    assert [owed(counter, one) for one in (li, wang, zhao)] == [[task.title], [task.title], []]
    assert isinstance(take_task(counter.desk, wang, task.id, at=counter.now), TaskMoved)


def test_task_is_the_roles_when_nobody_stands_in(counter: Counter):
    li, wang = counter.colleague("小李"), counter.colleague("小王")
    task = promised(counter, li)
    close_account(counter.store, li.login)

    assert owed(counter, wang) == [task.title]


def test_delegate_away_too_passes_it_on(counter: Counter):
    li, wang, zhao = (counter.colleague(name) for name in ("小李", "小王", "小赵"))
    task = promised(counter, li)
    until = counter.now + timedelta(days=2)
    set_away(counter.store, li.login, until=until, delegate=wang.login)
    set_away(counter.store, wang.login, until=until, delegate=zhao.login)

    assert [owed(counter, one) for one in (wang, zhao)] == [[], [task.title]]


def test_task_is_given_to_a_colleague_and_to_a_role(counter: Counter):
    li, wang, tech = (
        counter.colleague("小李"),
        counter.colleague("小王"),
        counter.colleague("老陈", "tech"),
    )
    task = promised(counter, li)

    moved = give(counter, li, task, wang.id)
    assert isinstance(moved, TaskMoved)
    assert (moved.task.assignee, moved.task.due_at) == (wang.id, task.due_at)
    moved = give(counter, wang, task, "tech")
    assert isinstance(moved, TaskMoved)
    assert (moved.task.assignee, moved.task.role) == ("", "tech")
    assert owed(counter, tech) == [task.title]


def test_task_in_hand_is_not_taken_but_by_a_manager(counter: Counter):
    li, wang, boss = (
        counter.colleague("小李"),
        counter.colleague("小王"),
        counter.colleague("王经理", "manager"),
    )
    task = promised(counter, li)

    refused = take_task(counter.desk, wang, task.id, at=counter.now)
    assert isinstance(refused, TaskRefused)
    assert (refused.reason, refused.message) == (
        "not_yours",
        "这件事在别的同事手上，要请对方或者经理转给您。",
    )
    assert isinstance(take_task(counter.desk, boss, task.id, at=counter.now), TaskMoved)


def test_step_of_a_case_stays_within_its_role(counter: Counter):
    boss = counter.colleague("王经理", "manager")
    li, tech = counter.colleague("小李"), counter.colleague("老陈", "tech")
    counter.say("转人工")
    counter.do("claim", li)
    counter.do("open_case", li, procedure="repair")
    (task,) = (one for one in tasks_in(counter.store, counter.chat) if one.kind == "stage")
    assert task.role == "agent"

    refused = give(counter, boss, task, tech.id)
    assert isinstance(refused, TaskRefused)
    assert refused.reason == "not_their_work"
    assert [
        one.name
        for one in takers(counter.store, counter.desk.books(), task, now=counter.now).people
    ] == ["小李"]
    assert isinstance(give(counter, boss, task, li.id), TaskMoved)


def test_late_task_given_away_alarms_nobody_again(counter: Counter):
    li, wang = counter.colleague("小李"), counter.colleague("小王")
    task = promised(counter, li)
    counter.wait(days=2)
    alarms = [text for kind, text in counter.inside if kind == "notice"]

    give(counter, li, task, wang.id)
    counter.wait(minutes=1)

    assert [text for kind, text in counter.inside if kind == "notice"] == alarms
