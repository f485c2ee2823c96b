"""The queue as rows: who waits, for how long, for whom, and what matters about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.channels.web.desk.talk_words import channel_name
from bot.channels.web.words import Words
from bot.core.markup import plain
from bot.core.state import BOT, QUEUE, STAFF
from bot.desk.queue import QueueRow

OwnerKind = Literal["bot", "queue", "me", "other"]
_WARM = {"upset": "warm", "furious": "bad", "threat": "bad"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word on a row."""

    text: str
    kind: str = ""
    """`warm` or `bad` when it is a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
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
    since: datetime | None
    """Since when the customer waits."""
    due: datetime | None
    """When the next answer is due."""
    promised: datetime | None
    """Until when something was promised."""
    tags: tuple[Tag, ...]


def owner_of(owner: str, *, me: str, names: Mapping[str, str]) -> tuple[OwnerKind, str]:
    """Return what an owner is to whoever looks, and a colleague's name."""
    if owner == BOT:
        return "bot", ""
    if owner == QUEUE:
        return "queue", ""
    who = owner.removeprefix(STAFF)
    return ("me" if who == me else "other"), names.get(who, who)


def queue_row(row: QueueRow, words: Words) -> ListRow:
    """Return how a conversation stands in the list."""
    kind: OwnerKind = "me" if row.mine else "other"
    if row.owner in (BOT, QUEUE):
        kind = "bot" if row.owner == BOT else "queue"
    tags = []
    if row.priority == "danger":
        tags.append(Tag(words["priority_danger"], "bad"))
    if row.mood in _WARM:
        tags.append(Tag(words[f"mood_{row.mood}"], _WARM[row.mood]))
    if row.undeliverable:
        tags.append(Tag(words["unreachable"], "bad"))
    if row.role == "dealer":
        tags.append(Tag(words["person_dealer"]))
    return ListRow(
        id=row.id,
        name=row.name or words["nameless"],
        preview=plain(row.last_words).replace("\n", " ") or row.note,
        priority=row.priority,
        seq=row.last_seq,
        mine=row.mine,
        owner_kind=kind,
        owner=row.owner_name if kind == "other" else words[f"own_{kind}"],
        channel=channel_name(row.channel, words),
        since=row.waiting_since,
        due=row.answer_by,
        promised=row.promised_by,
        tags=tuple(tags),
    )
