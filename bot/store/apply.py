"""Write a turn into the open transaction: what is stored is what is sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, insert

from bot.core.clocks.task import deadline, reminder
from bot.core.effects import (
    AmendCase,
    ChangeSent,
    ClearTimer,
    CloseTask,
    Effect,
    HandOff,
    JoinDealer,
    KeepDocument,
    KeepDraft,
    KeepRating,
    LeaveDealer,
    MoveTask,
    Note,
    NoteMark,
    NoteMiss,
    OpenCase,
    OpenTask,
    Refuse,
    RefuseMove,
    Say,
    SendDocument,
    SetTimer,
)
from bot.core.events import Event
from bot.core.state import BOT, QUEUE
from bot.core.turn import Turn
from bot.store.cases import amend_case, open_case
from bot.store.clocks import keep_rating, note_mark
from bot.store.codec import dumps, type_scores
from bot.store.conversations import Locked, change_owner, make_more_urgent
from bot.store.dealers import leave_dealer, take_in
from bot.store.documents import put_document, spoken
from bot.store.drafts import keep_draft
from bot.store.tables import Miss, table
from bot.store.tasks import move_task, open_task, settle_task
from bot.store.timers import clear_timer, set_timers
from bot.store.transcript import Outgoing, append_turn

_MISS = table(Miss)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a turn left in the database that somebody has to act on."""

    replies: tuple[int, ...]
    """Sequence numbers of the outgoing messages."""
    wake_at: datetime | None
    """The earliest timer the turn set."""


def apply(tx: Connection, held: Locked, event: Event, turn: Turn, *, delivered: bool) -> Applied:
    """Write a turn's effects and its state into the held conversation.

    The caller saves the conversation afterwards. A change of owner raises the epoch before the
    replies are written, so that the reply announcing it is not fenced by it.
    """
    _hand_over(tx, held, turn, now=event.at)
    held.state = replace(turn.state, owner=held.owner, epoch=held.epoch)
    lines = tuple(_lines(tx, held, event, turn))
    replies = append_turn(tx, held, event, lines, delivered=delivered)
    timers: dict[str, datetime | None] = {}
    for effect in turn.effects:
        _write(tx, held, event, effect, timers)
    _write_timers(tx, held, timers)
    return Applied(replies, min((at for at in timers.values() if at is not None), default=None))


def _lines(tx: Connection, held: Locked, event: Event, turn: Turn) -> Iterator[Outgoing]:
    """Return the lines in order; a document is stored before the message that brings it."""
    for place, effect in enumerate(turn.effects):
        match effect:
            case Say() | Note() | ChangeSent():
                yield effect
            case SendDocument():
                yield spoken(effect, ref=put_document(tx, held, event, effect, place=place))
            case KeepDocument():
                put_document(tx, held, event, effect, place=place)


def _hand_over(tx: Connection, held: Locked, turn: Turn, *, now: datetime) -> None:
    wish = next((effect for effect in turn.effects if isinstance(effect, HandOff)), None)
    if wish is not None and held.owner == BOT:
        change_owner(tx, held, owner=QUEUE, now=now, priority=wish.priority, note=wish.note)
    elif turn.state.owner != held.owner:
        change_owner(tx, held, owner=turn.state.owner, now=now)
    if wish is not None:
        make_more_urgent(held, priority=wish.priority, note=wish.note)


def _write(  # noqa: C901, PLR0912 — one case an effect
    tx: Connection,
    held: Locked,
    event: Event,
    effect: Effect,
    timers: dict[str, datetime | None],
) -> None:
    match effect:
        case Say() | Note() | ChangeSent() | HandOff() | SendDocument() | KeepDocument():
            pass  # written before the others, because they need the epoch and their order
        case Refuse():
            pass  # nothing was done; whoever wanted it reads it from the turn
        case KeepDraft(staff, text):
            keep_draft(
                tx, held.tenant_id, staff=staff, conversation=held.id, text=text, now=event.at
            )
        case SetTimer(name, at):
            timers[name] = at
        case ClearTimer(name):
            timers[name] = None
        case OpenCase(case):
            open_case(tx, tenant=held.tenant_id, case=case, by=_opener(event))
        case AmendCase(number, change):
            amend_case(tx, tenant=held.tenant_id, number=number, change=change)
        case RefuseMove():
            pass  # for whoever wanted the move; nothing happened
        case NoteMiss():
            _note_miss(tx, held, event, effect)
        case OpenTask(task):
            if open_task(tx, tenant=held.tenant_id, task=task):
                timers |= {reminder(task.id): task.remind_at, deadline(task.id): task.due_at}
        case CloseTask():
            _close_task(tx, held, event, effect)
            timers |= {reminder(effect.id): None, deadline(effect.id): None}
        case MoveTask():
            _move_task(tx, held, effect)
            times = {reminder(effect.id): effect.remind_at, deadline(effect.id): effect.due_at}
            # What has passed has fired, or is about to: giving a late task away is no second alarm.
            timers |= {name: at for name, at in times.items() if at is None or at > event.at}
        case NoteMark(mark):
            note_mark(tx, tenant=held.tenant_id, conversation=held.id, mark=mark)
        case KeepRating(rating):
            keep_rating(tx, tenant=held.tenant_id, conversation=held.id, rating=rating)
        case JoinDealer():
            take_in(tx, tenant=held.tenant_id, conversation=held.id, join=effect, now=event.at)
        case LeaveDealer(member):
            leave_dealer(tx, tenant=held.tenant_id, member=member, now=event.at)
        case _ as never:
            assert_never(never)


def _opener(event: Event) -> str:
    """Return who opened a case: a colleague by hand, else the bot in a conversation."""
    return f"staff:{event.sender.id}" if event.sender.role == "staff" else "bot"


def _close_task(tx: Connection, held: Locked, event: Event, close: CloseTask) -> None:
    settle_task(
        tx,
        tenant=held.tenant_id,
        task=close.id,
        state=close.state,
        by=close.by,
        note=close.note,
        at=event.at,
    )


def _move_task(tx: Connection, held: Locked, move: MoveTask) -> None:
    move_task(
        tx,
        tenant=held.tenant_id,
        task=move.id,
        assignee=move.assignee,
        due_at=move.due_at,
        remind_at=move.remind_at,
        role=move.role,
        title=move.title,
    )


def _write_timers(tx: Connection, held: Locked, timers: dict[str, datetime | None]) -> None:
    due = [(name, at) for name, at in timers.items() if at is not None]
    if due:
        set_timers(tx, tenant=held.tenant_id, conversation=held.id, due=due)
    for name in (name for name, at in timers.items() if at is None):
        clear_timer(tx, tenant=held.tenant_id, conversation=held.id, name=name)


def _note_miss(tx: Connection, held: Locked, event: Event, miss: NoteMiss) -> None:
    tx.execute(
        insert(_MISS),
        {
            "tenant_id": held.tenant_id,
            "conversation_id": held.id,
            "update_id": event.update_id,
            "text": miss.text,
            "kind": miss.kind,
            "candidates": dumps(type_scores, miss.candidates),
            "chosen": miss.chosen,
            "at": event.at,
        },
    )
