"""Look at a conversation as the core sees it, without anything happening in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.core.book import Book
from bot.core.engine.talk import Talk
from bot.core.events import Event, Person, TimerFired
from bot.desk.records import DeskRecords
from bot.desk.views import conversation as find_conversation
from bot.store.engines import Store


@contextmanager
def glance(store: Store, book: Book, conversation: str, *, now: datetime) -> Iterator[Talk | None]:
    """Lay a conversation out as a turn does, over a connection that cannot write; None: there is none."""
    view = find_conversation(store, conversation)
    if view is None:
        yield None
        return
    looking = Event(
        channel="desk",
        conversation=conversation,
        update_id="",
        at=now,
        sender=Person(role="system", id="desk"),
        what=TimerFired("glance"),
    )
    timezone = book.pack(view.pack).brand.hours.timezone
    with store.read() as tx:
        records = DeskRecords(tx=tx, tenant=store.tenant, timezone=timezone)
        yield Talk(book, view.state, looking, records)
