"""The customer waits for a colleague: how long, what happens then, and who is away meanwhile (R4, R8)."""

from dataclasses import replace

from bot.core.book import Book, Pack
from bot.core.calendar import after
from bot.core.effects import ClearTimer, SetTimer
from bot.core.engine.talk import Talk
from bot.core.events import Event
from bot.core.hours import is_open, reply_by
from bot.core.spans import Span, parse_span
from bot.core.state import State, Stretch
from bot.core.takeover.leaving import to_queue
from bot.core.takeover.stretch import SILENCE, is_owned, mark, speak_as
from bot.core.turn import Records, Turn

_SILENCE = Span(15, "wm")


def silence_span(pack: Pack) -> Span:
    """Return how long an owner may leave a customer without a word (`policies/desk.yaml`)."""
    policy = pack.policies.get("desk", {})
    return parse_span(str(policy.get("staff_silence", ""))) or _SILENCE


def owe_words(talk: Talk) -> None:
    """The customer waits for the owner from now on, unless they wait already."""
    stretch = talk.state.stretch
    if stretch is None or stretch.waiting_since is not None:
        return
    talk.change(stretch=replace(stretch, waiting_since=talk.now))
    due = after(talk.pack.brand.hours.calendar, talk.now, silence_span(talk.pack))
    talk.effects.append(SetTimer(SILENCE, due))


def gave_words(talk: Talk) -> None:
    """The owner answered: nobody waits."""
    stretch = talk.state.stretch
    if stretch is None:
        return
    if stretch.waiting_since is not None:
        talk.effects.append(ClearTimer(SILENCE))
    talk.change(
        stretch=replace(stretch, waiting_since=None, said_at=talk.now, away_told_until=None)
    )


def tell_away(talk: Talk) -> None:
    """Outside hours, tell the customer once when the colleague is back; not while they are writing."""
    stretch = talk.state.stretch
    hours = talk.pack.brand.hours
    if stretch is None or is_open(hours, talk.now) or _is_here(talk, stretch):
        return
    if stretch.away_told_until is not None and talk.now < stretch.away_told_until:
        return
    talk.change(stretch=replace(stretch, away_told_until=reply_by(hours, talk.now)))
    speak_as(talk, talk.state.owner, "takeover.away", colleague=stretch.name)


def _is_here(talk: Talk, stretch: Stretch) -> bool:
    """Whether the owner came or wrote so lately that they work outside hours."""
    span = silence_span(talk.pack)
    lately = span.fixed or span.open_time
    seen = stretch.said_at or stretch.since
    return lately is not None and talk.now - seen <= lately


def came_due(book: Book, state: State, event: Event, records: Records) -> Turn:
    """The owner left the customer without a word for too long: somebody else may come."""
    talk = Talk(book, state, event, records)
    stretch = state.stretch
    if not is_owned(state) or stretch is None or stretch.waiting_since is None:
        return Turn(state, ())
    mark(talk, "back_in_queue", stretch.name, author="bot")
    to_queue(talk, "takeover.back_in_queue")
    return talk.turn()
