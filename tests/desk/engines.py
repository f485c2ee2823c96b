"""A tiny book and small engines to put behind the desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from bot.core.book import Book, Brand, Hours, Pack, Silence
from bot.core.calendar import Calendar
from bot.core.effects import Effect, Say, Why
from bot.core.events import CustomerSaid, Event, Happening, Person
from bot.core.matching import AnswerWords, Matcher
from bot.core.state import State
from bot.core.turn import Records, Turn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai."""


def tiny_book(digest: str = "d1") -> Book:
    """A book that knows its hours and nothing else."""
    hours = Hours(calendar=Calendar(timezone="Asia/Shanghai"))
    brand = Brand(name={}, languages=("zh-CN",), hotline="", hours=hours)
    pack = Pack(
        name="ebike",
        brand=brand,
        nodes={},
        scripts={},
        phrases={},
        intents=(),
        areas=(),
        moods={},
        answers=cast("AnswerWords", None),
        policies={},
        silence=Silence(nudge=timedelta(minutes=10), close=timedelta(hours=24)),
        matcher=cast("Matcher", None),
    )
    return Book(digest=digest, packs={"ebike": pack}, default="ebike")


def say(text: str) -> Say:
    """A message of the bot."""
    return Say(text=text, why=Why(rule="test"))


def echo(_book: Book, state: State, event: Event, _records: Records) -> Turn:
    """Repeat what was said and count the turns."""
    text = event.what.text if isinstance(event.what, CustomerSaid) else type(event.what).__name__
    return Turn(replace(state, turns=state.turns + 1), (say(text),))


def doing(*effects: Effect, owner: str | None = None) -> Callable[..., Turn]:
    """An engine that always asks for the same effects."""

    def step(_book: Book, state: State, _event: Event, _records: Records) -> Turn:
        return Turn(state if owner is None else replace(state, owner=owner), effects)

    return step


def event(
    what: Happening | str = "在吗",
    *,
    chat: str = "telegram:1",
    update: str = "1",
    at: datetime = NOON,
    message_id: str = "",
) -> Event:
    """Something a customer did; a string is something said."""
    channel, _, person = chat.partition(":")
    return Event(
        channel=channel,
        conversation=chat,
        update_id=update,
        at=at,
        sender=Person(role="customer", id=person, name="王先生"),
        what=CustomerSaid(what) if isinstance(what, str) else what,
        message_id=message_id,
    )
