"""Filled forms: written with the event that asks for them, finished when first needed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from bot.core.effects import KeepDocument, Say, SendDocument
from bot.core.events import Event
from bot.store.conversations import Locked
from bot.store.tables import Document, table

PREFIX = "document:"
"""How a message refers to a document."""

_DOCUMENT = table(Document)
_INSERT = insert(_DOCUMENT)
_FINISH = (
    update(_DOCUMENT)
    .where(
        _DOCUMENT.c.tenant_id == bindparam("b_tenant_id"),
        _DOCUMENT.c.id == bindparam("b_id"),
        _DOCUMENT.c.file == bindparam("b_before"),
    )
    .values(file=bindparam("b_file"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A filled form as stored."""

    id: str
    conversation: str
    case: str
    """Empty when it belongs to no case."""
    pack: str
    form: str
    name: str
    data: Mapping[str, Any]
    sent: bool
    """Went to the customer; else it is laid by for staff."""
    file: str
    """Reference of the finished file, empty until somebody needed it."""
    at: datetime

    @property
    def ref(self) -> str:
        """How a message refers to it."""
        return PREFIX + self.id


def put_document(
    tx: Connection, held: Locked, event: Event, effect: SendDocument | KeepDocument, *, place: int
) -> str:
    """Store a filled form, the `place`-th of its turn; returns its reference."""
    made_of = f"{held.tenant_id}\0{held.id}\0{event.channel}\0{event.update_id}\0{place}"
    id_ = hashlib.sha256(made_of.encode()).hexdigest()[:32]
    tx.execute(
        _INSERT,
        {
            "tenant_id": held.tenant_id,
            "id": id_,
            "conversation_id": held.id,
            "case_number": effect.case,
            "pack": held.state.pack,
            "form": effect.form,
            "name": effect.name,
            "data": json.dumps(effect.data, ensure_ascii=False),
            "sent": isinstance(effect, SendDocument),
            "file": "",
            "at": event.at,
        },
    )
    return PREFIX + id_


def spoken(effect: SendDocument, *, ref: str) -> Say:
    """Return the message that brings a stored document."""
    return Say(
        text=effect.text, buttons=effect.buttons, why=effect.why, file=ref, file_name=effect.name
    )


def find_document(tx: Connection, *, tenant: str, ref: str) -> StoredDocument | None:
    """Return the document of a reference; None when there is none."""
    id_ = ref.removeprefix(PREFIX)
    row = tx.execute(
        select(_DOCUMENT).where(_DOCUMENT.c.tenant_id == tenant, _DOCUMENT.c.id == id_)
    ).first()
    return None if row is None else _stored(row)


def documents_of_case(tx: Connection, *, tenant: str, case: str) -> tuple[StoredDocument, ...]:
    """Return a case's documents, oldest first."""
    rows = tx.execute(
        select(_DOCUMENT)
        .where(_DOCUMENT.c.tenant_id == tenant, _DOCUMENT.c.case_number == case)
        .order_by(_DOCUMENT.c.at, _DOCUMENT.c.id)
    )
    return tuple(map(_stored, rows))


def finish_document(tx: Connection, *, tenant: str, id_: str, before: str, file: str) -> bool:
    """Note the finished file; False when somebody else noted one since `before` was read."""
    values = {"b_tenant_id": tenant, "b_id": id_, "b_before": before, "b_file": file}
    return tx.execute(_FINISH, values).rowcount == 1


def _stored(row: Row[Any]) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        conversation=row.conversation_id,
        case=row.case_number,
        pack=row.pack,
        form=row.form,
        name=row.name,
        data=json.loads(row.data),
        sent=row.sent,
        file=row.file,
        at=row.at,
    )
