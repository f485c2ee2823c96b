"""The list of conversations people work on, the most pressing first (R4, R8)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, or_, select

from bot.core.book import Book
from bot.core.clocks.sla import Clock, Clocks
from bot.core.hours import reply_by
from bot.core.staff import StaffMember
from bot.core.state import BOT, QUEUE, STAFF
from bot.desk.clocks import clocks_of_many
from bot.store.engines import Store
from bot.store.tables import Conversation, Staff, table
from bot.store.tasks import promises_due

Whose = Literal["working", "queue", "mine", "others", "bot"]
"""`working`: the queue and what any colleague owns. `others`: what other colleagues own."""

_CONVERSATION = table(Conversation)
_STAFF = table(Staff)
_AFTER_STAFF = "staff;"
"""The first text behind every owner that is a person."""
_URGENCY = ("danger", "urgent", "normal")
_COLUMNS = (
    "id",
    "channel",
    "role",
    "name",
    "pack",
    "lang",
    "owner",
    "priority",
    "mood",
    "queue_note",
    "last_words",
    "queued_at",
    "owned_at",
    "waiting_since",
    "undeliverable",
    "last_seq",
    "updated_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which conversations are wanted; empty fields let everything through."""

    whose: Whose = "working"
    channel: str = ""
    role: str = ""
    """`customer` or `dealer`."""
    priority: str = ""
    text: str = ""
    """In the name, the note, the last words or the id."""
    waiting: bool = False
    """Only where the customer waits for words."""
    overdue: bool = False
    """Only where the answer is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One conversation of the list."""

    id: str
    channel: str
    role: str
    name: str
    lang: str
    owner: str
    owner_name: str
    """The colleague's; empty for bot and queue."""
    mine: bool
    priority: str
    mood: str
    note: str
    last_words: str
    queued_at: datetime | None
    owned_at: datetime | None
    waiting_since: datetime | None
    clock: Clock | None
    """The most pressing clock of the service agreement; None: none runs."""
    answer_by: datetime | None
    """Until when something is owed: by that clock, else by the hours; None: nothing is."""
    overdue: bool
    promised_by: datetime | None
    """Until when a colleague has promised the customer something; the earliest, None: nothing is promised."""
    undeliverable: bool
    last_seq: int
    updated_at: datetime


def owners(store: Store, *, since: datetime) -> dict[str, str]:
    """Return the conversations that people got at or after a time and still own, with their owners."""
    columns = _CONVERSATION.c
    statement = select(columns.id, columns.owner).where(
        columns.tenant_id == store.tenant,
        columns.owner.between(STAFF, _AFTER_STAFF),
        columns.owned_at >= since,
    )
    with store.read() as tx:
        return {row.id: row.owner for row in tx.execute(statement)}


def queue_list(
    store: Store,
    book: Book,
    member: StaffMember,
    wanted: QueueFilter | None = None,
    *,
    now: datetime,
    limit: int = 500,
) -> tuple[QueueRow, ...]:
    """Return what a colleague may work on, in the order in which it presses.

    Danger first, then threats of press or law, then what is late, then urgent ones, then by the
    time an answer is due; who waits for nothing comes last.
    """
    chosen = wanted or QueueFilter()
    columns = [_CONVERSATION.c[name] for name in _COLUMNS]
    statement = (
        select(*columns)
        .where(_CONVERSATION.c.tenant_id == store.tenant, _owned(chosen.whose, member))
        .order_by(_CONVERSATION.c.updated_at.desc())
        .limit(limit)
    )
    for name, value in (
        ("channel", chosen.channel),
        ("role", chosen.role),
        ("priority", chosen.priority),
    ):
        if value:
            statement = statement.where(_CONVERSATION.c[name] == value)
    if chosen.text:
        statement = statement.where(
            or_(
                *(
                    _CONVERSATION.c[name].icontains(chosen.text, autoescape=True)
                    for name in ("name", "queue_note", "last_words", "id")
                )
            )
        )
    with store.read() as tx:
        found = tx.execute(statement).all()
        people = tx.execute(
            select(_STAFF.c.id, _STAFF.c.name).where(_STAFF.c.tenant_id == store.tenant)
        ).all()
        promises = promises_due(tx, tenant=store.tenant)
    names = {f"{STAFF}{id_}": name for id_, name in people}
    clocks = clocks_of_many(store, book, [row.id for row in found if row.owner != BOT], now=now)
    rows = (
        replace(
            _row(row, book, member, names, clocks.get(row.id), now=now),
            promised_by=promises.get(row.id),
        )
        for row in found
    )
    kept = (
        row
        for row in rows
        if (row.waiting_since is not None or not chosen.waiting)
        and (row.overdue or not chosen.overdue)
    )
    return tuple(sorted(kept, key=_pressing))


def queue_counts(rows: Iterable[QueueRow]) -> dict[str, int]:
    """Return how many of a list wait in the queue, are mine, are late, are dangers."""
    counts = {"queue": 0, "mine": 0, "overdue": 0, "danger": 0}
    for row in rows:
        counts["queue"] += row.owner == QUEUE
        counts["mine"] += row.mine
        counts["overdue"] += row.overdue
        counts["danger"] += row.priority == "danger"
    return counts


def _owned(whose: Whose, member: StaffMember) -> ColumnElement[bool]:
    owner = _CONVERSATION.c.owner
    by_staff = and_(owner >= STAFF, owner < _AFTER_STAFF)
    mine = f"{STAFF}{member.id}"
    match whose:
        case "queue":
            return owner == QUEUE
        case "mine":
            return owner == mine
        case "others":
            return and_(by_staff, owner != mine)
        case "bot":
            return owner == BOT
        case _:
            return or_(owner == QUEUE, by_staff)


def _row(
    row: Row[Any],
    book: Book,
    member: StaffMember,
    names: dict[str, str],
    clocks: Clocks | None,
    *,
    now: datetime,
) -> QueueRow:
    worst = clocks.worst if clocks is not None else None
    clock = worst if worst is not None and worst.state != "paused" else None
    answer_by = clock.due_at if clock is not None else None
    if answer_by is None and row.waiting_since is not None:
        answer_by = reply_by(book.pack(row.pack).brand.hours, row.waiting_since)
    return QueueRow(
        id=row.id,
        channel=row.channel,
        role=row.role,
        name=row.name,
        lang=row.lang,
        owner=row.owner,
        owner_name=names.get(row.owner, ""),
        mine=row.owner == f"{STAFF}{member.id}",
        priority=row.priority,
        mood=row.mood,
        note=row.queue_note,
        last_words=row.last_words,
        queued_at=row.queued_at,
        owned_at=row.owned_at,
        waiting_since=row.waiting_since,
        clock=clock,
        answer_by=answer_by,
        overdue=answer_by is not None and answer_by < now,
        promised_by=None,
        undeliverable=row.undeliverable,
        last_seq=row.last_seq,
        updated_at=row.updated_at,
    )


def _pressing(row: QueueRow) -> tuple[object, ...]:
    level = _URGENCY.index(row.priority) if row.priority in _URGENCY else len(_URGENCY)
    due = row.answer_by.timestamp() if row.answer_by is not None else float("inf")
    return (
        row.priority != "danger",
        row.mood != "threat",
        not row.overdue,
        level,
        due,
        row.id,
    )
