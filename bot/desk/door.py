"""The one door: an event goes in, one transaction happens, rows to send come out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection

from bot.core.book import Book
from bot.core.events import CustomerLeft, Event, Person, TimerFired
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk.audit import note_staff
from bot.desk.dispatch import Dispatcher, NoDispatcher
from bot.desk.records import DeskRecords
from bot.store.apply import Applied, apply
from bot.store.conversations import (
    Locked,
    create_conversation,
    lock_conversation,
    note_update,
    save_conversation,
)
from bot.store.engines import Store
from bot.store.timers import spend_timer

Step = Callable[[Book, State, Event, Records], Turn]

READ_BY_THEMSELVES = frozenset({"web", "terminal", "office"})
"""Channels that show the transcript from the store: a reply is sent when it is committed.

`office`: cases that came by phone, letter or visit (R14); nobody reads there, nothing is sent.
"""

_CHAT_ROLES = frozenset({"customer", "dealer"})
"""Who sits at the other end of a conversation."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an event.

    `duplicate`: the update was handled before. `stale`: the timer was cleared or replaced. In both
    cases nothing changed, and there is no turn.
    """

    status: Literal["done", "duplicate", "stale"]
    turn: Turn | None = None
    replies: tuple[int, ...] = ()
    """Sequence numbers of the replies in the transcript."""


class Desk:
    """Runs events through the engine, one transaction each.

    `books` returns the book of the moment, so that a reload needs no new desk; `pack` is the pack
    of a new conversation (the book's default when empty).
    """

    def __init__(
        self,
        store: Store,
        books: Callable[[], Book],
        *,
        step: Step,
        dispatcher: Dispatcher | None = None,
        pack: str = "",
        read_by_themselves: frozenset[str] = READ_BY_THEMSELVES,
    ) -> None:
        self.store = store
        self.books = books
        self.pack = pack
        self._step = step
        self._dispatcher = dispatcher or NoDispatcher()
        self._read_by_themselves = read_by_themselves

    async def receive(self, event: Event) -> Handled:
        """Handle an event in a thread; returns after its commit, so the channel may acknowledge."""
        return await asyncio.to_thread(self.handle, event)

    def handle(self, event: Event) -> Handled:
        """Handle an event in one transaction.

        Whatever raises leaves nothing behind, and the update may come again. Events of one
        conversation run one after another, in the order in which they get its row.
        """
        with self.store.write() as tx:
            handled = self._handle(tx, event)
        if handled.replies and not self._reads_itself(event):
            self._dispatcher.committed(event.conversation)
        return handled

    def _handle(self, tx: Connection, event: Event) -> Handled:
        book = self.books()
        if isinstance(event.what, TimerFired):
            # The timer's own row says whether it fires; a dedupe row would swallow an early waker.
            if not self._spend(tx, event, event.what):
                return Handled("stale")
        elif not self._is_new(tx, event):
            return Handled("duplicate")
        held = self._hold(tx, book, event)
        turn = self._step(book, held.state, event, self._records(tx, book, held))
        applied = apply(tx, held, event, turn, delivered=self._reads_itself(event))
        note_staff(tx, held, event, turn)
        held.book_digest = book.digest
        self._arm(tx, held, event, applied)
        save_conversation(tx, held, now=event.at)
        return Handled("done", Turn(held.state, turn.effects), applied.replies)

    def _reads_itself(self, event: Event) -> bool:
        """Whether the customer's channel shows the transcript; a colleague's event comes by another."""
        return event.conversation.partition(":")[0] in self._read_by_themselves

    def _is_new(self, tx: Connection, event: Event) -> bool:
        return note_update(
            tx,
            tenant=self.store.tenant,
            channel=event.channel,
            update_id=event.update_id,
            now=event.at,
        )

    def _hold(self, tx: Connection, book: Book, event: Event) -> Locked:
        held = lock_conversation(tx, tenant=self.store.tenant, conversation=event.conversation)
        if held is None:
            pack = book.pack(self.pack or book.default).name
            held = create_conversation(
                tx,
                tenant=self.store.tenant,
                conversation=event.conversation,
                state=_new_state(pack, event.sender),
                book_digest=book.digest,
                now=event.at,
            )
        # The columns are the truth: staff change them without touching the engine's state.
        held.state = replace(held.state, owner=held.owner, epoch=held.epoch)
        if event.sender.role in _CHAT_ROLES:
            held.undeliverable = isinstance(event.what, CustomerLeft)
        return held

    def _spend(self, tx: Connection, event: Event, fired: TimerFired) -> bool:
        return spend_timer(
            tx,
            tenant=self.store.tenant,
            conversation=event.conversation,
            name=fired.name,
            now=event.at,
        )

    def _records(self, tx: Connection, book: Book, held: Locked) -> DeskRecords:
        hours = book.pack(held.state.pack).brand.hours
        return DeskRecords(tx=tx, tenant=self.store.tenant, timezone=hours.timezone)

    def _arm(self, tx: Connection, held: Locked, event: Event, applied: Applied) -> None:
        if applied.replies and not self._reads_itself(event):
            self._dispatcher.enqueue_send(tx, held)
        if applied.wake_at is not None:
            self._dispatcher.arm_timer(tx, held, at=applied.wake_at)


def _new_state(pack: str, sender: Person) -> State:
    """A conversation that colleagues begin is still the customer's."""
    if sender.role not in _CHAT_ROLES:
        return State(pack=pack)
    return State(pack=pack, role=sender.role, name=sender.name)
