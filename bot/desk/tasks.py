"""What people owe: lists for a colleague, a case and a manager, and what is done about a task."""

import secrets
from collections.abc import Collection
from datetime import datetime

from bot.core.book import Book
from bot.core.cases import Case
from bot.core.clocks.task import Task
from bot.core.effects import CloseTask, MoveTask
from bot.core.events import CaseActed, Event, Happening, Person, TaskActed, TaskAction
from bot.core.procedures.stages import duty_task_id
from bot.core.staff import StaffMember
from bot.desk.door import Desk
from bot.desk.takeover import CHANNEL
from bot.store import tasks as stored
from bot.store.cases import find_case
from bot.store.engines import Store

_ANYBODYS = frozenset({"manager", "gm", "admin"})
"""Roles that may settle everybody's tasks."""
_BY_THE_CASE = frozenset({"stage", "approval"})
"""Kinds that end by a move of their case alone."""


def open_tasks(
    store: Store, roles: Collection[str], member: StaffMember | None = None
) -> tuple[Task, ...]:
    """Return what a person owes: theirs by name, and those of the roles that nobody has; most pressing first."""
    with store.read() as tx:
        return stored.open_tasks_for(
            tx, tenant=store.tenant, roles=tuple(roles), member=member.id if member else ""
        )


def tasks_in(store: Store, conversation: str) -> tuple[Task, ...]:
    """Return the open tasks of a conversation, most pressing first."""
    with store.read() as tx:
        return stored.open_tasks_of(tx, tenant=store.tenant, conversation=conversation)


def tasks_of_case(store: Store, number: str) -> tuple[Task, ...]:
    """Return all tasks of a case, settled ones too, the oldest first."""
    with store.read() as tx:
        return stored.tasks_of_case(tx, tenant=store.tenant, number=number)


def overdue(store: Store, *, now: datetime) -> tuple[Task, ...]:
    """Return everybody's tasks that should have been done by now, the oldest due first."""
    with store.read() as tx:
        return stored.overdue_tasks(tx, tenant=store.tenant, now=now)


def act_on_task(
    desk: Desk,
    member: StaffMember,
    task: str,
    action: TaskAction,
    *,
    at: datetime,
    key: str = "",
    note: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Settle (`done`, `cancel`), take or put off (`later`, with `due_at`) an open task.

    A parallel task of a case is done in the case's procedure. False when the task is gone, when it
    is not this person's, when its case has to be moved instead, or when the case wants more told.
    """
    with desk.store.read() as tx:
        found = stored.find_task(tx, tenant=desk.store.tenant, task=task)
        case = (
            find_case(tx, tenant=desk.store.tenant, number=found.case)
            if found is not None and found.case
            else None
        )
    if found is None or found.state != "open" or not may_settle(found, member):
        return False
    what: Happening = TaskActed(task=task, action=action, note=note, due_at=due_at)
    if action in {"done", "cancel"}:
        duty = _duty_of(desk.books(), case, found) if case is not None else ""
        if found.kind in _BY_THE_CASE or (duty and action == "cancel"):
            return False
        if duty and case is not None:
            what = CaseActed(number=case.number, action=f"task:{duty}")
    handled = desk.handle(
        Event(
            channel=CHANNEL,
            conversation=found.conversation,
            update_id=key or secrets.token_hex(12),
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=what,
        )
    )
    if handled.turn is None:  # the same key did it before
        return True
    return any(
        isinstance(effect, CloseTask | MoveTask) and effect.id == task
        for effect in handled.turn.effects
    )


def arrive(
    desk: Desk, member: StaffMember, conversation: str, *, at: datetime, key: str = ""
) -> None:
    """Note that somebody is on site with the customer (R8)."""
    desk.handle(
        Event(
            channel=CHANNEL,
            conversation=conversation,
            update_id=key or secrets.token_hex(12),
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=TaskActed(task="", action="arrived"),
        )
    )


def may_settle(task: Task, member: StaffMember) -> bool:
    """Tell whether a person may do something about a task."""
    roles = frozenset(member.roles)
    shared = not task.assignee and task.role in roles
    return member.active and (task.assignee == member.id or shared or bool(roles & _ANYBODYS))


def _duty_of(book: Book, case: Case, task: Task) -> str:
    """Return the parallel task of a case's stage that a task stands for; empty when it is none."""
    packs = book.packs.values()
    procedures = (pack.procedures.get(case.procedure) for pack in packs)
    stages = (procedure.stage(case.stage) for procedure in procedures if procedure is not None)
    duties = (duty.id for stage in stages if stage is not None for duty in stage.duties)
    return next(
        (duty for duty in duties if duty_task_id(case.number, case.visit, duty) == task.id), ""
    )
