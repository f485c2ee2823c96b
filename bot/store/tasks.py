"""Tasks in the database: open once, settle once, list what somebody owes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.core.clocks.task import Task, TaskState
from bot.store.statements import insert_new
from bot.store.tables import TaskRow, table

_TASK = table(TaskRow)


def open_task(tx: Connection, *, tenant: str, task: Task) -> bool:
    """Keep a new task; False when one of its id is there already."""
    row = {
        "tenant_id": tenant,
        "id": task.id,
        "kind": task.kind,
        "title": task.title,
        "conversation_id": task.conversation,
        "case_number": task.case,
        "role": task.role,
        "assignee": task.assignee,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "remind_at": task.remind_at,
        "escalate_to": task.escalate_to,
        "parent": task.parent,
        "state": task.state,
        "done_by": task.done_by,
        "done_at": task.done_at,
        "note": "",
    }
    return tx.execute(insert_new(tx, _TASK), row).first() is not None


def settle_task(
    tx: Connection, *, tenant: str, task: str, state: TaskState, by: str, note: str, at: datetime
) -> bool:
    """End an open task and what climbed from it; False when it is not open any more.

    What climbed ends even then: its cause may have been settled elsewhere.
    """
    settled = {"state": state, "done_by": by, "done_at": at, "note": note}
    was_open = _change(tx, tenant=tenant, task=task, values=settled)
    _end_climbed(tx, tenant=tenant, task=task, settled={**settled, "note": ""})
    return was_open


def _end_climbed(tx: Connection, *, tenant: str, task: str, settled: Mapping[str, object]) -> None:
    parents = [task]
    while parents:
        ended = tx.execute(
            update(_TASK)
            .where(
                _TASK.c.tenant_id == tenant, _TASK.c.parent.in_(parents), _TASK.c.state == "open"
            )
            .values(settled)
            .returning(_TASK.c.id)
        )
        parents = [id_ for (id_,) in ended]


def move_task(
    tx: Connection,
    *,
    tenant: str,
    task: str,
    assignee: str,
    due_at: datetime | None,
    remind_at: datetime | None,
    role: str = "",
    title: str = "",
) -> bool:
    """Give an open task to somebody or another time; False when it is not open any more.

    An empty role or title leaves the one it has. What climbed from it because of its old time ends.
    """
    before = find_task(tx, tenant=tenant, task=task)
    if before is not None and before.due_at != due_at:
        _end_climbed(tx, tenant=tenant, task=task, settled={"state": "cancelled"})
    values = {"assignee": assignee, "due_at": due_at, "remind_at": remind_at}
    new = {key: value for key, value in (("role", role), ("title", title)) if value}
    return _change(tx, tenant=tenant, task=task, values={**values, **new})


def find_task(tx: Connection, *, tenant: str, task: str) -> Task | None:
    """Return a task; None when there is none."""
    row = tx.execute(select(_TASK).where(_TASK.c.tenant_id == tenant, _TASK.c.id == task)).first()
    return None if row is None else _task(row)


def open_tasks_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Task, ...]:
    """Return the open tasks of a conversation, the most pressing first."""
    return _open(tx, tenant, _TASK.c.conversation_id == conversation)


def tasks_of_chat(tx: Connection, *, tenant: str, conversation: str) -> tuple[Task, ...]:
    """Return all tasks of a conversation, settled ones too, the oldest first."""
    rows = tx.execute(
        select(_TASK)
        .where(_TASK.c.tenant_id == tenant, _TASK.c.conversation_id == conversation)
        .order_by(_TASK.c.opened_at, _TASK.c.id)
    )
    return tuple(_task(row) for row in rows)


def promises_due(tx: Connection, *, tenant: str) -> Mapping[str, datetime]:
    """Return by conversation until when the next thing is owed that was promised to its customer."""
    rows = tx.execute(
        select(_TASK.c.conversation_id, _TASK.c.due_at)
        .where(
            _TASK.c.tenant_id == tenant,
            _TASK.c.state == "open",
            _TASK.c.kind.in_(["promise", "callback"]),
            _TASK.c.due_at.is_not(None),
        )
        .order_by(_TASK.c.due_at.desc())
    )
    return {row.conversation_id: row.due_at for row in rows}


def tasks_of_case(tx: Connection, *, tenant: str, number: str) -> tuple[Task, ...]:
    """Return all tasks of a case, settled ones too, the oldest first."""
    rows = tx.execute(
        select(_TASK)
        .where(_TASK.c.tenant_id == tenant, _TASK.c.case_number == number)
        .order_by(_TASK.c.opened_at, _TASK.c.id)
    )
    return tuple(_task(row) for row in rows)


def open_tasks_for(
    tx: Connection,
    *,
    tenant: str,
    roles: Sequence[str],
    member: str,
    stand_ins: Mapping[str, str] | None = None,
) -> tuple[Task, ...]:
    """Return the open tasks of a person: theirs by name, and those of their roles nobody has.

    `stand_ins` says who does the work of each person that is away (`core.clocks.holding`).
    """
    missing = stand_ins or {}
    theirs = [member, *(one for one, by in missing.items() if by and by == member)]
    nobodys = ["", *(one for one, by in missing.items() if not by)]
    shared = _TASK.c.role.in_(roles) & _TASK.c.assignee.in_(nobodys)
    return _open(tx, tenant, _TASK.c.assignee.in_(theirs) | shared)


def overdue_tasks(tx: Connection, *, tenant: str, now: datetime) -> tuple[Task, ...]:
    """Return everybody's tasks that should have been done by now, the oldest due first."""
    return _open(tx, tenant, _TASK.c.due_at < now)


def _open(tx: Connection, tenant: str, condition: Any) -> tuple[Task, ...]:
    rows = tx.execute(
        select(_TASK)
        .where(_TASK.c.tenant_id == tenant, _TASK.c.state == "open", condition)
        .order_by(_TASK.c.due_at.is_(None), _TASK.c.due_at, _TASK.c.opened_at, _TASK.c.id)
    )
    return tuple(_task(row) for row in rows)


def _change(tx: Connection, *, tenant: str, task: str, values: Mapping[str, object]) -> bool:
    changed = tx.execute(
        update(_TASK)
        .where(_TASK.c.tenant_id == tenant, _TASK.c.id == task, _TASK.c.state == "open")
        .values(values)
        .returning(_TASK.c.id)
    )
    return changed.first() is not None


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        kind=row.kind,
        title=row.title,
        conversation=row.conversation_id,
        case=row.case_number,
        role=row.role,
        assignee=row.assignee,
        opened_at=row.opened_at,
        due_at=row.due_at,
        remind_at=row.remind_at,
        escalate_to=row.escalate_to,
        parent=row.parent,
        state=row.state,
        done_by=row.done_by,
        done_at=row.done_at,
    )
