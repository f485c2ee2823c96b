"""A task: something a person owes, with a role, a time, and whom it climbs to when it is late (R1, R4, R8, R15)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TaskKind = Literal["promise", "callback", "stage", "approval", "survey", "escalation"]
TaskState = Literal["open", "done", "cancelled"]

_ID_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something a person owes; times are aware UTC."""

    id: str
    """From `task_id`: the same cause gives the same id, so a task is never opened twice."""
    kind: TaskKind
    title: str
    """One line for staff."""
    conversation: str
    case: str = ""
    """Number of the case it belongs to; empty when none."""
    role: str
    """Who may do it."""
    assignee: str = ""
    """Staff id of the one person it is for; empty: anybody with the role."""
    opened_at: datetime
    due_at: datetime | None = None
    remind_at: datetime | None = None
    """When whoever has it is reminded, before it is due."""
    escalate_to: str = ""
    """Role that gets a task of its own when this one is late; empty: nobody."""
    parent: str = ""
    """Task this one climbed from; it ends with it."""
    state: TaskState = "open"
    done_by: str = ""
    done_at: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.state == "open" and self.due_at is not None and self.due_at < now


def task_id(*parts: str) -> str:
    """Return the id of the task a cause gives, such as case number, stage and visit; 16 characters."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=_ID_BYTES).hexdigest()


def reminder(task: str) -> str:
    """Return the name of the timer that reminds of a task."""
    return f"task:{task}:remind"


def deadline(task: str) -> str:
    """Return the name of the timer that fires when a task is due."""
    return f"task:{task}:due"
