"""Warnings before a time is up, and a task for the next role up when it is (R4, R8)."""

from dataclasses import replace
from datetime import datetime

from bot.core.book import Pack
from bot.core.calendar import after
from bot.core.clocks.sheet import chain_of, next_role_up
from bot.core.clocks.sla import Clock
from bot.core.clocks.task import Task, task_id
from bot.core.clocks.wording import customer_name, staff_line
from bot.core.effects import CloseTask, Effect, Note, OpenTask
from bot.core.spans import Span, parse_span
from bot.core.state import STAFF, State

_AGAIN = Span(2, "wh")


def climb_on(pack: Pack, task: Task, now: datetime, *, first: Task) -> tuple[Effect, ...]:
    """Return what follows when a task is late: the role above gets one, and climbs on in its turn.

    `first` is what the chain of late ones began with, which the line is about. A warning that a
    clock ran out says already that something is late.
    """
    if not task.escalate_to:
        return ()
    due = after(pack.brand.hours.calendar, now, _again(pack))
    line = first.title
    if first.kind != "escalation":
        line = staff_line(pack, "task.late", now=now, title=first.title, due=first.due_at)
    above = Task(
        id=task_id("late", task.id, task.due_at.isoformat() if task.due_at else ""),
        kind="escalation",
        title=line,
        conversation=task.conversation,
        case=task.case,
        role=task.escalate_to,
        opened_at=now,
        due_at=due,
        escalate_to=next_role_up(chain_of(pack.policies.get("sla", {})), task.escalate_to),
        parent=task.id,
    )
    return OpenTask(above), Note(kind="notice", text=line)


def remind_of(pack: Pack, task: Task, now: datetime) -> Effect:
    """Return the line that reminds of a task before it is due."""
    line = staff_line(pack, "task.remind", now=now, title=task.title, due=task.due_at)
    return Note(kind="notice", text=line)


def warn_of(pack: Pack, state: State, clock: Clock, *, conversation: str, now: datetime) -> Task:
    """Return the task of whoever owes an answer, while there is still time."""
    owner = state.owner.removeprefix(STAFF) if state.owner.startswith(STAFF) else ""
    return Task(
        id=warning_id(conversation, clock),
        kind="escalation",
        title=staff_line(
            pack,
            "task.warn",
            now=now,
            clock=clock.kind,
            who=customer_name(state.name, conversation),
        ),
        conversation=conversation,
        case=state.case or "",
        role=clock.target.role,
        assignee=owner,
        opened_at=now,
        due_at=clock.due_at,
    )


def breach_of(pack: Pack, state: State, clock: Clock, *, conversation: str, now: datetime) -> Task:
    """Return the task of the role above, because a clock ran out.

    What is owed at any hour climbs on at any hour, too.
    """
    role = clock.target.escalate_to
    working = pack.brand.hours.calendar
    calendar = replace(working, always=True) if clock.always else working
    return Task(
        id=breach_id(conversation, clock),
        kind="escalation",
        title=staff_line(
            pack,
            "task.broken",
            now=now,
            clock=clock.kind,
            who=customer_name(state.name, conversation),
            due=clock.due_at,
            otherwise=clock.target.otherwise,
        ),
        conversation=conversation,
        case=state.case or "",
        role=role,
        opened_at=now,
        due_at=after(calendar, now, _again(pack)),
        escalate_to=next_role_up(chain_of(pack.policies.get("sla", {})), role),
    )


def settled(conversation: str, clock: Clock, by: str) -> tuple[Effect, ...]:
    """Return what ends the tasks of a clock that is met."""
    ids = (warning_id(conversation, clock), breach_id(conversation, clock))
    return tuple(CloseTask(id=id_, by=by) for id_ in ids)


def warning_id(conversation: str, clock: Clock) -> str:
    """Return the id of the task that warns of a clock."""
    return task_id("sla", "warn", conversation, clock.kind, clock.started_at.isoformat())


def breach_id(conversation: str, clock: Clock) -> str:
    """Return the id of the task that says a clock ran out."""
    return task_id("sla", "broken", conversation, clock.kind, clock.started_at.isoformat())


def _again(pack: Pack) -> Span:
    return parse_span(str(pack.policies.get("sla", {}).get("again", ""))) or _AGAIN
