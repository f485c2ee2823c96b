"""Append what was said, what is to be sent and what colleagues note, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, assert_never, cast

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, insert, select, update

from bot.core.effects import Button, ChangeSent, Note, Say
from bot.core.events import (
    CaseActed,
    CaseRegistered,
    CommandGiven,
    ConversationStarted,
    CustomerEdited,
    CustomerLeft,
    CustomerPressed,
    CustomerReturned,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    DealerSentTable,
    Event,
    MediaFile,
    StaffDid,
    TaskActed,
    TimerFired,
)
from bot.core.markup import plain
from bot.core.turn import Written
from bot.store.codec import dumps, type_buttons, type_files, type_why
from bot.store.conversations import Locked
from bot.store.statements import insert_new
from bot.store.tables import Evidence, Message, Outbox, table

_MESSAGE = table(Message)
_OUTBOX = table(Outbox)
_EVIDENCE = table(Evidence)

_INSERT_MESSAGE = insert(_MESSAGE)
_INSERT_OUTBOX = insert(_OUTBOX)
_MARK_EDITED = (
    update(_MESSAGE)
    .where(
        _MESSAGE.c.tenant_id == bindparam("b_tenant_id"),
        _MESSAGE.c.conversation_id == bindparam("b_conversation_id"),
        _MESSAGE.c.channel_message_id == bindparam("b_message_id"),
        _MESSAGE.c.direction == "in",
        _MESSAGE.c.kind != "edited",
    )
    .values(edited=True)
)

_WORDS = ("said", "edited", "media")
"""Kinds whose text is the customer's own words."""
_SILENT = ("started", "left", "returned")
_LAST_WORDS = 120  # characters
_TYPED = "staff"
"""Rule of what a colleague typed."""

GATHERING = timedelta(seconds=2)
"""How long a part of an album waits for the next, which channels give us one by one."""

Outgoing = Say | Note | ChangeSent
"""What a turn appends to the transcript."""

NEVER_SENT = "office"
"""The channel of what has no chat: its words stay inside (R14)."""

IncomingKind = Literal[
    "said",
    "edited",
    "pressed",
    "media",
    "contact",
    "location",
    "started",
    "command",
    "left",
    "returned",
]


@dataclass(frozen=True, slots=True)
class Line:
    """An incoming happening as one line of the transcript."""

    kind: IncomingKind
    text: str = ""
    files: tuple[MediaFile, ...] = field(default=())


def line_of(event: Event) -> Line | None:  # noqa: C901, PLR0911, PLR0912 — one case for each kind of event
    """Return how an event reads in the transcript; None: it leaves no line, its effects may."""
    if isinstance(event.what, StaffDid):
        return None
    match event.what:
        case CustomerSaid(text):
            return Line("said", text)
        case CustomerEdited(text=text):
            return Line("edited", text)
        case CustomerPressed(data):
            return Line("pressed", data)
        case CustomerSentMedia(file=file, caption=caption, album=album):
            return Line("media", caption, (replace(file, album=album),))
        case CustomerSharedContact(phone=phone, name=name):
            return Line("contact", f"{phone} {name}".strip())
        case CustomerSharedLocation(latitude=latitude, longitude=longitude):
            return Line("location", f"{latitude:.6f},{longitude:.6f}")
        case ConversationStarted(payload):
            return Line("started", payload)
        case CommandGiven(name=name, argument=argument):
            return Line("command", f"/{name} {argument}".strip())
        case CustomerLeft():
            return Line("left")
        case CustomerReturned():
            return Line("returned")
        case DealerSentTable(again=True):
            return None  # its line came when it was first told of
        case DealerSentTable(name=name, file=file):
            return Line("media", name, (file,))
        case TimerFired() | CaseActed() | CaseRegistered() | TaskActed():
            return None
        case _ as never:
            assert_never(never)


def append_turn(
    tx: Connection, held: Locked, event: Event, lines: Sequence[Outgoing], *, delivered: bool
) -> tuple[int, ...]:
    """Append the incoming line and what the turn says; returns the numbers of what goes to the customer.

    `delivered` is for channels that read the transcript themselves (web, terminal): a reply counts
    as sent when it is committed.
    """
    messages: list[dict[str, object]] = []
    came = line_of(event)
    if came is not None:
        messages.append(_incoming(held, event, came))
    evidence_seq = held.last_seq
    outbox: list[dict[str, object]] = []
    waits = _gathers(lines)
    for line in lines:
        messages.append(_appended(held, event, line))
        if isinstance(line, ChangeSent):
            unsent = line.text is None and _never_send(tx, held, line.seq)
            outbox.append(_delivery(held, event, delivered=delivered or unsent))
            if delivered or unsent:
                carry_out(tx, held.tenant_id, held.id, about=line.seq, text=line.text)
        elif not messages[-1]["internal"]:
            outbox.append(_delivery(held, event, delivered=delivered, gathers=waits))
    if messages:
        tx.execute(_INSERT_MESSAGE, messages)
    if outbox:
        tx.execute(_INSERT_OUTBOX, outbox)
    if isinstance(event.what, CustomerEdited):
        _mark_edited(tx, held, event.what.message_id)
    if isinstance(event.what, CustomerSentMedia | DealerSentTable):
        _keep_evidence(tx, held, event.what.file, seq=evidence_seq, at=event.at)
    return tuple(cast("int", row["seq"]) for row in outbox)


def find_line(tx: Connection, *, tenant: str, conversation: str, seq: int) -> Written | None:
    """Return a line of the transcript by its number."""
    row = tx.execute(
        with_delivery().where(
            _MESSAGE.c.tenant_id == tenant,
            _MESSAGE.c.conversation_id == conversation,
            _MESSAGE.c.seq == seq,
        )
    ).first()
    return None if row is None else written(row)


def with_delivery() -> Select[Any]:
    """Return a query for lines with what became of each: `delivery`, `reason`, `settled_at`; None when not sent."""
    return select(
        _MESSAGE, _OUTBOX.c.state.label("delivery"), _OUTBOX.c.reason, _OUTBOX.c.settled_at
    ).outerjoin(
        _OUTBOX,
        and_(
            _OUTBOX.c.tenant_id == _MESSAGE.c.tenant_id,
            _OUTBOX.c.conversation_id == _MESSAGE.c.conversation_id,
            _OUTBOX.c.seq == _MESSAGE.c.seq,
        ),
    )


def written(row: Row[Any]) -> Written:
    """Return a line out of a row of `with_delivery`."""
    return Written(
        seq=row.seq,
        author=row.author,
        text=row.text,
        incoming=row.direction == "in",
        internal=row.internal,
        delivery=row.delivery or "received",
        settled_at=row.settled_at,
        deleted=row.deleted,
        at=row.at,
        typed=is_typed(row.why),
    )


def is_typed(why: str) -> bool:
    """Tell by the reason of a line whether a colleague typed it; the bot says other things in their name."""
    return bool(why) and type_why.validate_json(why).rule == _TYPED


def carry_out(
    tx: Connection, tenant: str, conversation: str, *, about: int, text: str | None
) -> None:
    """Note that a sent line was changed, or taken back when `text` is None, where customers read it."""
    row = and_(
        _MESSAGE.c.tenant_id == tenant,
        _MESSAGE.c.conversation_id == conversation,
        _MESSAGE.c.seq == about,
    )
    values = {"deleted": True} if text is None else {"text": text, "edited": True}
    tx.execute(update(_MESSAGE).where(row).values(values))


def _gathers(lines: Sequence[Outgoing]) -> bool:
    """Tell whether more of an album may follow: it came as one part, not as a whole."""
    parts = [file for line in lines if isinstance(line, Say) for file in line.media if file.album]
    return len(parts) == 1


def _never_send(tx: Connection, held: Locked, seq: int) -> bool:
    """Take back what nobody has begun to send; False when it is on its way or gone."""
    dropped = tx.execute(
        delete(_OUTBOX)
        .where(
            _OUTBOX.c.tenant_id == held.tenant_id,
            _OUTBOX.c.conversation_id == held.id,
            _OUTBOX.c.seq == seq,
            _OUTBOX.c.state == "pending",
            _OUTBOX.c.claimed_by == "",
        )
        .returning(_OUTBOX.c.seq)
    )
    return dropped.first() is not None


def _delivery(
    held: Locked, event: Event, *, delivered: bool, gathers: bool = False
) -> dict[str, object]:
    state, reason = ("sent", "") if delivered else ("pending", "")
    if held.undeliverable and not delivered:
        state, reason = "failed", "undeliverable"
    return {
        "tenant_id": held.tenant_id,
        "conversation_id": held.id,
        "seq": held.last_seq,
        "state": state,
        "reason": reason,
        "attempts": 0,
        "claimed_by": "",
        "epoch": held.epoch,
        "created_at": event.at,
        "not_before": event.at + GATHERING if gathers else None,
        "settled_at": None if state == "pending" else event.at,
        "channel_message_id": "",
    }


def _incoming(held: Locked, event: Event, line: Line) -> dict[str, object]:
    held.last_seq += 1
    words = line.text if line.kind in _WORDS else f"[{line.kind}] {line.text}".rstrip()
    if line.kind not in _SILENT:
        held.last_words = words[:_LAST_WORDS]
    return _row(held, event) | {
        "direction": "in",
        "kind": line.kind,
        "author": f"{event.sender.role}:{event.sender.id}",
        "text": line.text,
        "files": dumps(type_files, line.files),
        "channel_message_id": event.message_id,
    }


def _appended(held: Locked, event: Event, line: Outgoing) -> dict[str, object]:
    held.last_seq += 1
    row = _row(held, event)
    match line:
        case Say():
            files = [MediaFile(kind="document", ref=line.file, name=line.file_name)]
            inside = held.channel == NEVER_SENT
            return row | {
                "kind": "notice" if inside else "say",
                "author": line.author,
                "text": plain(line.text) if inside else line.text,
                "buttons": _buttons(line.buttons),
                "files": dumps(type_files, (*files[: bool(line.file)], *line.media)),
                "why": dumps(type_why, line.why),
                "about": line.reply_to or None,
                "internal": inside,
            }
        case Note():
            return row | {
                "kind": line.kind,
                "author": line.author,
                "text": line.text,
                "files": dumps(type_files, line.files),
                "internal": True,
            }
        case ChangeSent():
            return row | {
                "kind": "delete" if line.text is None else "edit",
                "author": line.author,
                "text": line.text or "",
                "about": line.seq,
                "internal": True,
            }
        case _ as never:
            assert_never(never)


def _row(held: Locked, event: Event) -> dict[str, object]:
    return {
        "tenant_id": held.tenant_id,
        "conversation_id": held.id,
        "seq": held.last_seq,
        "direction": "out",
        "buttons": "[]",
        "files": "[]",
        "why": "",
        "update_id": event.update_id,
        "channel_message_id": "",
        "edited": False,
        "internal": False,
        "about": None,
        "deleted": False,
        "at": event.at,
    }


def _buttons(buttons: tuple[tuple[Button, ...], ...]) -> str:
    return dumps(type_buttons, buttons) if buttons else "[]"


def _mark_edited(tx: Connection, held: Locked, message_id: str) -> None:
    tx.execute(
        _MARK_EDITED,
        {
            "b_tenant_id": held.tenant_id,
            "b_conversation_id": held.id,
            "b_message_id": message_id,
        },
    )


def _keep_evidence(
    tx: Connection, held: Locked, file: MediaFile, *, seq: int, at: datetime
) -> None:
    row = {
        "tenant_id": held.tenant_id,
        "conversation_id": held.id,
        "ref": file.ref,
        "kind": file.kind,
        "name": file.name,
        "size": file.size,
        "seq": seq,
        "at": at,
    }
    # The same photo sent twice is one piece of evidence.
    tx.execute(insert_new(tx, _EVIDENCE), row)
