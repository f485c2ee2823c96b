"""A task and what can be done about it: done, taken, given to a colleague or a role, put off with a reason."""

from dataclasses import replace

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.case_card import case_button
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.state import Asking
from bot.core.clocks.promises import announced_in
from bot.core.clocks.task import Task
from bot.core.effects import Button
from bot.desk.accounts import find_staff
from bot.desk.tasks import (
    TaskMoved,
    TaskRefused,
    act_on_task,
    ends_by_its_case,
    find_task,
    may_act_on,
    move_task,
    take_task,
    takers,
)
from bot.desk.titles import title_in

SHOW, DONE, TAKE, GIVE, LATER = "tk", "td", "tt", "tg", "tl"
"""What the buttons begin with; behind the colon stands the task, and whom it is given to."""

_PEOPLE = 12


def show(asked: Asked, id_: str) -> Answered:
    """Show a task with what this person can do about it."""
    task = _open_task(asked, id_)
    if task is None:
        return asked.say("staff.task_gone")
    text = asked.words(
        "staff.task_card",
        title=title_of(asked, task),
        due=task.due_at,
        overdue=task.is_overdue(asked.at),
        owner=_holder(asked, task),
    )
    return asked.done(Reply(text=text, buttons=_ways(asked, task)))


def take(asked: Asked, id_: str) -> Answered:
    """Take a task that nobody has."""
    result = take_task(asked.desk, asked.member, id_, at=asked.at, key=asked.key)
    return _told(asked, result, "staff.task_taken")


def give(asked: Asked, rest: str) -> Answered:
    """Give a task to a colleague or a role; without one, offer those who may have it."""
    id_, _, to = rest.partition(":")
    if to:
        result = move_task(asked.desk, asked.member, id_, to=to, at=asked.at, key=asked.key)
        return _told(asked, result, "staff.task_given")
    task = _open_task(asked, id_)
    if task is None:
        return asked.say("staff.task_gone")
    found = takers(asked.desk.store, asked.desk.books(), task, now=asked.at)
    people = (one for one in found.people[:_PEOPLE] if one.id != asked.member.id)
    buttons = [Button(one.name, f"{GIVE}:{id_}:{one.id}") for one in people]
    buttons += [asked.button(f"case.role_{role}", f"{GIVE}:{id_}:{role}") for role in found.roles]
    if not buttons:
        return asked.say("staff.task_nobody")
    title = title_of(asked, task)
    text = asked.words("staff.task_give_ask", title=title)
    return asked.done(Reply(text=text, buttons=rows(tuple(buttons))))


def ask_later(asked: Asked, id_: str) -> Answered:
    """Ask until when, and why."""
    task = _open_task(asked, id_)
    if task is None:
        return asked.say("staff.task_gone")
    asking = Asking(wanted="later", about=id_)
    text = asked.words("staff.task_later_ask", title=title_of(asked, task))
    return asked.done(Reply(text=text), state=replace(asked.state, asking=asking))


def put_off(asked: Asked, id_: str, text: str) -> Answered:
    """Put a task off until the time that is named; the words are kept as the reason."""
    task = _open_task(asked, id_)
    if task is None:
        return asked.say("staff.task_gone")
    pack = asked.desk.books().pack(asked.words.pack.name)
    until = announced_in(pack, text, now=asked.at)
    if until is None or not until.timed:
        again = replace(asked.state, asking=Asking(wanted="later", about=id_))
        return asked.done(Reply(text=asked.words("staff.task_later_when")), state=again)
    put = act_on_task(
        asked.desk,
        asked.member,
        id_,
        "later",
        at=asked.at,
        key=asked.key,
        note=text.strip(),
        due_at=until.due_at,
    )
    if not put:
        return asked.say("staff.task_gone")
    return asked.say("staff.task_later", title=title_of(asked, task), due=until.due_at)


def title_of(asked: Asked, task: Task) -> str:
    """Return what a task is called in the language of who asks."""
    desk = asked.desk
    return title_in(desk.store, desk.books(), task, lang=asked.words.lang, now=asked.at)


def _open_task(asked: Asked, id_: str) -> Task | None:
    task = find_task(asked.desk.store, id_)
    if task is None or task.state != "open":
        return None
    return task if may_act_on(asked.desk.store, task, asked.member, now=asked.at) else None


def _ways(asked: Asked, task: Task) -> tuple[tuple[Button, ...], ...]:
    ways = []
    if not ends_by_its_case(task):
        ways.append(asked.button("staff.button_done", f"{DONE}:{task.id}"))
    if task.assignee != asked.member.id:
        ways.append(asked.button("staff.button_take", f"{TAKE}:{task.id}"))
    ways += [
        asked.button("staff.button_give", f"{GIVE}:{task.id}"),
        asked.button("staff.button_later", f"{LATER}:{task.id}"),
    ]
    if task.case:
        ways.append(case_button(task.case))
    return rows(tuple(ways))


def _holder(asked: Asked, task: Task) -> str:
    found = find_staff(asked.desk.store, task.assignee) if task.assignee else None
    return found.name if found is not None else asked.words.label(f"case.role_{task.role}")


def _told(asked: Asked, result: TaskMoved | TaskRefused, phrase: str) -> Answered:
    if isinstance(result, TaskRefused):
        reply = Reply(text=asked.words(f"task.refused_{result.reason}"))
        return Answered((reply,), asked.state, refused=True)
    task = result.task
    return asked.say(phrase, title=title_of(asked, task), owner=_holder(asked, task))
