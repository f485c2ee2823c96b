"""The clocks of conversations as staff see them, computed from their marks by the rules of now."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.core.book import Book
from bot.core.calendar import unknown_years
from bot.core.clocks.follow import CHECK
from bot.core.clocks.sla import Clocks
from bot.core.clocks.subject import clocks_for
from bot.core.state import BOT
from bot.store.clocks import marks_of, marks_of_many
from bot.store.codec import type_state
from bot.store.dealers import dealer_of, dealers_of
from bot.store.engines import Store
from bot.store.tables import Conversation, Timer, table
from bot.store.timers import set_timers

_CONVERSATION = table(Conversation)
_TIMER = table(Timer)
_AHEAD = timedelta(days=60)
"""How far ahead deadlines commonly reach."""


def clocks_of(store: Store, book: Book, conversation: str, *, now: datetime) -> Clocks:
    """Return a conversation's clocks; none when there is no such conversation."""
    with store.read() as tx:
        row = tx.execute(
            select(_CONVERSATION.c.state).where(
                _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.id == conversation
            )
        ).first()
        if row is None:
            return Clocks()
        marks = marks_of(tx, tenant=store.tenant, conversation=conversation)
        dealer = dealer_of(tx, tenant=store.tenant, conversation=conversation)
    state = type_state.validate_json(row.state)
    return clocks_for(
        book.pack(state.pack),
        state,
        marks,
        conversation=conversation,
        now=now,
        dealer=dealer.id if dealer is not None else "",
    )


def clocks_of_many(
    store: Store, book: Book, conversations: Collection[str], *, now: datetime
) -> Mapping[str, Clocks]:
    """Return what is still owed in several conversations, for a list, in three queries."""
    with store.read() as tx:
        rows = tx.execute(
            select(_CONVERSATION.c.id, _CONVERSATION.c.state).where(
                _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.id.in_(conversations)
            )
        ).all()
        marks = marks_of_many(tx, tenant=store.tenant, conversations=conversations)
        dealers = dealers_of(tx, tenant=store.tenant, conversations=conversations)
    found: dict[str, Clocks] = {}
    for id_, text in rows:
        state = type_state.validate_json(text)
        known = marks.get(id_, ())
        pack = book.pack(state.pack)
        found[id_] = clocks_for(
            pack,
            state,
            known,
            conversation=id_,
            dealer=dealers.get(id_, ""),
            now=now,
            only_owed=True,
        )
    return found


def look_again(store: Store, *, now: datetime) -> int:
    """Have every conversation with clocks looked at now; returns how many.

    After a restart or a change of the book: what is owed may have changed while nobody looked.
    """
    with store.write() as tx:
        waiting = _with_clocks(tx, store)
        for conversation in waiting:
            due = [(CHECK, now)]
            set_timers(tx, tenant=store.tenant, conversation=conversation, due=due)
    return len(waiting)


def years_to_write(book: Book, *, now: datetime) -> Mapping[str, tuple[int, ...]]:
    """Return the packs whose calendar does not know the holidays of a year in sight, and which years."""
    found = {}
    for name, pack in book.packs.items():
        calendar = pack.brand.hours.calendar
        today = now.astimezone(ZoneInfo(calendar.timezone)).date()
        if years := unknown_years(calendar, today, today + _AHEAD):
            found[name] = years
    return found


def _with_clocks(tx: Connection, store: Store) -> tuple[str, ...]:
    """Return where a person is wanted, or a clock of a case waits to be looked at."""
    wanted = select(_CONVERSATION.c.id).where(
        _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.owner != BOT
    )
    looked_at = select(_TIMER.c.conversation_id).where(
        _TIMER.c.tenant_id == store.tenant, _TIMER.c.name == CHECK, _TIMER.c.due_at.is_not(None)
    )
    return tuple(id_ for (id_,) in tx.execute(wanted.union(looked_at)))
