"""The queue as rows: who waits, for how long, for whom, and what matters about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OwnerKind = Literal["bot", "queue", "me", "other"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word on a row."""

    text: str
    kind: Literal["", "warm", "bad"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One conversation in the list."""

    id: str
    name: str
    preview: str
    priority: str
    seq: int
    mine: bool
    owner_kind: OwnerKind
    owner: str
    channel: str
    since: datetime | None = None
    """Since when somebody waits."""
    due: datetime | None = None
    """When the next answer is due."""
    due_title: str = ""
    soon: int = 600
    """Seconds before `due` at which the clock warns."""
    tags: tuple[Tag, ...] = ()


def owner_of(owner: str, *, me: str, names: Mapping[str, str]) -> tuple[OwnerKind, str]:
    """Return what an owner is to whoever looks, and a colleague's name."""
    if owner in ("bot", "queue"):
        return ("bot", "") if owner == "bot" else ("queue", "")
    who = owner.removeprefix("staff:")
    return ("me" if who == me else "other"), names.get(who, who)
