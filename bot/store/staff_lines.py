"""What colleagues wrote to a customer with their own hands, for promises that are changed later."""

from dataclasses import replace

from sqlalchemy import Connection, or_

from bot.core.state import STAFF
from bot.core.turn import Written
from bot.store.tables import Message, table
from bot.store.transcript import is_typed, with_delivery, written

_MESSAGE = table(Message)
_LAST = 100
"""Lines looked back over."""
_CHANGES = ("edit", "delete")
_FAILED = ("failed", "unknown")


def said_by_staff(tx: Connection, *, tenant: str, conversation: str) -> tuple[Written, ...]:
    """Return the last words of colleagues to the customer, in order, as they are meant to stand now.

    A change that is on its way counts; one that the channel refused does not.
    """
    rows = tx.execute(
        with_delivery()
        .where(
            _MESSAGE.c.tenant_id == tenant,
            _MESSAGE.c.conversation_id == conversation,
            _MESSAGE.c.direction == "out",
            or_(_MESSAGE.c.internal.is_(False), _MESSAGE.c.kind.in_(_CHANGES)),
            _MESSAGE.c.author.startswith(STAFF, autoescape=True),
        )
        .order_by(_MESSAGE.c.seq.desc())
        .limit(_LAST)
    ).all()
    standing: dict[int, Written] = {}
    for row in reversed(rows):
        if row.kind in _CHANGES:
            line = standing.get(row.about)
            if line is None or row.delivery in _FAILED:
                continue
            standing[row.about] = replace(line, text=row.text, deleted=row.kind == "delete")
        elif is_typed(row.why):
            standing[row.seq] = written(row)
    return tuple(line for line in standing.values() if not line.deleted)
