"""Entering and leaving a stage: tasks, timers, notices and forms follow from it."""

from datetime import datetime

from bot.core.calendar import after
from bot.core.cases import Carried
from bot.core.clocks.task import Task, task_id
from bot.core.effects import ClearTimer, CloseTask, Effect, OpenTask, SetTimer
from bot.core.procedures.making import Making
from bot.core.procedures.printing import print_form
from bot.core.procedures.procedure import CONTACT_ROLES, Deadline, Duty, Notice, Stage
from bot.core.procedures.scope import holds
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.core.spans import Span

TIMERS = "case:"
"""Names of timers of cases begin so: `case:<number>:due:<visit>`, `case:<number>:nudge<n>:<visit>`."""


def due_name(number: str, visit: int) -> str:
    """Return the name of the timer that fires when a stage is late."""
    return f"{TIMERS}{number}:due:{visit}"


def nudge_name(number: str, visit: int, n: int) -> str:
    """Return the name of the timer that fires when the contact is to be nudged."""
    return f"{TIMERS}{number}:nudge{n}:{visit}"


def deadline_of(m: Making, deadline: Deadline) -> datetime:
    """Return until when something begun now is to be done."""
    return later(m, deadline.within)


def later(m: Making, span: Span) -> datetime:
    """Return the moment a span from now is over, on the company's working calendar."""
    return after(m.pack.brand.hours.calendar, m.at, span)


def enter(m: Making, *, quietly: bool = False) -> None:
    """Open what the stage the case now is in asks for; `quietly` says and prints nothing."""
    stage, number, visit = m.stage, m.case.number, m.case.visit
    if m.case.due_at is not None:
        m.effects.append(SetTimer(due_name(number, visit), m.case.due_at))
    if stage.owner not in CONTACT_ROLES:
        m.effects.append(OpenTask(_stage_task(m, stage)))
    for duty in stage.duties:
        if holds(duty.when, m.scope()):
            m.effects.append(OpenTask(_duty_task(m, duty)))
    for n, nudge in enumerate(stage.nudges):
        m.effects.append(SetTimer(nudge_name(number, visit, n), later(m, nudge.after)))
    if not quietly:
        announce(m, stage.notices)
        for one in stage.prints:
            print_form(m, one)


def leave(m: Making, stage: Stage, *, to: str = "", for_good: bool = False) -> tuple[Carried, ...]:
    """Close what a stage had open, before the case moves on; returns the parallel tasks that go on.

    Those of the stage `to` begin anew when it is entered again. `for_good`: the case is called off.
    """
    number, visit, by = m.case.number, m.case.visit, m.actor.id or m.actor.kind
    if m.case.due_at is not None:
        m.effects.append(ClearTimer(due_name(number, visit)))
    if stage.owner not in CONTACT_ROLES:
        m.effects.append(CloseTask(id=stage_task_id(number, visit), by=by))
    else:
        m.effects.append(CloseTask(id=late_task_id(number, visit), by=by))
    m.effects += (ClearTimer(nudge_name(number, visit, n)) for n in range(len(stage.nudges)))
    opened = tuple(
        duty
        for duty in stage.duties
        # An ended case has none open: opening it again leaves nothing behind.
        if not m.case.ended and duty.id not in m.case.tasks_done and holds(duty.when, m.scope({}))
    )
    # What this very move settles is done, not left.
    still = tuple(duty for duty in opened if holds(duty.when, m.scope()))
    m.effects += (
        CloseTask(id=duty_task_id(number, visit, duty.id), by=by)
        for duty in opened
        if duty not in still
    )
    left = [
        *m.case.carried,
        *(Carried(stage=stage.id, duty=duty.id, visit=visit) for duty in still),
    ]
    blocking = {duty.id for duty in stage.duties if duty.blocking}
    going_on = tuple(
        one
        for one in left
        if not for_good
        and one.stage != to
        and not (one.stage == stage.id and one.visit == visit and one.duty in blocking)
    )
    m.effects += (
        CloseTask(id=duty_task_id(number, one.visit, one.duty), by=by, state="cancelled")
        for one in left
        if one not in going_on
    )
    return going_on


def open_duties(m: Making) -> tuple[Duty, ...]:
    """Return the parallel tasks of the stage that are not done."""
    variables = m.scope({})
    return tuple(
        duty
        for duty in m.stage.duties
        if duty.id not in m.case.tasks_done and holds(duty.when, variables)
    )


def open_new_duties(m: Making, before: tuple[Duty, ...]) -> None:
    """Open the parallel tasks that have become due within the stage, such as a difference counted later.

    Those whose reason is gone, such as a payment that came, are done.
    """
    now, known = open_duties(m), {duty.id for duty in before}
    m.effects += (OpenTask(_duty_task(m, one)) for one in now if one.id not in known)
    number, visit, by = m.case.number, m.case.visit, m.actor.id or m.actor.kind
    m.effects += (
        CloseTask(id=duty_task_id(number, visit, one.id), by=by)
        for one in before
        if one not in now and one.id not in m.case.tasks_done
    )


def announce(m: Making, notices: tuple[Notice, ...]) -> None:
    """Tell the case's contact."""
    for notice in notices:
        m.notify(notice)


def stage_task_id(number: str, visit: int) -> str:
    """Return the id of a stage's task."""
    return task_id(number, "stage", str(visit))


def late_task_id(number: str, visit: int) -> str:
    """Return the id of the task to look after a dealer or customer who is late."""
    return task_id(number, "late", str(visit))


def duty_task_id(number: str, visit: int, duty: str) -> str:
    """Return the id of a parallel task."""
    return task_id(number, "duty", str(visit), duty)


def escalation(m: Making, stage: Stage) -> Effect:
    """Give the role above something to do, because the dealer or customer is late."""
    return OpenTask(
        Task(
            id=late_task_id(m.case.number, m.case.visit),
            kind="escalation",
            title=m.title("case.task_late"),
            conversation=m.case.conversation,
            case=m.case.number,
            role=stage.deadline.escalate_to,
            opened_at=m.at,
        )
    )


def _stage_task(m: Making, stage: Stage) -> Task:
    return Task(
        id=stage_task_id(m.case.number, m.case.visit),
        kind="stage",
        title=m.title("case.task_stage"),
        conversation=m.case.conversation,
        case=m.case.number,
        role=stage.owner,
        opened_at=m.at,
        due_at=m.case.due_at,
        remind_at=_before(m.case.due_at, stage.deadline, m.at),
        escalate_to=stage.deadline.escalate_to,
    )


def _duty_task(m: Making, duty: Duty) -> Task:
    due = deadline_of(m, duty.deadline)
    name = in_language(duty.label, FALLBACK_LANGUAGE)
    return Task(
        id=duty_task_id(m.case.number, m.case.visit, duty.id),
        kind="callback",
        title=m.title("case.task_duty", action=name),
        conversation=m.case.conversation,
        case=m.case.number,
        role=duty.role,
        opened_at=m.at,
        due_at=due,
        remind_at=_before(due, duty.deadline, m.at),
        escalate_to=duty.deadline.escalate_to,
    )


def _before(due: datetime | None, deadline: Deadline, now: datetime) -> datetime | None:
    length = deadline.remind.fixed if deadline.remind else None
    if due is None or length is None or due - length <= now:
        return None
    return due - length
