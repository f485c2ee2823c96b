"""An owner leaves the customer without a word: they are warned, then somebody else may come (R4, R8)."""

from datetime import datetime

from bot.core.book import Book
from bot.core.calendar import after
from bot.core.clocks.task import Task
from bot.core.clocks.wording import customer_name, staff_line
from bot.core.effects import Note, OpenTask
from bot.core.engine.talk import Talk
from bot.core.events import Event, TimerFired
from bot.core.state import State, Stretch
from bot.core.takeover.leaving import to_queue
from bot.core.takeover.stretch import WARNING, is_owned, mark
from bot.core.takeover.waiting import silence_span, warning_id
from bot.core.turn import Records, Turn


def came_due(book: Book, state: State, event: Event, records: Records) -> Turn:
    """The owner left the customer without a word for long: they are warned, then somebody else may come."""
    talk = Talk(book, state, event, records)
    stretch = state.stretch
    if not is_owned(state) or stretch is None or stretch.waiting_since is None:
        return Turn(state, ())
    if isinstance(event.what, TimerFired) and event.what.name.startswith(WARNING):
        _warn(talk, stretch, stretch.waiting_since)
        return talk.turn()
    mark(talk, "back_in_queue", stretch.name, author="bot")
    to_queue(talk, "takeover.back_in_queue")
    return talk.turn()


def _warn(talk: Talk, stretch: Stretch, since: datetime) -> None:
    """Tell the owner, while there is still time, that the conversation will go to somebody else."""
    due = after(talk.pack.brand.hours.calendar, since, silence_span(talk.pack))
    line = staff_line(
        talk.pack,
        "task.silent",
        now=talk.now,
        colleague=stretch.name,
        who=customer_name(talk.state.name, talk.event.conversation),
        due=due,
    )
    talk.effects.append(Note(kind="notice", text=line))
    task = Task(
        id=warning_id(talk, stretch),
        kind="escalation",
        title=line,
        conversation=talk.event.conversation,
        case=talk.state.case or "",
        role="agent",
        assignee=stretch.staff,
        opened_at=talk.now,
        due_at=due,
    )
    if talk.records.task(task.id) is None:
        talk.effects.append(OpenTask(task))
