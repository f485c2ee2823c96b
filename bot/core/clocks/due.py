"""Timers of clocks and tasks that came due, and what colleagues do about tasks."""

from datetime import datetime, timedelta

from bot.core.book import Book
from bot.core.clocks.climbing import breach_of, climb_on, remind_of, warn_of, warning_id
from bot.core.clocks.follow import CHECK
from bot.core.clocks.sla import next_look
from bot.core.clocks.subject import clocks_for
from bot.core.clocks.survey import SURVEY_TIMER, survey_due
from bot.core.clocks.task import Task, deadline
from bot.core.effects import CloseTask, Effect, MoveTask, Note, OpenTask, SetTimer
from bot.core.events import Event, TaskActed
from bot.core.staff import STAFF_ROLES
from bot.core.state import State
from bot.core.turn import Records, Turn

TIMERS = ("sla:", "task:")
"""How the names of the timers of this part begin."""

_REMIND = timedelta(minutes=15)


def came_due(book: Book, state: State, event: Event, name: str, records: Records) -> Turn:
    """Warn, escalate, remind or ask how it went, whatever the timer was for."""
    if name == CHECK:
        return _look(book, state, event, records)
    if name == SURVEY_TIMER:
        return survey_due(book, state, event, records)
    pack = book.pack(state.pack)
    id_ = name.split(":")[1]
    task = records.task(id_)
    if task is None or task.state != "open":
        return Turn(state, ())
    if name == deadline(id_):
        first = _first(task, records)
        return Turn(state, climb_on(pack, task, event.at, first=first))
    return Turn(state, (remind_of(pack, task, event.at),))


def _first(task: Task, records: Records) -> Task:
    """Return the task a chain of late ones climbed from."""
    parent = records.task(task.parent) if task.parent else None
    return task if parent is None else _first(parent, records)


def _look(book: Book, state: State, event: Event, records: Records) -> Turn:
    pack = book.pack(state.pack)
    dealer = records.dealer_of(event.conversation)
    clocks = clocks_for(
        pack,
        state,
        records.marks_of(event.conversation),
        conversation=event.conversation,
        now=event.at,
        dealer=dealer.id if dealer is not None else "",
    )
    effects: list[Effect] = []
    for clock in clocks.open:
        if clock.state == "paused" or event.at < clock.warn_at:
            continue
        broken = event.at >= clock.due_at
        make = breach_of if broken else warn_of
        task = make(pack, state, clock, conversation=event.conversation, now=event.at)
        if records.task(task.id) is not None:
            continue
        effects.append(OpenTask(task))
        if broken:
            warning = warning_id(event.conversation, clock)
            effects += (
                Note(kind="notice", text=task.title),
                CloseTask(id=warning, by="system", state="cancelled"),
            )
        else:
            effects.append(remind_of(pack, task, event.at))
    look = next_look(clocks, event.at)
    if look is not None:
        effects.append(SetTimer(CHECK, look))
    return Turn(state, tuple(effects))


def task_did(state: State, event: Event, what: TaskActed, records: Records) -> Turn:
    """Carry out what a colleague does about an open task; nothing when it is not open any more."""
    task = records.task(what.task)
    if task is None or task.state != "open" or task.conversation != event.conversation:
        return Turn(state, ())
    by = event.sender.id
    match what.action:
        case "done" | "arrived":
            effect: Effect = CloseTask(id=task.id, by=by, note=what.note)
        case "cancel":
            effect = CloseTask(id=task.id, by=by, state="cancelled", note=what.note)
        case "take" if _is_in_hand(task.assignee, by, event.at, records):
            return Turn(state, ())
        case "take":
            effect = MoveTask(id=task.id, assignee=by, due_at=task.due_at, remind_at=task.remind_at)
        case "give":
            assignee, role = ("", what.to) if what.to in STAFF_ROLES else (what.to, "")
            effect = MoveTask(
                id=task.id,
                assignee=assignee,
                due_at=task.due_at,
                remind_at=task.remind_at,
                role=role,
            )
        case "later":
            due = what.due_at or task.due_at
            remind = due - _REMIND if due is not None else None
            effect = MoveTask(
                id=task.id,
                assignee=task.assignee,
                due_at=due,
                remind_at=remind if remind is not None and remind > event.at else None,
            )
    note = (Note(kind="note", text=what.note, author=f"staff:{by}"),) if what.note else ()
    return Turn(state, (effect, *note))


def _is_in_hand(assignee: str, by: str, now: datetime, records: Records) -> bool:
    """Whether somebody else has it and is there; a manager takes it all the same."""
    holder, taker = records.staff(assignee) if assignee else None, records.staff(by)
    if holder is None or holder.id == by or not holder.active or holder.is_away(now):
        return False
    return taker is None or not taker.manages
