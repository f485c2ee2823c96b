"""What people owe: lists for a colleague, a case and a manager, and what is done about a task."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.core.book import Book
from bot.core.cases import Case
from bot.core.clocks.holding import may_do, standing_in
from bot.core.clocks.task import Task
from bot.core.effects import CloseTask, MoveTask
from bot.core.events import CaseActed, Event, Happening, Person, TaskActed, TaskAction
from bot.core.procedures.stages import duty_task_id
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.staff import STAFF_ROLES, StaffMember
from bot.desk.door import Desk, Handled
from bot.desk.takeover import CHANNEL
from bot.store import tasks as stored
from bot.store.cases import find_case
from bot.store.engines import Store
from bot.store.staff import all_staff, staff_by_id

_BY_THE_CASE = frozenset({"stage", "approval"})
"""Kinds that end by a move of their case alone."""


TaskRefusal = Literal["gone", "not_yours", "unknown_staff", "not_their_work", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved:
    """It is somebody else's now."""

    task: Task
    """As it is afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRefused:
    """Nothing was done."""

    reason: TaskRefusal
    message: str
    """Why, in words for the colleague."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takers:
    """To whom a task may be given."""

    people: tuple[StaffMember, ...]
    """Those who are there first."""
    roles: tuple[str, ...]


def open_tasks(
    store: Store,
    roles: Collection[str],
    member: StaffMember | None = None,
    *,
    now: datetime | None = None,
) -> tuple[Task, ...]:
    """Return what a person owes: theirs by name, and those of the roles that nobody has; most pressing first.

    With `now`, theirs too is what those owe who are away and for whom they stand in; with nobody to
    stand in, it is the role's.
    """
    with store.read() as tx:
        return stored.open_tasks_for(
            tx,
            tenant=store.tenant,
            roles=tuple(roles),
            member=member.id if member else "",
            stand_ins=_stand_ins(tx, store, now) if now is not None else {},
        )


def find_task(store: Store, task: str) -> Task | None:
    """Return a task by its id, settled or not; None when there is none."""
    with store.read() as tx:
        return stored.find_task(tx, tenant=store.tenant, task=task)


def ends_by_its_case(task: Task) -> bool:
    """Tell whether a task is settled by a move of its case alone."""
    return task.kind in _BY_THE_CASE and bool(task.case)


def may_act_on(store: Store, task: Task, member: StaffMember, *, now: datetime) -> bool:
    """Tell whether a person may do something about a task now, for whom they stand in, too."""
    with store.read() as tx:
        return may_settle(task, member, _stand_ins(tx, store, now))


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
        case = _case_of(tx, desk.store, found)
        missing = _stand_ins(tx, desk.store, at)
    if found is None or found.state != "open" or not may_settle(found, member, missing):
        return False
    what: Happening = TaskActed(task=task, action=action, note=note, due_at=due_at)
    if action in {"done", "cancel"}:
        duty = _duty_of(desk.books(), case, found) if case is not None else ""
        if found.kind in _BY_THE_CASE or (duty and action == "cancel"):
            return False
        if duty and case is not None:
            what = CaseActed(number=case.number, action=f"task:{duty}")
    handled = _happen(desk, member, found, what, at=at, key=key)
    if handled.turn is None:  # the same key did it before
        return True
    return any(
        isinstance(effect, CloseTask | MoveTask) and effect.id == task
        for effect in handled.turn.effects
    )


def take_task(
    desk: Desk, member: StaffMember, task: str, *, at: datetime, key: str = ""
) -> TaskMoved | TaskRefused:
    """Take a task that nobody has, or whose holder is away; a manager takes anybody's."""
    return _hand(desk, member, task, TaskActed(task=task, action="take"), at=at, key=key)


def move_task(
    desk: Desk,
    member: StaffMember,
    task: str,
    *,
    to: str,
    at: datetime,
    key: str = "",
    note: str = "",
) -> TaskMoved | TaskRefused:
    """Give a task to a colleague (staff id) or to everybody of a role; `takers` says to whom.

    What a case asks for stays within the role that may do it.
    """
    what = TaskActed(task=task, action="give", to=to, note=note)
    return _hand(desk, member, task, what, at=at, key=key)


def takers(store: Store, book: Book, task: Task, *, now: datetime) -> Takers:
    """Return to whom a task may be given, apart from who has it."""
    with store.read() as tx:
        everybody = all_staff(tx, tenant=store.tenant)
        bound = _bound(book, task, case=_case_of(tx, store, task))
    people = [
        one
        for one in everybody
        if one.active and one.id != task.assignee and (not bound or task.role in one.roles)
    ]
    held = frozenset(role for one in everybody if one.active for role in one.roles)
    roles = [task.role] if bound else [role for role in STAFF_ROLES if role in held]
    return Takers(
        people=tuple(sorted(people, key=lambda one: (one.is_away(now), one.name))),
        roles=tuple(role for role in roles if task.assignee or role != task.role),
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


def may_settle(task: Task, member: StaffMember, stand_ins: Mapping[str, str] | None = None) -> bool:
    """Tell whether a person may do something about a task; `stand_ins` as `core.clocks.holding` says."""
    return (member.active and member.manages) or may_do(task, member, stand_ins or {})


def _hand(
    desk: Desk, member: StaffMember, task: str, what: TaskActed, *, at: datetime, key: str
) -> TaskMoved | TaskRefused:
    store, book = desk.store, desk.books()
    with store.read() as tx:
        found = stored.find_task(tx, tenant=store.tenant, task=task)
        case = _case_of(tx, store, found)
        missing = _stand_ins(tx, store, at)
        to = staff_by_id(tx, tenant=store.tenant, staff_id=what.to) if what.to else member
    if found is None or found.state != "open":
        return _refused(desk, "gone")
    reason = _objection(found, member, to, what.to, stand_ins=missing)
    if not reason and _bound(book, found, case=case) and not _is_theirs(found, to, what.to):
        reason = "not_their_work"
    if reason:
        return _refused(desk, reason)
    _happen(desk, member, found, what, at=at, key=key)
    with store.read() as tx:
        after = stored.find_task(tx, tenant=store.tenant, task=task) or found
    if after.state != "open":
        return _refused(desk, "gone")
    if what.action == "take" and after.assignee != member.id:
        return _refused(desk, "not_yours")
    return TaskMoved(task=after)


def _objection(
    task: Task,
    member: StaffMember,
    to: StaffMember | None,
    target: str,
    *,
    stand_ins: Mapping[str, str],
) -> TaskRefusal | Literal[""]:
    if not may_settle(task, member, stand_ins):
        return "not_yours"
    if target in STAFF_ROLES:
        return "nothing" if not task.assignee and task.role == target else ""
    if to is None or not to.active:
        return "unknown_staff"
    return "nothing" if task.assignee == to.id else ""


def _is_theirs(task: Task, to: StaffMember | None, role: str) -> bool:
    return role == task.role or (to is not None and task.role in to.roles)


def _bound(book: Book, task: Task, *, case: Case | None) -> bool:
    """Whether a case says which role does it."""
    return task.kind in _BY_THE_CASE or (case is not None and bool(_duty_of(book, case, task)))


def _refused(desk: Desk, reason: TaskRefusal) -> TaskRefused:
    pack = desk.books().pack(desk.pack)
    words, _ = render(pack, f"task.refused_{reason}", dict, lang=FALLBACK_LANGUAGE, seed="")
    return TaskRefused(reason=reason, message=words)


def _happen(
    desk: Desk, member: StaffMember, task: Task, what: Happening, *, at: datetime, key: str
) -> Handled:
    return desk.handle(
        Event(
            channel=CHANNEL,
            conversation=task.conversation,
            update_id=key or secrets.token_hex(12),
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=what,
        )
    )


def _case_of(tx: Connection, store: Store, task: Task | None) -> Case | None:
    if task is None or not task.case:
        return None
    return find_case(tx, tenant=store.tenant, number=task.case)


def _stand_ins(tx: Connection, store: Store, now: datetime) -> Mapping[str, str]:
    return standing_in(all_staff(tx, tenant=store.tenant), now)


def _duty_of(book: Book, case: Case, task: Task) -> str:
    """Return the parallel task of a case's stage that a task stands for; empty when it is none."""
    packs = book.packs.values()
    procedures = (pack.procedures.get(case.procedure) for pack in packs)
    stages = (procedure.present(case.stage) for procedure in procedures if procedure is not None)
    duties = (duty.id for stage in stages if stage is not None for duty in stage.duties)
    return next(
        (duty for duty in duties if duty_task_id(case.number, case.visit, duty) == task.id), ""
    )
