"""Look for what fell through: messages long pending and timers long due."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store.engines import Store
from bot.store.outbox import chats_pending
from bot.store.timers import due_timers

LATE = timedelta(seconds=60)


def sweep(
    store: Store,
    *,
    now: datetime,
    send: Callable[[str], None],
    wake: Callable[[str], None],
    late: timedelta = LATE,
) -> tuple[str, ...]:
    """Send and wake what is late by `late`; returns the chats concerned."""
    with store.read() as tx:
        pending = chats_pending(tx, tenant=store.tenant, before=now - late)
        due = due_timers(tx, tenant=store.tenant, now=now - late)
    asleep = tuple(dict.fromkeys(timer.conversation for timer in due))
    for conversation in pending:
        send(conversation)
    for conversation in asleep:
        wake(conversation)
    return (*pending, *asleep)
