"""Append what was said, and what is to be sent, in order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never

from sqlalchemy import Connection, bindparam, insert, update

from bot.core.effects import Button, Say
from bot.core.events import (
    CaseActed,
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
    Event,
    MediaFile,
    TimerFired,
)
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
    "timer",
    "case",
]


@dataclass(frozen=True, slots=True)
class Line:
    """An incoming happening as one line of the transcript."""

    kind: IncomingKind
    text: str = ""
    files: tuple[MediaFile, ...] = field(default=())


def line_of(event: Event) -> Line:  # noqa: PLR0911 — one case for each kind of event
    """Return how an event reads in the transcript."""
    match event.what:
        case CustomerSaid(text):
            return Line("said", text)
        case CustomerEdited(text=text):
            return Line("edited", text)
        case CustomerPressed(data):
            return Line("pressed", data)
        case CustomerSentMedia(file=file, caption=caption):
            return Line("media", caption, (file,))
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
        case TimerFired(name):
            return Line("timer", name)
        case CaseActed(number=number, action=action):
            return Line("case", f"{number} {action}")
        case _ as never:
            assert_never(never)


def append_turn(
    tx: Connection, held: Locked, event: Event, says: tuple[Say, ...], *, delivered: bool
) -> tuple[int, ...]:
    """Append the incoming line and the replies; returns the sequence numbers of the replies.

    `delivered` is for channels that read the transcript themselves (web, terminal): a reply counts
    as sent when it is committed. A timer and a move in a
    case leave no incoming line, since nobody said anything.
    """
    messages: list[dict[str, object]] = []
    if not isinstance(event.what, TimerFired | CaseActed):
        messages.append(_incoming(held, event))
    first_reply = held.last_seq + 1
    state = _delivery(held, delivered=delivered)
    outbox: list[dict[str, object]] = []
    for say in says:
        messages.append(_outgoing(held, event, say))
        outbox.append(
            {
                "tenant_id": held.tenant_id,
                "conversation_id": held.id,
                "seq": held.last_seq,
                "state": state[0],
                "reason": state[1],
                "attempts": 0,
                "claimed_by": "",
                "epoch": held.epoch,
                "created_at": event.at,
                "settled_at": None if state[0] == "pending" else event.at,
                "channel_message_id": "",
            }
        )
    if messages:
        tx.execute(_INSERT_MESSAGE, messages)
    if outbox:
        tx.execute(_INSERT_OUTBOX, outbox)
    if isinstance(event.what, CustomerEdited):
        _mark_edited(tx, held, event.what.message_id)
    if isinstance(event.what, CustomerSentMedia):
        _keep_evidence(tx, held, event.what.file, seq=first_reply - 1, at=event.at)
    return tuple(range(first_reply, held.last_seq + 1))


def _delivery(held: Locked, *, delivered: bool) -> tuple[str, str]:
    if delivered:
        return "sent", ""
    if held.undeliverable:
        return "failed", "undeliverable"
    return "pending", ""


def _incoming(held: Locked, event: Event) -> dict[str, object]:
    held.last_seq += 1
    line = line_of(event)
    return {
        "tenant_id": held.tenant_id,
        "conversation_id": held.id,
        "seq": held.last_seq,
        "direction": "in",
        "kind": line.kind,
        "author": f"{event.sender.role}:{event.sender.id}",
        "text": line.text,
        "buttons": "[]",
        "files": dumps(type_files, line.files),
        "why": "",
        "update_id": event.update_id,
        "channel_message_id": event.message_id,
        "edited": False,
        "at": event.at,
    }


def _outgoing(held: Locked, event: Event, say: Say) -> dict[str, object]:
    held.last_seq += 1
    files = (MediaFile(kind="document", ref=say.file, name=say.file_name),) if say.file else ()
    return {
        "tenant_id": held.tenant_id,
        "conversation_id": held.id,
        "seq": held.last_seq,
        "direction": "out",
        "kind": "say",
        "author": "bot",
        "text": say.text,
        "buttons": _buttons(say.buttons),
        "files": dumps(type_files, files),
        "why": dumps(type_why, say.why),
        "update_id": event.update_id,
        "channel_message_id": "",
        "edited": False,
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
