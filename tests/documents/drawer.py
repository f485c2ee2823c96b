"""A desk whose every event sends or keeps a document, on a book that has nothing but forms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.book import Book
from bot.core.document import Data
from bot.core.effects import Effect, Why
from bot.core.events import CustomerSaid, Event, Person
from bot.core.printing import keep, send
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk
from bot.store.engines import Store
from tests.desk.engines import say, tiny_book
from tests.documents.shipped import shipped_brand, shipped_forms

CASE = "RT-20261123-0007"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def book_of_forms() -> Book:
    book = tiny_book()
    pack = replace(book.packs["ebike"], brand=shipped_brand(), documents=shipped_forms())
    return replace(book, packs={"ebike": pack})


def sends(form: str = "return_list", data: Data | None = None) -> Callable[..., Turn]:
    """An engine that says something, sends a form, lays another with the case, and says goodbye."""

    def step(book: Book, state: State, _event: Event, _records: Records) -> Turn:
        pack = book.pack("ebike")
        given = pack.documents[form].example if data is None else data
        effects: tuple[Effect, ...] = (
            say("好"),
            send(pack, form, given, text="清单在这里。", why=Why(rule="test"), case=CASE),
            keep(pack, "appraisal", pack.documents["appraisal"].example, case=CASE),
            say("再见"),
        )
        return Turn(state, effects)

    return step


def drawer(store: Store, *, form: str = "return_list", data: Data | None = None) -> Desk:
    book = book_of_forms()
    return Desk(store, lambda: book, step=sends(form, data))


def hello(conversation: str = "telegram:1", update: str = "1") -> Event:
    return Event(
        channel=conversation.partition(":")[0],
        conversation=conversation,
        update_id=update,
        at=NOON,
        sender=Person(role="dealer", id="1"),
        what=CustomerSaid("清单"),
    )
